"""Whether there is a sound for a prompt, asked before anything is made: one sentence, and no clips that fail."""

import json
import logging
import subprocess
import sys
from functools import partial
from pathlib import Path

from app.config import settings
from app.errors import NotAllowed
from app.runtime.thread_pools import LOOKS
from app.voice import texts, voices
from app.voice.options import EffectOptions
from app.voice.prompt_process import NOTHING_CLOSE

log = logging.getLogger(__name__)

OURS = 'library'
"""The engine whose sounds are known before they are made; what another one can make, its job finds out."""
SECONDS = 20
_HOME = Path(__file__).parent.parent.parent


def check(user_id: str, options: EffectOptions) -> None:
    """Refuse a prompt that nothing is close to; where looking fails, the job itself says what is wrong.

    Raises
    ------
    NotAllowed
        With a sentence that names the nearest there are (`errors.offered`).
    """
    if voices.makes_effects(options.engine).name == OURS:
        LOOKS.run(user_id, partial(_look, options.prompt, 'free' if options.only_free else 'any'))


def _look(prompt: str, which: str) -> None:
    command = [sys.executable, '-m', 'app.voice.prompt_process', str(settings().models_dir), which]
    sent = json.dumps(texts.whole(prompt))  # has signs that no argument may have
    try:
        done = subprocess.run(
            command, input=sent, capture_output=True, text=True, timeout=SECONDS, cwd=_HOME, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning('A prompt could not be looked up: %s', type(error).__name__)
        return
    if done.returncode == NOTHING_CLOSE and done.stderr.strip():
        raise NotAllowed(done.stderr.strip().splitlines()[-1])
