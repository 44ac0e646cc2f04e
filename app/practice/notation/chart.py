"""The chart: a piece as its chords alone, four bars a line, as bands read it, in the colour of the text around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from app.practice.notation.chord_symbols import shown
from app.practice.notation.titles import printed
from app.practice.notation.writing import bar_id
from app.practice.score import Bar, Jump, Score
from app.practice.tones import Chord, Tone

WIDTH, CELL_HIGH, TOP, LEFT = 960, 84, 70, 24
A_LINE = 4
SIGNS = {-2: '𝄫', -1: '♭', 0: '', 1: '♯', 2: '𝄪'}
SIZES = ((1, 34), (2, 25), (9, 18))
"""How large chords are where so many share a bar."""
FONT = 'font-family="Georgia, \'Times New Roman\', serif" fill="currentColor"'


@dataclass(frozen=True, slots=True)
class _Cell:
    """A bar on the chart: its index, and where it stands."""

    index: int
    x: float
    y: float
    wide: float


def to_chart(score: Score) -> str:
    """The whole form on one drawing. Each bar is a group with the id `chart-` and that of the bar."""
    cells = _cells(score)
    height = TOP + (cells[-1].y - TOP if cells else 0) + CELL_HIGH + 24
    body = ''.join(_bar(score, cell) for cell in cells)
    title = escape(printed(score.title))
    said = escape(f'{score.style.value.capitalize()}, {score.time}, {score.tempo}')
    head = (
        f'<text x="{WIDTH / 2}" y="30" font-size="22" text-anchor="middle" {FONT}>{title}</text>'
        f'<text x="{LEFT}" y="30" font-size="14" {FONT}>{said}</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" class="chart" role="img" '
        f'aria-label="{escape(_spoken(score), quote=True)}">{head}{body}</svg>'
    )


def name_of(tone: Tone) -> str:
    """A tone with real signs: B♭."""
    return tone.step + SIGNS[tone.alter]


def name(chord: Chord) -> str:
    """A chord as it is printed: B♭m7♭5/E♭."""
    if chord.root is None:
        return 'N.C.'
    return name_of(chord.root) + shown(chord) + (f'/{name_of(chord.bass)}' if chord.bass else '')


def _cells(score: Score) -> list[_Cell]:
    """Four bars a line, each section on a line of its own; a pick-up is a narrow bar before the first."""
    cells: list[_Cell] = []
    wide = (WIDTH - 2 * LEFT) / A_LINE
    column, y = 0, float(TOP)
    for index, bar in enumerate(score.bars):
        if column >= A_LINE or (bar.section and column):
            column, y = 0, y + CELL_HIGH
        cells.append(_Cell(index, LEFT + column * wide, y, wide))
        column += 1
    return cells


def _bar(score: Score, cell: _Cell) -> str:
    bar, last = score.bars[cell.index], cell.index == len(score.bars) - 1
    parts = [*_lines(cell, bar, last), *_chords(score, cell), *_marks(score.bars, cell)]
    return f'<g id="chart-{bar_id(cell.index)}" class="chart-bar">{"".join(parts)}</g>'


def _lines(cell: _Cell, bar: Bar, last: bool) -> Iterator[str]:
    y, end, high = cell.y + 12, cell.x + cell.wide, CELL_HIGH - 28
    yield f'<rect x="{cell.x:g}" y="{y:g}" width="{cell.wide:g}" height="{high}" fill="transparent"/>'
    yield _line(cell.x, y, high, 4 if bar.repeat_from else 1.5)
    if bar.repeat_from:
        yield _line(cell.x + 6, y, high, 1.5) + _dots(cell.x + 13, y + high / 2)
    if bar.repeat_to or last:
        yield _line(end - 6, y, high, 1.5) + _line(end - 1, y, high, 4)
        yield _dots(end - 13, y + high / 2) if bar.repeat_to else ''
    else:
        yield _line(end, y, high, 1.5)


def _line(x: float, y: float, high: float, wide: float) -> str:
    return f'<path d="M{x:g} {y:g}v{high:g}" stroke="currentColor" stroke-width="{wide}" fill="none"/>'


def _dots(x: float, y: float) -> str:
    return ''.join(f'<circle cx="{x:g}" cy="{y + off:g}" r="3" fill="currentColor"/>' for off in (-8, 8))


def _chords(score: Score, cell: _Cell) -> Iterator[str]:
    bar = score.bars[cell.index]
    before = score.bars[cell.index - 1].chords if cell.index else ()
    same = len(bar.chords) == 1 == len(before) and bar.chords[0].chord == before[0].chord
    size = next(points for most, points in SIZES if len(bar.chords) <= most)
    room = (cell.wide - 40) / max(1, len(bar.chords))
    for placed in bar.chords:
        x = cell.x + 20 + float(placed.at / bar.length) * (cell.wide - 40)
        text = '𝄎' if same and not bar.section and size > 30 else name(placed.chord)
        if text == '𝄎':
            yield _again(cell)
            continue
        fitted = min(size, room / max(1, len(text)) * 1.5)
        yield f'<text x="{x:g}" y="{cell.y + 52:g}" font-size="{fitted:.1f}" {FONT}>{escape(text)}</text>'


def _again(cell: _Cell) -> str:
    """The sign for the same bar once more, drawn, because few fonts have it."""
    x, y = cell.x + cell.wide / 2, cell.y + 40
    dots = ''.join(
        f'<circle cx="{x + off:g}" cy="{y + off / 1.6:g}" r="3.4" fill="currentColor"/>' for off in (-11, 11)
    )
    return f'<path d="M{x - 9:g} {y + 11:g}L{x + 9:g} {y - 11:g}" stroke="currentColor" stroke-width="4"/>{dots}'


def _marks(bars: Sequence[Bar], cell: _Cell) -> Iterator[str]:
    bar = bars[cell.index]
    if bar.section:
        yield _word(cell.x, cell.y + 6, 17, bar.section, 'font-weight="bold"')
    if bar.endings and (cell.index == 0 or bars[cell.index - 1].endings != bar.endings):
        number = ', '.join(str(one) for one in bar.endings)
        x = cell.x + (34 if bar.section else 0)
        yield f'<path d="M{x:g} {cell.y + 10:g}v-12h{cell.wide * 0.8:g}" stroke="currentColor" fill="none"/>'
        yield _word(x + 6, cell.y + 9, 13, f'{number}.')
    if bar.jump != Jump.NONE:
        word = {Jump.SEGNO: '𝄋', Jump.CODA: '𝄌'}.get(bar.jump, bar.jump.value)
        end = bar.jump not in (Jump.SEGNO, Jump.CODA)
        x = cell.x + cell.wide - 4 if end else cell.x + 26
        yield _word(x, cell.y + 7, 14, word, 'font-style="italic" text-anchor="end"' if end else '')


def _word(x: float, y: float, size: int, text: str, look: str = '') -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" {look} {FONT}>{escape(text)}</text>'


def _spoken(score: Score) -> str:
    """What it says, for who cannot see it: bar by bar."""
    bars = (' '.join(name(one.chord) for one in bar.chords) or 'no chord' for bar in score.bars)
    return f'{printed(score.title)}: ' + ', '.join(f'bar {score.number(n)} {text}' for n, text in enumerate(bars))
