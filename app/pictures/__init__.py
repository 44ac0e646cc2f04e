"""Pictures that people send: read in a process of its own, because no decoder of theirs may harm the web process."""

import subprocess
import sys
from pathlib import Path

from app.errors import NotAllowed, TooLarge

MOST_BYTES = 10 * 1024 * 1024
SIZES = (512, 192, 64)
"""The edges of the squares that are made of a picture, in pixels; the largest first."""
MOST_PAGE_BYTES = 25 * 1024 * 1024
WIDTHS = (320, 640, 1280)
"""How wide pictures are on public pages, in pixels."""
PAGE_TOO_LARGE = 'This picture is larger than 25 MB. Choose a smaller one; the one before stays.'
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
    _run('app.pictures.process', str(source), str(folder), *map(str, SIZES))
    return {size: folder / f'{size}.webp' for size in SIZES}


def for_pages(source: Path, folder: Path) -> tuple[int, int]:
    """Make of a picture what public pages show of it, without anything that was written beside it.

    In `folder` lie then WebP and JPEG files named by their width, like `640.webp`, as far as the picture is wide, and
    `card.jpg` for cards. Returns width and height of the largest, in pixels. Raises as `squares`.
    """
    if source.stat().st_size > MOST_PAGE_BYTES:
        raise TooLarge(PAGE_TOO_LARGE)
    width, height = _run('app.pictures.page_process', str(source), str(folder), *map(str, WIDTHS)).split()
    return int(width), int(height)


def _run(module: str, *arguments: str) -> str:
    """What a process of its own says; raises NotAllowed for what it cannot read."""
    command = [sys.executable, '-m', module, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, cwd=_HOME)
    except subprocess.TimeoutExpired:
        raise NotAllowed(_DAMAGED) from None
    if done.returncode == BAD_INPUT:
        raise NotAllowed(done.stderr.strip().splitlines()[-1])
    if done.returncode != 0:
        raise NotAllowed(_DAMAGED)
    return done.stdout


_HOME = Path(__file__).parent.parent.parent
