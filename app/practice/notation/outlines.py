"""A page of the engraver taken apart: every sign, line and letter as an outline, for paper and pictures.

The engraver draws with few means: symbols used again, paths, polygons, circles, boxes, and text in spans.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring

from app.practice.notation.letters import letter
from app.practice.notation.paths import Frame, Step, ellipse, parse, placed, polyline, rectangle

SVG = '{http://www.w3.org/2000/svg}'
HREF = '{http://www.w3.org/1999/xlink}href'
BOLD = frozenset({'ending', 'fing', 'reh', 'tempo', 'voltaBracket'})
SLANTED = frozenset({'dir', 'dynam', 'mNum'})
UNSEEN = 'placeholder'


@dataclass(frozen=True, slots=True)
class Shape:
    """One outline on the page: filled, or drawn as a line of this width where that is not 0."""

    steps: tuple[Step, ...]
    line: float = 0.0
    square: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What is drawn, and how large the page is in the same units."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class _Style:
    size: float = 0.0
    family: str = ''
    bold: bool = False
    italic: bool = False

    def of(self, element: Element) -> '_Style':
        """How text inside an element looks."""
        names = set(element.get('class', '').split())
        size = element.get('font-size', '').removesuffix('px')
        return _Style(
            float(size) if size else self.size,
            element.get('font-family', self.family),
            bool(names & BOLD) or element.get('font-weight', 'bold' if self.bold else '') == 'bold',
            bool(names & SLANTED) or element.get('font-style', 'italic' if self.italic else '') == 'italic',
        )


def page_of(svg: str) -> Page:
    """Everything that a page of `engrave_pages` shows."""
    root = fromstring(svg)
    symbols = {group.get('id', ''): group for group in root.iterfind(f'{SVG}defs/{SVG}g')}
    _, _, width, height = (float(one) for one in root.get('viewBox', '0 0 100 100').split())
    drawing = root.find(f'{SVG}svg')
    if drawing is None:
        return Page(width, height, ())
    unit = width / float(drawing.get('viewBox', '0 0 1 1').split()[2])
    return Page(width, height, tuple(_shapes(drawing, Frame(0.0, 0.0, unit, unit), _Style(), symbols)))


def _shapes(element: Element, frame: Frame, style: _Style, symbols: Mapping[str, Element]) -> Iterator[Shape]:
    if UNSEEN in element.get('class', '').split():
        return
    frame, style = frame.within(element.get('transform', '')), style.of(element)
    if element.tag == f'{SVG}text':
        yield from _text(element, frame, style)
        return
    if element.tag == f'{SVG}use':
        symbol = symbols.get(element.get(HREF, '#')[1:])
        for path in symbol.iterfind(f'{SVG}path') if symbol is not None else ():
            inside = frame.within(path.get('transform', ''))
            yield Shape(placed(parse(path.get('d', '')), inside))
        return
    steps = _drawn(element)
    if steps:
        line = float(element.get('stroke-width', '0')) * abs(frame.wide)
        unfilled = element.get('fill') == 'none' or element.get('fill-opacity') == '0' or len(steps) == 2
        yield Shape(placed(steps, frame), line if unfilled else 0.0, element.get('stroke-linecap') == 'square')
    for child in element:
        yield from _shapes(child, frame, style, symbols)


def _drawn(element: Element) -> list[Step]:
    def number(name: str) -> float:
        return float(element.get(name, '0'))

    if element.tag == f'{SVG}path':
        return parse(element.get('d', ''))
    if element.tag in (f'{SVG}polygon', f'{SVG}polyline'):
        return polyline(element.get('points', ''), element.tag == f'{SVG}polygon')
    if element.tag == f'{SVG}rect':
        return rectangle(number('x'), number('y'), number('width'), number('height'))
    if element.tag == f'{SVG}ellipse':
        return ellipse(number('cx'), number('cy'), number('rx'), number('ry'))
    return []


@dataclass(slots=True)
class _Line:
    """Letters that stand one after another, and where their line begins."""

    x: float
    y: float
    anchor: str
    letters: list[tuple[str, _Style]]


def _text(element: Element, frame: Frame, style: _Style) -> Iterator[Shape]:
    lines = [_Line(float(element.get('x', '0')), float(element.get('y', '0')), element.get('text-anchor', ''), [])]
    _collect(element, style, lines)
    for line in lines:
        width = sum(letter(sign, one.family, one.bold, one.italic).width * one.size for sign, one in line.letters)
        x = line.x - width * {'middle': 0.5, 'end': 1.0}.get(line.anchor, 0.0)
        for sign, one in line.letters:
            drawn = letter(sign, one.family, one.bold, one.italic)
            # Letters are drawn upwards, pages downwards.
            inside = frame.within(f'translate({x} {line.y}) scale({one.size} {-one.size})')
            if drawn.steps:
                yield Shape(placed(drawn.steps, inside))
            x += drawn.width * one.size


def _collect(element: Element, style: _Style, lines: list[_Line]) -> None:
    if element.tag == f'{SVG}tspan' and element.get('x') is not None:
        before = lines[-1]
        anchor = element.get('text-anchor', before.anchor)
        lines.append(_Line(float(element.get('x', '0')), float(element.get('y', before.y)), anchor, []))
    leaf = len(element) == 0
    if leaf and element.text:
        lines[-1].letters += [(sign, style) for sign in element.text]
    for child in element:
        _collect(child, style.of(child), lines)
