"""What a player in a browser goes by: when each bar, beat and written note sounds, as plain data for JSON.

The page has its repeats folded, the sound has them written out: `bars` is the table between them. All seconds count
from the start of the stems, without a count-in.
"""

from fractions import Fraction
from typing import Any

from app.practice.notation.writing import bar_id
from app.practice.playing import Sounding, Turn, length, sounding, turns
from app.practice.score import Score
from app.practice.sound.swing import Timing
from app.practice.sound.tempo import role_of, timing

VERSION = 1


def play_map(score: Score, tempo: float | None = None, choruses: int = 1, intro: int = 0) -> dict[str, Any]:
    """The times of a performance at the tempo of the score, or at another one."""
    how, played = timing(score, tempo), turns(score)
    once = length(score)
    lead = score.time.bar * intro
    laps = [(lap, lead + lap * once) for lap in range(choruses)]
    bars = [_bar(score, turn, lap * len(played), start, how) for lap, start in laps for turn in played]
    heard = sounding(score)
    notes = [_note(score, one, lap * len(played), start, how) for lap, start in laps for one in heard]
    return {
        'version': VERSION,
        'tempo': tempo or score.tempo,
        'beat_seconds': round(how.beat_s * float(score.time.beat), 5),
        'seconds': round(how.seconds(lead + once * choruses), 4),
        'bars': bars,
        'notes': notes,
    }


def _bar(score: Score, turn: Turn, before: int, begin: Fraction, how: Timing) -> dict[str, Any]:
    start = begin + turn.start
    count = -(-turn.length // score.time.beat)
    return {
        'turn': before + turn.turn,
        'bar': turn.bar,
        'id': bar_id(turn.bar),
        'number': score.number(turn.bar),
        'start': round(how.seconds(start), 4),
        'end': round(how.seconds(start + turn.length), 4),
        'beats': [round(how.seconds(start + n * score.time.beat), 4) for n in range(count)],
    }


def _note(score: Score, one: Sounding, before: int, begin: Fraction, how: Timing) -> dict[str, Any]:
    role, start = role_of(score, one.hand), begin + one.start
    return {
        'ids': list(one.ids),
        'start': round(how.seconds(start, role), 4),
        'end': round(how.seconds(start + one.length, role), 4),
        'midi': one.pitch.midi,
        'hand': one.hand.value,
        'turn': before + one.turn,
    }
