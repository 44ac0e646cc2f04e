"""`python -m app.audio.probe_process FILE [LONGEST_S [STREAM]]`: a first look at a file, for a process that may die
alone.

Prints the facts as JSON (durations in seconds, rates in Hz, bit rates in bit/s). Bad input is one sentence on stderr
and exit code 2, or 3 where another choice among the sounds of the file would do. Imports little, so that looking takes
a third of a second.
"""

import json
import resource
import sys
from pathlib import Path

SECONDS = 60
MEMORY_BYTES = 1024**3
"""Looking at a file takes about 60 MB, and twice its tags at most."""
BAD_INPUT = 2
WRONG_STREAM = 3


def main(path: str, longest_s: str = 'inf', stream: str = '') -> int:
    """Look at one file, or one of its sounds (from 1), under limits of time and memory; returns the exit code."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform == 'linux':
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    from .errors import AudioError, WrongStream
    from .files import probe
    from .types import Limits

    try:
        info = probe(Path(path), Limits(max_duration_s=float(longest_s)), int(stream) - 1 if stream else None)
    except AudioError as error:
        sys.stderr.write(f'{error}\n')
        return WRONG_STREAM if isinstance(error, WrongStream) else BAD_INPUT
    facts = {
        'format': info.container,
        'duration_s': info.duration_s,
        'sample_rate': info.sample_rate,
        'channels': info.channels,
        'bit_rate': info.bit_rate,
        'stream': None if info.stream is None else info.stream + 1,
    }
    sys.stdout.write(json.dumps(facts))
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
