"""What is wrong with a piece, a sentence each: rules that hold for every piece, whoever made or changed it."""

from collections.abc import Iterator
from fractions import Fraction

from app.practice.music.spelling import fits
from app.practice.options import MOST_BARS, Style
from app.practice.playing import MOST_TURNS, turns
from app.practice.score import TICKS, Bar, Score, ticks
from app.practice.validator.pages import Page, Seen, read

LOWEST, HIGHEST = 21, 108
WIDEST = 16
"""A tenth, which is what a hand reaches."""
MOST_AT_ONCE = 5
DENOMINATORS = (1, 2, 3, 4, 6, 12)
"""Of times on the grid."""


def faults(score: Score, most: int = 20, page: Page | None = None) -> list[str]:
    """What is wrong, first things first, at most so many sentences; none of a piece that is right. `page` is what was
    read of it, if it was."""
    found: list[str] = []
    for sentence in _all(score, page):
        found.append(sentence)
        if len(found) >= most:
            break
    return found


def _all(score: Score, page: Page | None) -> Iterator[str]:
    if not score.bars:
        yield 'The piece has no bars.'
        return
    if len(score.bars) > 4 * MOST_BARS:
        yield f'The piece has {len(score.bars)} bars; {4 * MOST_BARS} is the most.'
        return
    if not 1 <= score.tempo <= 999:
        yield f'Nobody plays at a tempo of {score.tempo}.'
    page = read(score) if page is None else page
    for index, bar in enumerate(score.bars):
        where = f'Bar {score.number(index)}'
        yield from (f'{where}: {one}' for one in _bar(score, index, bar, page[index]))
    played = turns(score)
    if len(played) >= MOST_TURNS:
        yield 'The repeats of the piece lead round in a circle.'
        return
    begins = [{(one.left, one.midi) for one in seen if one.at == 0} for seen in page]
    goes_on = [[one for one in seen if one.note.tied] for seen in page]
    for place, turn in enumerate(played):
        after = begins[played[place + 1].bar] if place + 1 < len(played) else set()
        for one in goes_on[turn.bar]:
            if (one.left, one.midi) not in after:
                yield f'Bar {score.number(turn.bar)}: {one.note.pitch} is tied to nothing.'


def _bar(score: Score, index: int, bar: Bar, seen: list[Seen]) -> Iterator[str]:
    whole = score.time.bar
    if bar.length != whole and not (index == 0 and 0 < bar.length < whole):
        yield f'it is {bar.length} quarters long, and a bar of {score.time} has {whole}.'
    yield from _chords(bar)
    order = [(one.at, one.left, one.midi) for one in seen]
    if order != sorted(order):
        yield 'its notes do not stand in their order.'
    for left in (False, True):
        yield from _voice([one for one in seen if one.left == left])
    for one in seen:
        yield from _note(score, bar, one)


def _chords(bar: Bar) -> Iterator[str]:
    at = Fraction(0)
    for one in bar.chords:
        if one.at != at or one.length <= 0 or one.length.denominator not in DENOMINATORS:
            yield f'{one.chord} begins at {one.at}, where {at} was expected.'
            return
        at += one.length
    if bar.chords and at != bar.length:
        yield f'its chords fill {at} quarters of {bar.length}.'


def _voice(notes: list[Seen]) -> Iterator[str]:
    """One voice a hand: chords, or one note after the other."""
    lowest, before, many = None, None, 0
    for one in notes:
        if before is None or lowest is None or one.at != before.at:
            if before is not None and one.at < before.end:
                yield f'{one.note.pitch} begins while {before.note.pitch} still sounds in the same hand.'
            lowest, before, many = one, one, 1
            continue
        many += 1
        if one.end != before.end:
            yield f'{one.note.pitch} begins together with {before.note.pitch}, but is of another length.'
        if one.midi == before.midi:
            yield f'{one.note.pitch} stands twice at one place.'
        if one.midi - lowest.midi > WIDEST:
            yield f'{lowest.note.pitch} and {one.note.pitch} are further apart than a tenth, which no hand reaches.'
        if many > MOST_AT_ONCE:
            yield 'a hand has five fingers, and more notes at once.'
        before = one


def _note(score: Score, bar: Bar, one: Seen) -> Iterator[str]:
    note, length = one.note, ticks(bar.length)
    if one.at < 0 or note.length <= 0 or one.end > length:
        yield f'{note.pitch} does not lie inside the bar.'
    elif note.at.denominator not in DENOMINATORS or note.length.denominator not in DENOMINATORS:
        yield f'{note.pitch} begins or ends between the lines of the grid, of which a quarter has {TICKS}.'
    elif (note.at.denominator % 3 == 0 or note.length.denominator % 3 == 0) and one.end > (one.at // TICKS + 1) * TICKS:
        yield f'{note.pitch} belongs to a triplet and goes beyond its beat.'
    if not LOWEST <= one.midi <= HIGHEST:
        yield f'{note.pitch} is not on a piano.'
    if not 1 <= note.velocity <= 127 or not 0 <= note.finger <= 5:
        yield f'{note.pitch} has a velocity or a finger that does not exist.'
    if note.tied and one.end != length:
        yield f'{note.pitch} is tied, but does not last to the end of the bar.'
    if not one.continued and (
        abs(note.pitch.alter) > 1 or not fits(note.pitch, one.chord, score.key, score.style == Style.BLUES)
    ):
        yield f'{note.pitch} is not what that note is called over {one.chord}.'
