"""Paths of an SVG as moves, lines and curves in absolute numbers, moved and scaled to where they are drawn."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Step = tuple[str, tuple[Point, ...]]
"""`M`, `L` with one point, `C` with three, `Z` with none."""
TOKEN = re.compile(r'([A-Za-z])|([-+]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][-+]?\d{1,4})?)')
NEEDS = {'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'S': 4, 'Q': 4, 'T': 2, 'Z': 0}
ROUND = 0.5522847498


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a group is drawn: what is scaled and moved, in the order of the page."""

    x: float = 0.0
    y: float = 0.0
    wide: float = 1.0
    high: float = 1.0

    def at(self, point: Point) -> Point:
        return self.x + point[0] * self.wide, self.y + point[1] * self.high

    def within(self, transform: str) -> 'Frame':
        """The frame of what is transformed so inside this one; `translate` and `scale` are all there is."""
        frame = self
        for name, numbers in re.findall(r'([a-z]{1,20})\(([^)]{0,200})\)', transform):
            values = [float(one) for one in re.split(r'[ ,]+', numbers.strip()) if one]
            if name == 'translate' and values:
                x, y = frame.at((values[0], values[1] if len(values) > 1 else 0.0))
                frame = Frame(x, y, frame.wide, frame.high)
            elif name == 'scale' and values:
                frame = Frame(frame.x, frame.y, frame.wide * values[0], frame.high * values[-1])
        return frame


def placed(steps: Iterable[Step], frame: Frame) -> tuple[Step, ...]:
    """The same steps where the frame draws them."""
    return tuple((name, tuple(frame.at(point) for point in points)) for name, points in steps)


def parse(text: str) -> list[Step]:
    """The `d` of a path."""
    pen = _Pen()
    for name, numbers in _commands(text):
        pen.draw(name, numbers)
    return pen.steps


def polyline(text: str, closed: bool) -> list[Step]:
    """The `points` of a polygon or a polyline."""
    numbers = [float(one) for one in re.split(r'[ ,]+', text.strip()) if one]
    points = list(zip(numbers[::2], numbers[1::2], strict=False))
    steps: list[Step] = [('M' if not n else 'L', (point,)) for n, point in enumerate(points)]
    return [*steps, ('Z', ())] if closed else steps


def rectangle(x: float, y: float, width: float, height: float) -> list[Step]:
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return [*(('M' if not n else 'L', (corner,)) for n, corner in enumerate(corners)), ('Z', ())]


def ellipse(x: float, y: float, rx: float, ry: float) -> list[Step]:
    a, b = rx * ROUND, ry * ROUND
    return [
        ('M', ((x + rx, y),)),
        ('C', ((x + rx, y + b), (x + a, y + ry), (x, y + ry))),
        ('C', ((x - a, y + ry), (x - rx, y + b), (x - rx, y))),
        ('C', ((x - rx, y - b), (x - a, y - ry), (x, y - ry))),
        ('C', ((x + a, y - ry), (x + rx, y - b), (x + rx, y))),
        ('Z', ()),
    ]


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with as many numbers as it takes; numbers that go on without a letter repeat it."""
    name = ''
    numbers: list[float] = []
    for letter, number in TOKEN.findall(text):
        if letter:
            name, numbers = letter, []
            if letter in 'Zz':
                yield name, []
        elif name:
            numbers.append(float(number))
            if len(numbers) == NEEDS.get(name.upper(), 0):
                yield name, numbers
                name, numbers = {'M': 'L', 'm': 'l'}.get(name, name), []


class _Pen:
    """Remembers where it is, and where the last curve came from."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.now: Point = (0.0, 0.0)
        self.start: Point = (0.0, 0.0)
        self.handle: tuple[str, Point] = ('', (0.0, 0.0))

    def draw(self, name: str, numbers: Sequence[float]) -> None:
        kind = name.upper()
        points = self._points(kind, numbers, name.islower())
        handle, self.handle = self.handle, ('', self.now)
        if kind == 'Z':
            self.steps.append(('Z', ()))
            self.now = self.start
        elif kind in 'MLHV':
            self.now = points[0]
            self.start = points[0] if kind == 'M' else self.start
            self.steps.append(('M' if kind == 'M' else 'L', (points[0],)))
        elif kind in 'CS':
            first = points[0] if kind == 'C' else self._mirrored(handle, 'C')
            self._curve(first, points[-2], points[-1], ('C', points[-2]))
        else:
            middle = points[0] if kind == 'Q' else self._mirrored(handle, 'Q')
            end, third = points[-1], 2 / 3
            one, two = (_between(corner, middle, third) for corner in (self.now, end))
            self._curve(one, two, end, ('Q', middle))

    def _points(self, kind: str, numbers: Sequence[float], relative: bool) -> list[Point]:
        x, y = self.now if relative else (0.0, 0.0)
        if kind == 'H':
            return [(x + numbers[0], self.now[1])]
        if kind == 'V':
            return [(self.now[0], y + numbers[0])]
        return [(x + a, y + b) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]

    def _mirrored(self, handle: tuple[str, Point], kind: str) -> Point:
        if handle[0] != kind:
            return self.now
        return 2 * self.now[0] - handle[1][0], 2 * self.now[1] - handle[1][1]

    def _curve(self, one: Point, two: Point, end: Point, handle: tuple[str, Point]) -> None:
        self.steps.append(('C', (one, two, end)))
        self.now, self.handle = end, handle


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
