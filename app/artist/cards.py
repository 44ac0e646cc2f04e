"""The card of a page that has no picture: drawn, 1200 by 630 pixels, as those who show links ask for it; and the cover
of a release that has none, as a drawing for the page."""

import colorsys
import hashlib
import io
import math
from dataclasses import dataclass
from functools import lru_cache

from app.public.look import STATIC

WIDTH, HEIGHT = 1200, 630
RINGS = 14
_MARGIN, _LEFT = 64, 590
Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Ring:
    """One ring of a drawn cover: its radius and the width of its line, of 100, and how far it is turned, in degrees."""

    radius: float
    line: float
    gap_from: int
    gap: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn cover: two colours and rings, the same for the same thing each time."""

    ground: str
    ink: str
    rings: tuple[Ring, ...]


def cover(mark: str) -> Drawn:
    """The cover of something by its id: grooves like those of a record, that nothing else has the same."""
    drawn = hashlib.sha256(mark.encode()).digest()
    hue = drawn[0] / 256
    rings = tuple(
        Ring(6 + 3 * place, 0.5 + drawn[1 + place] / 160, drawn[17 + place % 15] * 360 // 256, 20 + drawn[place] % 90)
        for place in range(RINGS)
    )
    return Drawn(_hex(_color(hue, 0.34, 0.30)), _hex(_color(hue + 0.08, 0.45, 0.80)), rings)


def svg(mark: str) -> str:
    """The same as a drawing for a page; it says nothing that stands not beside it."""
    drawn = cover(mark)
    arcs = ''.join(f'<path d="{_arc(ring)}" stroke-width="{ring.line:.2f}"/>' for ring in drawn.rings)
    return (
        f'<svg viewBox="0 0 100 100" aria-hidden="true"><path fill="{drawn.ground}" d="M0 0h100v100H0z"/>'
        f'<g fill="none" stroke="{drawn.ink}">{arcs}</g><circle cx="50" cy="50" r="2.4" fill="{drawn.ink}"/></svg>'
    )


@lru_cache(maxsize=48)
def card(mark: str, title: str, below: str) -> bytes:
    """A card as a PNG: the drawn cover, a title and a line below it."""
    from PIL import Image, ImageDraw

    drawn = cover(mark)
    picture = Image.new('RGB', (WIDTH, HEIGHT), drawn.ground)
    pen = ImageDraw.Draw(picture)
    for ring in drawn.rings:
        far = ring.radius / 100 * HEIGHT * 1.25
        centre = (290, HEIGHT / 2)
        box = (centre[0] - far, centre[1] - far, centre[0] + far, centre[1] + far)
        start = ring.gap_from + ring.gap
        pen.arc(box, start, start + 360 - ring.gap, drawn.ink, max(2, round(ring.line * 6)))
    lines, size = _fitted(title) if _has_letters(title) else ([], 54)
    font = _font(size, 700)
    top = HEIGHT / 2 - (len(lines) * size * 1.08 + 70) / 2
    for place, one in enumerate(lines):
        pen.text((_LEFT, top + place * size * 1.08), one, '#ffffff', font)
    if _has_letters(below):
        pen.text((_LEFT, top + len(lines) * size * 1.08 + 22), _cut(below, 36, 500), drawn.ink, _font(36, 500))
    made = io.BytesIO()
    picture.save(made, 'PNG', optimize=True)
    return made.getvalue()


def _has_letters(text: str) -> bool:
    """Whether our font has all of it: it knows Latin letters. Nothing is better than boxes."""
    return all(ord(one) < 0x250 or one in '–—‘’“”…•€' for one in text)


def _fitted(title: str) -> tuple[list[str], int]:
    """The lines of a title and the size of its letters, so that it has room."""
    wide = WIDTH - _LEFT - _MARGIN
    for size in (104, 84, 68, 54):
        lines = _wrapped(title, size, wide)
        if len(lines) <= 3 and all(_font(size, 700).getlength(one) <= wide for one in lines):
            return lines, size
    return [_cut(one, 54, 700) for one in _wrapped(title, 54, wide)[:4]], 54


def _wrapped(text: str, size: int, wide: float) -> list[str]:
    font, lines = _font(size, 700), ['']
    for word in text.split():
        longer = f'{lines[-1]} {word}'.strip()
        if lines[-1] and font.getlength(longer) > wide:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(text: str, size: int, weight: int) -> str:
    font, wide = _font(size, weight), WIDTH - _LEFT - _MARGIN
    if font.getlength(text) <= wide:
        return text
    while text and font.getlength(f'{text}…') > wide:
        text = text[:-1]
    return f'{text.rstrip()}…'


@lru_cache(maxsize=16)
def _font(size: int, weight: int):  # type: ignore[no-untyped-def]
    from PIL import ImageFont

    font = ImageFont.truetype(str(STATIC / 'archivo.woff2'), size)
    font.set_variation_by_axes([weight, 112])
    return font


def _arc(ring: Ring) -> str:
    """A circle with a gap, as a path of a drawing of 100 by 100."""
    start, end = (math.radians(ring.gap_from + one) for one in (ring.gap, 360))
    x1, y1, x2, y2 = (50 + ring.radius * turn(angle) for angle in (start, end) for turn in (math.cos, math.sin))
    return f'M{x1:.1f} {y1:.1f}A{ring.radius} {ring.radius} 0 {int(ring.gap < 180)} 1 {x2:.1f} {y2:.1f}'


def _color(hue: float, lightness: float, saturation: float) -> Color:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, lightness, saturation)
    return round(255 * red), round(255 * green), round(255 * blue)


def _hex(color: Color) -> str:
    return '#{:02x}{:02x}{:02x}'.format(*color)
