"""`python -m app.pictures.page_process FILE FOLDER WIDTH…`: makes what public pages show of a picture.

It is a process of its own. What it makes are WebP and JPEG files named by their width, and `card.jpg`; stdout says how
large the largest is. Bad input is one sentence on stderr and exit code 2.
"""

import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.pictures.process import BAD_INPUT, MEMORY_BYTES, QUALITY, SECONDS, Bad, read

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

CARD = (1200, 630)
"""What those who show a card of a page want, in pixels."""
CARD_QUALITY = 82


def main(source: str, folder: str, *widths: str) -> int:
    """Make all sizes under limits of time and memory; returns the exit code."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform == 'linux':
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    wanted, place = sorted(map(int, widths)), Path(folder)
    try:
        picture = read(Path(source), wanted[-1])
    except Bad as error:
        sys.stderr.write(f'{error}\n')
        return BAD_INPUT
    size = picture.size
    for name, made in _sizes(picture, wanted):
        made.save(place / f'{name}.webp', 'WEBP', quality=QUALITY, method=4)
        _opaque(made).save(place / f'{name}.jpg', 'JPEG', quality=QUALITY, optimize=True, progressive=True)
        size = made.size
    _card(picture).save(place / 'card.jpg', 'JPEG', quality=CARD_QUALITY, optimize=True, progressive=True)
    sys.stdout.write(f'{size[0]} {size[1]}\n')
    return 0


def _sizes(picture: 'Picture', widths: list[int]) -> Iterator[tuple[int, 'Picture']]:
    """The picture at each width up to its own, pasted into new ones that know nothing of where it was taken."""
    from PIL import Image

    for place, width in enumerate(widths):
        if place and picture.width <= widths[place - 1]:
            return
        real = min(width, picture.width)
        height = max(1, round(picture.height * real / picture.width))
        made = picture.resize((real, height), Image.Resampling.LANCZOS)
        clean = Image.new(made.mode, made.size)
        clean.paste(made)
        yield width, clean


def _card(picture: 'Picture') -> 'Picture':
    from PIL import Image, ImageOps

    return ImageOps.fit(_opaque(picture), CARD, Image.Resampling.LANCZOS)


def _opaque(picture: 'Picture') -> 'Picture':
    """It on white, where it lets something through: JPEG has no other way."""
    from PIL import Image

    clean = Image.new('RGB', picture.size, 'white')
    clean.paste(picture, mask=picture.getchannel('A') if picture.mode == 'RGBA' else None)
    return clean


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
