"""What a client has begun and not finished, in small files: a killed one goes on from here, and so does another day.

Each piece of work has one file, named by the digest of what it is: the server, the file on this machine (the place on
its disk, its size and the time of its last change) and what is wanted of it. A file that changes is other work. What is
made of words has the words in its wish, and no file.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from app.remote import surroundings
from app.remote.files import held, written

KEPT_S = 60 * 24 * 3600.0
"""Nobody goes on with what was left alone for so long; servers have removed it by then, too."""


@dataclass(slots=True)
class Work:
    """One file on its way: to the server, through its job, and back.

    Attributes
    ----------
    identity : of the work; names its file.
    source : where the file lies here; empty where there is none, because something is made of words.
    target : where the result goes; empty where nobody has said.
    upload_id, job_id : at the server, as soon as they are known.
    fetched : where the result lies, once it is there as a whole.
    wish : what is wanted of it.
    request : the name of a request that makes something, so that it makes nothing twice when it is sent again.
    """

    identity: str
    server: str
    source: str
    wish: dict[str, Any]
    target: str = ''
    upload_id: str = ''
    job_id: str = ''
    fetched: str = ''
    request: str = ''

    @property
    def name(self) -> str:
        """What people call it."""
        return Path(self.source).name

    def keep(self) -> None:
        """Write it down as it is now."""
        written(_place(self.identity), json.dumps(asdict(self)))

    def forget(self) -> None:
        """There is nothing to go on with."""
        for path in (_place(self.identity), _place(self.identity).with_suffix('.lock')):
            with suppress(OSError):
                path.unlink()

    def alone(self) -> AbstractContextManager[None]:
        """Keep all others from this work meanwhile; raises InUse if somebody is at it."""
        what = f'{self.source} is being sent' if self.source else 'This is being asked for'
        return held(
            _place(self.identity).with_suffix('.lock'),
            f'{what} by another process of LevelMix already. Wait for that one, or end it.',
        )


def work(server: str, source: Path, wish: dict[str, Any]) -> Work:
    """The work on a file, as it was left or new; raises OSError where the file cannot be looked at."""
    found = source.stat()
    what = [server, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, wish]
    fresh = Work(_identity(what), server, str(source.absolute()), wish)
    known = _read(_place(fresh.identity))
    if known is None:
        return fresh
    known.source = fresh.source  # it may have got another name since
    return known


def words(server: str, wish: dict[str, Any]) -> Work:
    """The same where something is made of words alone, which the wish has."""
    identity = _identity([server, wish])
    return _read(_place(identity)) or Work(identity, server, '', wish)


def everything(server: str) -> list[Work]:
    """All work with one server that is not forgotten, the oldest first; what is too old is forgotten here."""
    return sorted((one for one in _all() if one.server == server), key=lambda one: _age(one.identity), reverse=True)


def job_ids() -> list[str]:
    """The jobs of all servers that are known here, without asking any."""
    return [one.job_id for one in _all() if one.job_id]


def _identity(what: list[Any]) -> str:
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:32]


def _all() -> Iterator[Work]:
    for path in _folder().glob('*.json'):
        found = _read(path)
        if found is None or _age(found.identity) > KEPT_S:
            for old in (path, path.with_suffix('.lock')):
                with suppress(OSError):
                    old.unlink()
        else:
            yield found


def _age(identity: str) -> float:
    try:
        return time.time() - _place(identity).stat().st_mtime
    except OSError:
        return 0.0


def _read(path: Path) -> Work | None:
    """What a file says; None if there is none, or it says nothing that can be understood."""
    names = {field.name for field in fields(Work)}
    try:
        return Work(**{name: value for name, value in json.loads(path.read_text()).items() if name in names})
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _folder() -> Path:
    return surroundings.state_folder() / 'remote'


def _place(identity: str) -> Path:
    return _folder() / f'{os.path.basename(identity)}.json'  # noqa: PTH119
