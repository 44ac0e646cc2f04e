"""The page: a score as SVG, by verovio.

Only what `to_musicxml` wrote goes into the engraver, never a file as somebody brought it. Colours follow the page
around it (`currentColor`), so that light and dark need no second drawing. Notes are found by their ids (`note_id`),
bars by `bar_id`.
"""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from app.practice.notation.errors import NotDrawn
from app.practice.notation.writing import to_musicxml
from app.practice.score import Score

NARROWEST, WIDEST = 320, 4000
NARROW = 700
"""Below this many pixels lines break where they must, not after every fourth bar."""
PAPER = {
    'pageMarginLeft': 120,
    'pageMarginRight': 120,
    'pageMarginTop': 100,
    'pageMarginBottom': 100,
}
A4_WIDTH, A4_HEIGHT = 840, 1188
"""In the units of the view box."""
SIZES = (40, 37, 34)
"""How large notes are on paper: smaller ones where that saves turning the page, but never hard to read."""
LOOK: Mapping[str, Any] = {
    'smuflTextFont': 'embedded',  # otherwise a flat in a chord symbol is an empty box where the font is missing
    'svgViewBox': True,
    'footer': 'none',
    'pageMarginLeft': 60,
    'pageMarginRight': 60,
    'pageMarginTop': 50,
    'pageMarginBottom': 50,
    'spacingLinear': 0.3,
    'minLastJustification': 0.4,
    'spacingSystem': 8,
    'mnumInterval': 0,
    'lyricElision': 'regular',
}
SVG = '{http://www.w3.org/2000/svg}'
_LOG = threading.Lock()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is drawn: its page from 0 on, and its place in the units of the view box of that page."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Engraved:
    """The pages of a piece, each an SVG of its own."""

    pages: tuple[str, ...]

    def spots(self) -> dict[str, Spot]:
        """The head of each written note, by its id."""
        found: dict[str, Spot] = {}
        for number, page in enumerate(self.pages):
            root = fromstring(page)
            _heads(root, number, (0.0, 0.0, _unit(root)), found)
        return found


def engrave(score: Score, width: int = 1100, zoom: float = 1.0) -> Engraved:
    """The piece as one page for a screen that is `width` pixels wide.

    Raises
    ------
    NotDrawn
        The engraver takes nothing of it; the sentence says so.
    """
    wide = max(NARROWEST, min(WIDEST, width))
    scale = 40 * max(0.5, min(3.0, zoom))
    room = {
        'pageWidth': round(wide * 100 / scale),
        'pageHeight': 60_000,
        'scale': round(scale),
        'adjustPageHeight': True,
    }
    breaks = 'auto' if wide / zoom < NARROW else 'encoded'
    return _drawn(score, {**room, 'breaks': breaks, 'header': 'none'})


def engrave_pages(score: Score) -> Engraved:
    """The piece on A4 paper, with its title.

    Raises
    ------
    NotDrawn
        The engraver takes nothing of it; the sentence says so.
    """
    drawn = [_on_paper(score, SIZES[0])]
    for scale in SIZES[1:]:
        if len(drawn[-1].pages) == 1:
            return drawn[-1]
        drawn.append(_on_paper(score, scale))
    return min(drawn, key=lambda one: len(one.pages))


def engrave_sheet(score: Score) -> str:
    """The same as one picture: that of its page, or one that is as high as all of it.

    Raises
    ------
    NotDrawn
        The engraver takes nothing of it; the sentence says so.
    """
    paper = engrave_pages(score).pages
    return (
        paper[0] if len(paper) == 1 else _on_paper(score, SIZES[0], pageHeight=60_000, adjustPageHeight=True).pages[0]
    )


def _on_paper(score: Score, scale: int, **options: Any) -> Engraved:
    """Lines break where they are told to, pages where they are full."""
    size = {'pageWidth': A4_WIDTH * 100 // scale, 'pageHeight': A4_HEIGHT * 100 // scale, 'scale': scale}
    return _drawn(score, {**PAPER, **size, 'breaks': 'line', 'header': 'auto', **options})


def _drawn(score: Score, options: Mapping[str, Any]) -> Engraved:
    import verovio

    text = to_musicxml(score, to_engrave=True).decode()
    with _LOG:
        # It writes to standard error otherwise, for everybody in this process.
        verovio.enableLog(verovio.LOG_OFF)
    # Each thread has a path of its own to the fonts; importing says it to the one that imports.
    verovio.setDefaultResourcePath(str(Path(verovio.__file__).parent / 'data'))
    toolkit = verovio.toolkit()
    toolkit.setOptions({**LOOK, **options, 'xmlIdSeed': 1 + score.seed % 1_000_000})
    if not toolkit.loadData(text) or toolkit.getPageCount() < 1:
        raise NotDrawn('This piece cannot be drawn as notes: play it, or choose another one.')
    pages = tuple(_own_colours(toolkit.renderToSVG(page)) for page in range(1, toolkit.getPageCount() + 1))
    if not all(pages):
        raise NotDrawn('This piece cannot be drawn as notes: play it, or choose another one.')
    return Engraved(pages)


def _own_colours(svg: str) -> str:
    """Drawn in the colour of the text around it, both lines and areas."""
    return re.sub(r'(<svg class="definition-scale") color="black"', r'\1 fill="currentColor"', svg, count=1)


def _unit(root: Element) -> float:
    """How large a unit of the drawing is in units of the page."""
    inner = root.find(f'{SVG}svg')
    boxes = [one.get('viewBox', '0 0 1 1').split() for one in (root, inner if inner is not None else root)]
    return float(boxes[0][2]) / float(boxes[1][2])


def _heads(element: Element, page: int, frame: tuple[float, float, float], found: dict[str, Spot]) -> None:
    """Goes down with the place of each group; a note’s own spot is that of the first sign in it."""
    x, y, scale = frame
    moved = re.match(r'translate\(([-\d.]+), ?([-\d.]+)\)', element.get('transform', ''))
    if moved:
        x, y = x + float(moved[1]) * scale, y + float(moved[2]) * scale
    if 'note' in element.get('class', '').split():
        head = next((use for use in element.iter(f'{SVG}use')), None)
        place = re.match(r'translate\(([-\d.]+), ?([-\d.]+)\)', head.get('transform', '')) if head is not None else None
        if place:
            found[element.get('id', '')] = Spot(page, x + float(place[1]) * scale, y + float(place[2]) * scale)
    for child in element:
        _heads(child, page, (x, y, scale), found)
