"""A listen to a recording before there is a job, in a process of its own: which song it is, if it is a sound at all."""

import base64
import json
import subprocess
import sys
from functools import partial
from pathlib import Path

from app import storage
from app.config import settings
from app.drums.recognising import Heard
from app.errors import NotAllowed
from app.runtime.thread_pools import LOOKS

SECONDS = 90
BAD_INPUT = 2  # exit code of app.drums.look_process
_HOME = Path(__file__).parent.parent.parent


def heard(user_id: str, key: str) -> Heard:
    """What a stored file of a user's sounds like.

    Raises
    ------
    NotAllowed
        It is no sound that can be read, or too long a one; the sentence says why.
    """
    found: Heard = LOOKS.run(user_id, partial(_heard, key))
    return found


def _heard(key: str) -> Heard:
    longest = str(60 * settings().max_duration_minutes)
    with storage.local(key) as path:
        command = [sys.executable, '-m', 'app.drums.look_process', str(path), longest]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, cwd=_HOME, check=False)
        except subprocess.TimeoutExpired:
            raise NotAllowed('This recording could not be read in time. It is probably damaged.') from None
    if done.returncode == BAD_INPUT:
        raise NotAllowed(done.stderr.strip().splitlines()[-1])
    if done.returncode != 0:
        raise NotAllowed('This file could not be read: it is damaged, or not audio.')
    told = json.loads(done.stdout)
    return Heard(told['exact'], base64.b64decode(told['fingerprint']), told['length_ms'])
