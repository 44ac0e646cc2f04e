"""The memory that one process may take, and whether something failed for lack of it.

Linux alone holds the limit. It counts what a process may write to and shares with nobody (RLIMIT_DATA): address space
is no measure, because threads and memory-mapped files reserve far more than they use.
"""

import errno
import re
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

MIB = 1024 * 1024
AT_THE_LIMIT = 0.8
"""A process that dies by a signal above this share of its limit is taken to have died of it."""
TOO_LITTLE = (
    'This needed more memory than it may take here, and was stopped. What you sent is kept: try something shorter, '
    'take large pictures and tags out of a file, or ask the admin for more memory.'
)
MOST_KEPT = 1 / 3
"""What a process may still hold between its jobs, models above all; the next job may need models of its own beside."""
_COUNTERS = Path('/proc/vmstat')
_OURS = Path('/proc/self/status')
_at_first: int | None = None


def limit(mib: int) -> None:
    """Let this process take this much memory from now on, in MiB; 0 leaves it as it is."""
    global _at_first
    _at_first = _taken()
    if mib and sys.platform == 'linux':
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = mib * MIB if hard == resource.RLIM_INFINITY else min(mib * MIB, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def keeps_too_much(mib: int) -> bool:
    """Whether what this process holds more than when it was limited to so much leaves too little for another job."""
    return bool(mib) and _at_first is not None and _taken() - _at_first > mib * MIB * MOST_KEPT


def _taken() -> int:
    """What counts towards the limit now, in bytes; 0 where that cannot be known."""
    try:
        found = re.search(r'^VmData:\s+(\d+) kB', _OURS.read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0


def was_short(error: BaseException) -> bool:
    """Whether an error was raised because there was no memory, or follows from one that was."""
    return any(map(_is_short, _with_causes(error)))


def _is_short(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    # A thread wants some MB for its stack at once, and often is the first that does not get them.
    # What hears words and what runs the voices say it in words of their own.
    said = str(error)
    return isinstance(error, MemoryError) or said == "can't start new thread" or 'ailed to allocate memory' in said


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__


class Deaths:
    """Says of children that died by a signal whether memory was the reason; for the process that waits for them.

    Two things say so: it was killed, and the kernel's count of processes that it killed for memory has risen since; or
    this child had come near its limit, closer than any before. All others may start again, and so may
    one that ended itself because it stood still, whatever happened on the machine meanwhile.
    """

    def __init__(self, mib: int) -> None:
        self._near = mib * MIB * AT_THE_LIMIT
        self._killed, self._peak = _killed_for_memory(), _highest_of_children()

    def of_memory(self, exit_code: int | None) -> bool:
        """Called once for each child, after it has been waited for."""
        killed, peak = _killed_for_memory(), _highest_of_children()
        starved, near = killed > self._killed, bool(self._near) and peak > max(self._peak, self._near)
        self._killed, self._peak = killed, peak
        if exit_code is None or exit_code >= 0 or exit_code == -signal.SIGALRM:
            return False
        return near or (starved and exit_code == -signal.SIGKILL)


def _killed_for_memory() -> int:
    try:
        counters = dict(line.split() for line in _COUNTERS.read_text().splitlines())
    except (OSError, ValueError):
        return 0
    return int(counters.get('oom_kill', 0))


def _highest_of_children() -> int:
    """The most memory that any child has had that was waited for, in bytes."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1024 if sys.platform == 'linux' else 1)
