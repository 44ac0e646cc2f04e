"""From what a file says to a map that keeps its promises: sorted, within bounds, a hit a place."""

import math
from collections.abc import Iterable
from fractions import Fraction

from app.drums.drum_map import (
    FASTEST_BPM,
    LONGEST_MS,
    LOUDEST,
    MOST_BEATS_PER_BAR,
    MOST_HITS,
    SLOWEST_BPM,
    DrumMap,
    Hit,
    Section,
    TimingPoint,
)
from app.drums.formats.errors import NoMap, TooMuch

MOST_POINTS = 20_000
MOST_SECTIONS = 2_000
HOURS = LONGEST_MS // 3_600_000
SOME_AFTER_MS = 2_000
"""So long a song goes on after its last hit where a file does not say how long it is."""
BEFORE = 'This map has a hit before its song begins, at {ms:,.0f} ms: move it into the song, and bring the map again.'
AFTER = f'This map has a hit at {{ms:,.0f}} ms; songs have at most {HOURS} hours. Bring a part of it.'
TOO_MANY = f'This map has {{count:,}} hits; {MOST_HITS:,} at most are read. Bring a part of it.'
NO_TIME = 'This map has a hit at a time that is no number: it is damaged. Save it again where it was made.'


def check_count(count: int) -> None:
    """Refuse more hits than are read.

    Raises
    ------
    TooMuch : there are more.
    """
    if count > MOST_HITS:
        raise TooMuch(TOO_MANY.format(count=count))


def moment(ms: float) -> int:
    """A time of a hit as whole milliseconds.

    Raises
    ------
    NoMap : it is none, or before the song.
    TooMuch : it is after all songs.
    """
    if not math.isfinite(ms):
        raise NoMap(NO_TIME)
    if ms <= -0.5:
        raise NoMap(BEFORE.format(ms=ms))
    if ms > LONGEST_MS:
        raise TooMuch(AFTER.format(ms=ms))
    return max(0, round(ms))


def loudness(velocity: float) -> int:
    """A velocity as it may be; what is none is the usual one."""
    return 100 if not math.isfinite(velocity) else max(1, min(LOUDEST, round(velocity)))


def point(ms: float, bpm: float, beats: int) -> TimingPoint | None:
    """A timing point within what may be; None for a tempo that is none.

    What is too fast or too slow keeps its grid: every second beat is counted, or each twice.
    """
    if not (math.isfinite(ms) and math.isfinite(bpm)) or bpm <= 0 or abs(ms) > LONGEST_MS:
        return None
    beats = _bar(beats)
    for _ in range(8):
        if bpm > FASTEST_BPM:
            bpm, beats = bpm / 2, beats // 2 if beats % 2 == 0 else beats
        elif bpm < SLOWEST_BPM:
            bpm, beats = bpm * 2, beats * 2 if beats * 2 <= MOST_BEATS_PER_BAR else beats
    return TimingPoint(ms, bpm, beats) if SLOWEST_BPM <= bpm <= FASTEST_BPM else None


def _bar(beats: int) -> int:
    """So many beats to a bar; a longer one falls into parts of equal length."""
    if beats <= MOST_BEATS_PER_BAR:
        return max(1, beats)
    return next((part for part in range(MOST_BEATS_PER_BAR, 1, -1) if beats % part == 0), 1)


def signed(ms: float, bpm: float, beats: int, unit: int) -> TimingPoint | None:
    """The point where a time signature of `beats`/`unit` begins, at so many quarters a minute.

    Eighths in threes are felt as dotted quarters: 6/8 has two beats.
    """
    if unit == 8 and beats % 3 == 0 and beats > 3:
        return point(ms, bpm * float(Fraction(2, 3)), beats // 3)
    return point(ms, bpm * max(1, min(unit, 64)) / 4, beats)


def made(
    *,
    timing: Iterable[TimingPoint],
    hits: list[Hit],
    length_ms: float = 0.0,
    sections: Iterable[Section] = (),
    title: str = '',
    artist: str = '',
    difficulty: str = 'Expert',
    preview_ms: float = 0.0,
) -> DrumMap:
    """The map. The song ends after the last hit at the earliest.

    Raises
    ------
    NoMap : it has no tempo.
    TooMuch : more hits or longer than is read.
    """
    check_count(len(hits))
    points = _sorted_points(timing)
    if not points:
        raise NoMap('This map says no tempo that can be played: set one where it was made, and bring it again.')
    last = max((hit.ms for hit in hits), default=0)
    length = length_ms if math.isfinite(length_ms) and length_ms > last else last + SOME_AFTER_MS
    kept = {one.ms: one for one in sorted(sections)}
    return DrumMap(
        title=title,
        artist=artist,
        difficulty=difficulty or 'Expert',
        length_ms=min(LONGEST_MS, max(1, round(length))),
        preview_ms=max(0, min(LONGEST_MS, round(preview_ms))) if math.isfinite(preview_ms) else 0,
        timing=points,
        sections=tuple(kept.values())[:MOST_SECTIONS],
    ).with_hits(hits)


def _sorted_points(points: Iterable[TimingPoint]) -> tuple[TimingPoint, ...]:
    """In order, one at a time, none before the song: what begins earlier begins with the first bar inside it."""
    kept = {one.ms: one for one in sorted(points, key=lambda one: one.ms)}
    if len(kept) > MOST_POINTS:
        raise TooMuch(f'This map changes its tempo {len(kept):,} times; {MOST_POINTS:,} at most are read.')
    inside = tuple(one for one in kept.values() if one.ms >= 0)
    earlier = [one for one in kept.values() if one.ms < 0]
    if not earlier:
        return inside
    bar_ms = earlier[-1].beat_ms * earlier[-1].beats_per_bar
    start = earlier[-1].ms % bar_ms
    if inside and inside[0].ms <= start:
        return inside
    return (TimingPoint(start, earlier[-1].bpm, earlier[-1].beats_per_bar), *inside)
