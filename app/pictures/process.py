"""`python -m app.pictures.process FILE FOLDER SIZE…`: makes squares of a picture, for a process that may die alone.

They are WebP files named by their size. Bad input is one sentence on stderr and exit code 2.
"""

import resource
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

SECONDS = 30
MEMORY_BYTES = 1024**3
"""40 megapixels in four colours are 160 MB, and turning them needs as much again."""
MOST_PIXELS = 40_000_000
FORMATS = ('JPEG', 'PNG', 'WEBP', 'GIF', 'AVIF')
QUALITY = 84
BAD_INPUT = 2
KEPT = 'the one before stays'
UNKNOWN = f'This is not a picture that can be taken here. Choose a JPEG, PNG, WebP, AVIF or GIF file; {KEPT}.'
DAMAGED = f'This picture is damaged. Choose another one; {KEPT}.'
TOO_MANY = f'This picture has more than 40 megapixels. Make it smaller, or choose another one; {KEPT}.'


class Bad(Exception):
    """It cannot be taken, and the sentence says why."""


def main(source: str, folder: str, *sizes: str) -> int:
    """Make the squares under limits of time and memory; returns the exit code."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform == 'linux':
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    try:
        picture = read(Path(source), max(map(int, sizes)))
        for size in map(int, sizes):
            _write(picture, size, Path(folder) / f'{size}.webp')
    except Bad as error:
        sys.stderr.write(f'{error}\n')
        return BAD_INPUT
    return 0


def read(source: Path, largest: int) -> 'Picture':
    """The first picture of a file, upright and in the colours of screens."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is unpacked
    try:
        picture: Picture = Image.open(source, formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise Bad(TOO_MANY)
        picture.draft('RGB', (2 * largest, 2 * largest))  # of a JPEG, no more is unpacked than is needed
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        return _in_screen_colours(upright)
    except UnidentifiedImageError:
        raise Bad(UNKNOWN) from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, MemoryError):
        raise Bad(DAMAGED) from None


def _in_screen_colours(picture: 'Picture') -> 'Picture':
    """The same in sRGB, which is what everybody takes a picture without a profile for."""
    import io

    from PIL import ImageCms

    mode = 'RGBA' if picture.has_transparency_data else 'RGB'
    profile = picture.info.get('icc_profile')
    if profile and picture.mode in ('RGB', 'RGBA', 'CMYK'):
        try:
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            output = picture.mode if picture.mode != 'CMYK' else 'RGB'
            turned = ImageCms.profileToProfile(picture, theirs, ImageCms.createProfile('sRGB'), outputMode=output)
            picture = turned or picture
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile that is damaged or for something else: the colours stay as they are
    return picture.convert(mode)


def _write(picture: 'Picture', size: int, path: Path) -> None:
    """The middle of it as a square, pasted into a new picture that knows nothing of where this one was taken."""
    from PIL import Image, ImageOps

    square = ImageOps.fit(picture, (size, size), Image.Resampling.LANCZOS)
    clean = Image.new(square.mode, square.size)
    clean.paste(square)
    clean.save(path, 'WEBP', quality=QUALITY, method=4)


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
