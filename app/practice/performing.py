"""A performance for a browser: everything that sounds, in seconds, and where the notes on the page are meanwhile.

The band plays in the browser itself, from the same recordings as the stems: another tempo is there at once, bars are
repeated to the sample, each part has its own level. Times are those of `sound.playmap`, to a tenth of a millisecond.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from app.errors import NotAllowed
from app.practice.accompaniment.mma import GROOVES, available
from app.practice.accompaniment.trio import perform
from app.practice.options import FASTEST, SLOWEST
from app.practice.playing import Turn, length, turns
from app.practice.score import Score
from app.practice.sound.events import PARTS, Arrangement
from app.practice.sound.instruments import SAMPLES
from app.practice.sound.playmap import play_map
from app.practice.sound.swing import Timing
from app.practice.sound.tempo import timing
from app.practice.transpose import by_semitones

MOST_SEMITONES = 12
HOUSE = 'trio'
"""The band of the house."""


def names() -> list[str]:
    """The recordings that there are, without their suffix; those of a key that is let go are of no use alone."""
    return sorted(path.stem for path in SAMPLES.glob('*.ogg') if not path.stem.startswith('damper'))


def bands() -> dict[str, str]:
    """The bands that can be asked, by their names, in words."""
    of_mma = sorted(set(GROOVES.values())) if available() else ()
    return {HOUSE: 'Our trio'} | {groove: f'MMA: {groove}' for groove in of_mma}


@lru_cache(maxsize=64)
def performance(score: Score, tempo: int, semitones: int = 0) -> dict[str, Any]:
    """What the band plays.

    Returns
    -------
    `length` in seconds; `bars` as played, each [start, bar of the page, number]; `beats` with their bar; `notes` of the
    page, each [start, end, ids], and the `longest` of them in seconds; `events` by their start, each with part, sound
    (a MIDI number, or the name of a drum), velocity and length.

    Raises
    ------
    NotAllowed
        The tempo is out of its bounds, or notes would lie outside of the piano.
    """
    if not SLOWEST <= tempo <= FASTEST:
        raise NotAllowed(f'Choose a tempo from {SLOWEST} to {FASTEST}.')
    moved = shifted(score, semitones)
    how, told = timing(moved, tempo), play_map(moved, tempo)
    events = sorted([*_band(perform(moved), how), *_clicks(moved, how)], key=lambda event: (event['at'], event['part']))
    notes = sorted([note['start'], note['end'], note['ids']] for note in told['notes'])
    return {
        'tempo': tempo,
        'length': round(how.seconds(length(moved)), 4),
        'beat_s': told['beat_seconds'],
        'beats_a_bar': int(moved.time.bar // moved.time.beat),
        'bars': [[bar['start'], bar['bar'], bar['number']] for bar in told['bars']],
        'beats': [{'at': beat, 'bar': n} for n, bar in enumerate(told['bars']) for beat in bar['beats']],
        'notes': notes,
        'longest': round(max((end - start for start, end, _ in notes), default=0.0), 4),
        'events': events,
    }


def shifted(score: Score, semitones: int) -> Score:
    """The piece so many semitones higher; raises NotAllowed where that is off the piano."""
    if not -MOST_SEMITONES <= semitones <= MOST_SEMITONES:
        raise NotAllowed(f'Transpose by up to {MOST_SEMITONES} semitones.')
    return by_semitones(score, semitones) if semitones else score


def _band(played: Arrangement, how: Timing) -> Iterator[dict[str, Any]]:
    for part in PARTS:
        for tone in played.tones(part):
            start = max(0.0, how.seconds(tone.at, tone.role))
            lasts = max(0.06, how.seconds(tone.at + tone.length, tone.role) - start)
            yield _event(part, start, tone.midi, tone.velocity, round(lasts, 4))
    for stroke in played.drums:
        yield _event('drums', max(0.0, how.seconds(stroke.at, stroke.role)), stroke.drum, stroke.velocity, 0.0)


def _clicks(score: Score, how: Timing) -> Iterator[dict[str, Any]]:
    for turn in turns(score):
        for n in range(_beats(score, turn)):
            at = how.seconds(turn.start + n * score.time.beat)
            yield _event('click', at, '', 100, 0.0) | {'strong': n == 0 and turn.length == score.time.bar}


def _beats(score: Score, turn: Turn) -> int:
    return -(-turn.length // score.time.beat)


def _event(part: str, at: float, sound: int | str, velocity: int, lasts: float) -> dict[str, Any]:
    return {'at': round(at, 4), 'part': part, 'sound': sound, 'velocity': velocity, 'length': lasts}
