"""Has an outside calendar read by a process of its own, which ends by itself."""

import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from app.errors import NotAllowed
from app.studio.calendars.reading import MOST_BYTES, Busy

SECONDS = 60
BAD_INPUT = 2
TOO_LARGE = 'This calendar is larger than 1 MB. Share a smaller one, with only what keeps the room busy.'
UNREADABLE = 'This calendar cannot be read: it is damaged, or its rules take too long. Share a simpler one.'


def read(content: bytes, zone: str, since: datetime, until: datetime) -> list[Busy]:
    """As `reading.read`, at most for a minute, whatever the calendar says.

    Raises
    ------
    NotAllowed
        It is too large, no calendar, or cannot be read within the limits.
    """
    if len(content) > MOST_BYTES:
        raise NotAllowed(TOO_LARGE)
    if _TOO_OFTEN.search(content):
        raise NotAllowed(UNREADABLE)
    between = [str(int(at.timestamp())) for at in (since, until)]
    command = [sys.executable, '-m', 'app.studio.calendars.reading_process', zone, *between]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, cwd=_HOME)
    except subprocess.TimeoutExpired:
        raise NotAllowed(UNREADABLE) from None
    if done.returncode == BAD_INPUT:
        raise NotAllowed(done.stderr.decode(errors='replace').strip().splitlines()[-1])
    if done.returncode != 0:
        raise NotAllowed(UNREADABLE)
    return [Busy(*one) for one in json.loads(done.stdout)]


_TOO_OFTEN = re.compile(rb'FREQ=(SECOND|MINUTE)LY', re.IGNORECASE)
"""What needs no process to be found impossible."""
_HOME = Path(__file__).parent.parent.parent.parent
