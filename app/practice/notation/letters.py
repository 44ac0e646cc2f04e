"""Letters as outlines, from the fonts that come with the engraver: Liberation Serif, and Leipzig for signs of music."""

import base64
import io
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.practice.notation.paths import Point, Step

SIGNS_FAMILY = 'Leipzig'


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in parts of its em, y upwards: how far it moves on, and what is drawn."""

    width: float
    steps: tuple[Step, ...]


@cache
def letter(sign: str, family: str, bold: bool, italic: bool) -> Letter:
    """One letter of the font that is asked for; nothing where no font has it."""
    own = _own(sign, family, bold, italic)
    return own or _own(sign, '', False, False) or _own(sign, SIGNS_FAMILY, False, False) or Letter(0.3, ())


def _own(sign: str, family: str, bold: bool, italic: bool) -> Letter | None:
    font = _font(family == SIGNS_FAMILY, bold, italic)
    name = font.getBestCmap().get(ord(sign))
    if name is None:
        return None
    glyphs, em = font.getGlyphSet(), font['head'].unitsPerEm
    pen = _recording_pen(glyphs)
    glyphs[name].draw(pen)
    return Letter(glyphs[name].width / em, tuple(_steps(pen.value, 1 / em)))


def _recording_pen(glyphs: Any) -> Any:
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    return DecomposingRecordingPen(glyphs)


@cache
def _font(signs: bool, bold: bool, italic: bool) -> Any:
    import verovio
    from fontTools.ttLib import TTFont

    file = Path(verovio.__file__).parent / 'data' / ('Leipzig.css' if signs else 'Liberation.css')
    for face in file.read_text().split('@font-face')[1:]:
        heavy, slanted = 'font-weight: bold' in face, 'font-style: italic' in face
        packed = re.search(r'base64,([A-Za-z0-9+/=]+)', face)
        if packed and (signs or (heavy, slanted) == (bold, italic)):
            return TTFont(io.BytesIO(base64.b64decode(packed[1])))
    raise LookupError('the engraver came without its fonts')


def _steps(recorded: list[tuple[str, tuple[Any, ...]]], scale: float) -> list[Step]:
    """What the pen was told, with curves of the third degree alone."""
    made: list[Step] = []
    now: Point = (0.0, 0.0)
    for name, points in recorded:
        scaled = [(x * scale, y * scale) for x, y in (point for point in points if point is not None)]
        if name in ('moveTo', 'lineTo'):
            made.append(('M' if name == 'moveTo' else 'L', (scaled[0],)))
        elif name == 'curveTo':
            made.append(('C', tuple(scaled)))
        elif name == 'qCurveTo':
            made += _quadratic(now, scaled)
        else:
            made.append(('Z', ()))
        now = scaled[-1] if scaled else now
    return made


def _quadratic(now: Point, points: list[Point]) -> list[Step]:
    """TrueType leaves out the points between two handles: they lie halfway."""
    made: list[Step] = []
    for n, handle in enumerate(points[:-1]):
        following = points[n + 1]
        last = n == len(points) - 2
        end = following if last else ((handle[0] + following[0]) / 2, (handle[1] + following[1]) / 2)
        one = (now[0] + (handle[0] - now[0]) * 2 / 3, now[1] + (handle[1] - now[1]) * 2 / 3)
        two = (end[0] + (handle[0] - end[0]) * 2 / 3, end[1] + (handle[1] - end[1]) * 2 / 3)
        made.append(('C', (one, two, end)))
        now = end
    return made
