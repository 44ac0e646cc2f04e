"""`python -m app.drums.look_process FILE [LONGEST_S]`: hears what a song is, for a process that may die alone.

Prints as JSON the fingerprint of a recording and how long it is. Bad input is a sentence on stderr and exit code 2.
"""

import base64
import json
import resource
import sys
from pathlib import Path

SECONDS = 60
MEMORY_BYTES = 2 * 1024**3
BAD_INPUT = 2


def main(path: str, longest_s: str = 'inf') -> int:
    """Listen to one file under limits of time and memory; returns the exit code."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform == 'linux':
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    from app.audio.errors import AudioError
    from app.drums import fingerprints, sound_files

    try:
        samples, length_ms = sound_files.read(Path(path), fingerprints.RATE, float(longest_s), fingerprints.SECONDS)
        heard = fingerprints.fingerprint(samples)
    except AudioError as error:
        sys.stderr.write(f'{error}\n')
        return BAD_INPUT
    told = {
        'exact': fingerprints.exact(heard),
        'fingerprint': base64.b64encode(fingerprints.to_bytes(heard)).decode(),
        'length_ms': length_ms,
    }
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
