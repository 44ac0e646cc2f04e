"""`python -m app.voice.sample_process MODELS FILE…`: looks at samples of a voice, for a process that may die
alone.

Prints as JSON what is to be said of each file, and of all together. Bad input is a sentence on stderr and exit code 2.
"""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

SECONDS = 120
MEMORY_BYTES = 2 * 1024**3
"""Ten minutes of sound and what hears it take about a third of this."""
BAD_INPUT = 2


def main(models: str, *files: str) -> int:
    """Look at these files under limits of time and memory; returns the exit code."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform == 'linux':
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    from app.audio.errors import AudioError
    from app.voice import sample_files
    from app.voice.engines import samples, speakers

    try:
        tells = speakers.that_tells(Path(models))
        found = [samples.look(sample_files.read(Path(file)), tells) for file in files]
    except AudioError as error:
        sys.stderr.write(f'{error}\n')
        return BAD_INPUT
    told = {'each': [asdict(samples.alone(one)) for one in found], 'together': asdict(samples.together(found))}
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
