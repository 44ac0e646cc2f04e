"""What a take is held against: the notes of a piece, when the band's tempo and key ask for them."""

from dataclasses import replace
from fractions import Fraction

from app.practice.accompaniment.trio import perform
from app.practice.performing import shifted
from app.practice.playing import Turn, length, turns
from app.practice.score import Score
from app.practice.sound.tempo import role_of, timing
from app.practice.takes import written
from app.practice.takes.notes import Expected

Bars = tuple[int, int] | None
"""The first and the last bar of the page that were played; None is all."""


def expected(score: Score, tempo: int | None = None, semitones: int = 0, bars: Bars = None) -> list[Expected]:
    """The notes in the order in which they are played, in seconds from where playing begins."""
    moved = shifted(score, semitones)
    how, played = timing(moved, tempo), turns(moved)
    first, last = _turns(played, bars)
    start, number = how.seconds(played[first].start), 0 if moved.pickup else 1
    notes = written.expected(moved, lambda quarters, hand: how.seconds(quarters, role_of(moved, hand)))
    return [replace(one, at=max(0.0, one.at - start)) for one in notes if first <= one.bar - number <= last]


def beside(score: Score, tempo: int | None = None, semitones: int = 0, bars: Bars = None) -> list[Expected]:
    """What the band plays meanwhile on piano and bass, which a microphone may hear."""
    moved = shifted(score, semitones)
    how, played = timing(moved, tempo), turns(moved)
    first, last = _turns(played, bars)
    start, end = played[first].start, played[last].start + played[last].length
    band = perform(moved)
    return [
        Expected(max(0.0, how.seconds(tone.at, tone.role) - how.seconds(start)), 0.1, tone.midi, tone.velocity)
        for tone in (*band.piano, *band.bass)
        if start <= tone.at < end
    ]


def pass_seconds(score: Score, tempo: int | None = None, bars: Bars = None) -> float:
    """How long one time through is, in seconds."""
    how, played = timing(score, tempo), turns(score)
    first, last = _turns(played, bars)
    end: Fraction = played[last].start + played[last].length if bars else length(score)
    return how.seconds(end) - how.seconds(played[first].start)


def _turns(played: tuple[Turn, ...], bars: Bars) -> tuple[int, int]:
    """The bars played of bars on the page: the first time that they come in a row."""
    if bars is None:
        return 0, len(played) - 1
    pages = [turn.bar for turn in played]
    first = pages.index(bars[0]) if bars[0] in pages else 0
    last = next((n for n in range(first, len(pages)) if pages[n] == bars[1]), first)
    return first, last
