"""Pictures that people send: read in a process of its own, because no decoder of theirs may harm the web process."""

import subprocess
import sys
from pathlib import Path

from app.errors import NotAllowed, TooLarge

MOST_BYTES = 10 * 1024 * 1024
SIZES = (512, 192, 64)
"""The edges of the squares that are made of a picture, in pixels; the largest first."""
SECONDS = 60
BAD_INPUT = 2
TOO_LARGE = 'This picture is larger than 10 MB. Choose a smaller one; the one before stays.'
_DAMAGED = 'This picture could not be read: it is damaged, or no picture. Choose another one; the one before stays.'


def squares(source: Path, folder: Path) -> dict[int, Path]:
    """Make WebP squares of a picture without anything that was written beside it; returns them by their size.

    Parameters
    ----------
    source : what somebody sent; what it is, its bytes say.
    folder : where the squares are put.

    Raises
    ------
    NotAllowed
        It is no picture that can be taken; the sentence says why.
    TooLarge
        The file is too large.
    """
    if source.stat().st_size > MOST_BYTES:
        raise TooLarge(TOO_LARGE)
    command = [sys.executable, '-m', 'app.pictures.process', str(source), str(folder), *map(str, SIZES)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, cwd=_HOME)
    except subprocess.TimeoutExpired:
        raise NotAllowed(_DAMAGED) from None
    if done.returncode == BAD_INPUT:
        raise NotAllowed(done.stderr.strip().splitlines()[-1])
    if done.returncode != 0:
        raise NotAllowed(_DAMAGED)
    return {size: folder / f'{size}.webp' for size in SIZES}


_HOME = Path(__file__).parent.parent.parent
