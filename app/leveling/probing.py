"""A first look at an uploaded file, in a process of its own: a decoder that crashes or hangs takes nobody along."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.config import settings
from app.errors import ChooseAnew, NotAllowed

SECONDS = 60
BAD_INPUT, WRONG_STREAM = 2, 3  # exit codes of app.audio.probe_process


@dataclass(frozen=True, slots=True)
class Facts:
    """What the probe found: format by name, duration in seconds, rate in Hz, bit rate in bit/s (lossy only).

    `stream` is the sound that was meant, from 1; None where there is but one.
    """

    format: str
    duration_s: float
    sample_rate: int
    channels: int
    bit_rate: int | None
    stream: int | None = None


def probe(path: Path, stream: int | None = None) -> Facts:
    """Look at a file without trusting it, or at one of several sounds in it, from 1.

    Raises
    ------
    ChooseAnew
        It has several sounds and nobody has said which is meant, or it has not the one that was.
    NotAllowed
        It is not audio that can be levelled; the sentence says why.
    """
    command = [sys.executable, '-m', 'app.audio.probe_process', str(path), str(settings().max_duration_minutes * 60)]
    if stream is not None:
        command.append(str(stream))
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, cwd=_HOME)
    except subprocess.TimeoutExpired:
        raise NotAllowed('This file could not be read in time. It is probably damaged.') from None
    if done.returncode in (BAD_INPUT, WRONG_STREAM):
        refusal = ChooseAnew if done.returncode == WRONG_STREAM else NotAllowed
        raise refusal(done.stderr.strip().splitlines()[-1].replace(_BY_COMMAND, ''))
    if done.returncode != 0:
        raise NotAllowed('This file could not be read: it is damaged, or not audio.')
    return Facts(**json.loads(done.stdout))


def sounds_told(refusal: str) -> list[str]:
    """The sounds of a file that was refused because nobody had said which is meant; [] for any other refusal."""
    told = _SEVERAL.search(refusal)
    found = _NEXT.split(told['listed']) if told else []
    return found if told and len(found) == int(told['count']) else []


_BY_COMMAND = ', or with --stream NUMBER on the command line'
"""What such a refusal offers beside the options; whoever sends a file to a server is at no command line."""
_SEVERAL = re.compile(r'This file has (?P<count>\d{1,3}) audio streams: (?P<listed>[^\n]{1,9000})\. Choose the one')
_NEXT = re.compile(r'(?<=\)), (?=\d{1,3} \()')
_HOME = Path(__file__).parent.parent.parent
