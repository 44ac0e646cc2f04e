"""`python -m app.voice.prompt_process MODELS free|any`: whether there is a sound for the prompt that comes as JSON on
stdin, in a process of its own, because no model is loaded where pages are made.

Exit code 2 says that there is none, with a sentence on stderr.
"""

import json
import sys
from pathlib import Path

NOTHING_CLOSE = 2


def main(models: str, only_free: str) -> int:
    """Look for it, among what nobody need be named for if `only_free` says `free`; returns the exit code."""
    prompt = json.loads(sys.stdin.read())
    from app.voice.engines.effects.finding import find
    from app.voice.errors import NothingClose

    try:
        find(prompt, Path(models), only_free == 'free')
    except NothingClose as error:
        sys.stderr.write(f'{error}\n')
        return NOTHING_CLOSE
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
