"""What is played in a clip: strokes, notes of the other players, and where the beats are."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.random import Generator

from bench.drums import grooves
from bench.drums.parts import HIGH, KEY_OF_TOM, LOW, MIDDLE, OF_KEY, TOM_OF_KEY, Part, Use

DRUMS = 9
"""The channel of drums."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """Something is hit: seconds, the part, which of its kind it is, how hard (1 to 127), and the beat it lies at."""

    at: float
    part: Part
    key: int
    velocity: float
    beat: float
    height: int = MIDDLE


@dataclass(frozen=True, slots=True)
class Tone:
    """A note of somebody else: seconds, channel, key, velocity."""

    at: float
    length: float
    channel: int
    key: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Song:
    """A stretch of music."""

    name: str
    strokes: list[Stroke]
    tones: list[Tone]
    programs: dict[int, int]
    beats_per_bar: int
    bpm: float
    seconds: Callable[[float], float] = field(compare=False)
    """When a beat is."""

    def beats(self, length: float) -> list[tuple[float, int]]:
        """The beats within so many seconds: when, and which of its bar, from 0."""
        made, beat = list[tuple[float, int]](), 0
        while (at := self.seconds(beat)) < length:
            if at >= 0:
                made.append((at, beat % self.beats_per_bar))
            beat += 1
        return made


def stroke(seconds: Callable[[float], float], beat: float, part: Part, key: int, velocity: float) -> Stroke:
    """Something that is hit at a beat."""
    return Stroke(seconds(beat), part, key, velocity, beat, TOM_OF_KEY.get(key, MIDDLE))


def tempo(chance: Generator, beats: int, bpm: float, beats_per_bar: int) -> Callable[[float], float]:
    """When beats are: evenly, or drifting a little, or much; the first of them just before or after the clip begins."""
    kind = chance.random()
    wandering = 0.0 if kind < 0.35 else 0.002 if kind < 0.7 else 0.012
    way = np.cumsum(chance.normal(0, wandering, beats + 1))
    way -= np.linspace(0, 0.7 * way[-1], beats + 1)
    at = np.concatenate([[0.0], np.cumsum(60 / bpm * np.exp(way[:-1]))])
    begin = chance.uniform(0, 0.3) if chance.random() < 0.5 else -at[beats_per_bar] * chance.random()
    places = np.arange(len(at))
    return lambda beat: float(np.interp(beat, places, at)) + begin


def of_style(chance: Generator, use: Use, length: float) -> Song | None:
    """Some bars of a style file, from anywhere in it, again and again."""
    files = grooves.names(use)
    style = grooves.style(files[int(chance.integers(len(files)))])
    if len(style.bars) < 6:
        return None
    first = int(chance.integers(0, max(1, len(style.bars) - 5)))
    beats_per_bar = style.beats_of_bar(first)
    long = style.bars[first + 1] - style.bars[first]
    bpm = _bpm_of(chance, style.name)
    bars, at = list[int](), first
    while len(bars) * beats_per_bar < length * bpm / 60 + 2 * beats_per_bar and len(bars) < 400:
        if at + 1 >= len(style.bars) or abs(style.bars[at + 1] - style.bars[at] - long) > 2:
            at = first
        bars.append(at)
        at += 1
    seconds = tempo(chance, (len(bars) + 1) * beats_per_bar, bpm, beats_per_bar)
    strokes, tones = _played(style, bars, beats_per_bar, long / beats_per_bar, seconds)
    channels = {tone.channel for tone in tones}
    programs = {channel: style.program(channel, style.bars[first]) for channel in channels}
    return Song(style.name, strokes, tones, programs, beats_per_bar, bpm, seconds)


def _bpm_of(chance: Generator, name: str) -> float:
    if 'ballad' in name or 'slow' in name:
        return float(chance.uniform(55, 95))
    if 'fast' in name or 'bebop' in name:
        return float(chance.uniform(150, 240))
    if 'waltz' in name:
        return float(chance.uniform(85, 190))
    return float(np.clip(np.exp(chance.normal(np.log(118), 0.33)), 55, 220))


def _played(
    style: grooves.Style, bars: list[int], beats_per_bar: int, ticks: float, seconds: Callable[[float], float]
) -> tuple[list[Stroke], list[Tone]]:
    """The notes of these bars, one after the other; those just before a bar belong to it."""
    begins = np.array([note.at for note in style.notes])
    strokes, tones = list[Stroke](), list[Tone]()
    for place, bar in enumerate(bars):
        first, last = np.searchsorted(begins, (style.bars[bar] - 12, style.bars[bar + 1] - 12))
        for note in style.notes[first:last]:
            beat = place * beats_per_bar + (note.at - style.bars[bar]) / ticks
            if note.channel != DRUMS:
                at, end = seconds(beat), seconds(beat + note.length / ticks)
                tones.append(Tone(at, end - at, note.channel, note.key, note.velocity))
            elif part := OF_KEY.get(note.key):
                strokes.append(stroke(seconds, beat, part, note.key, note.velocity))
    return strokes, tones


def varied(chance: Generator, song: Song) -> Song:
    """The same as another drummer would: ride instead of hats, crashes, fills, something left out."""
    strokes = list(song.strokes)
    if chance.random() < 0.3:
        strokes = _swapped(chance, strokes)
    last = int(max((one.beat for one in strokes), default=0)) // song.beats_per_bar
    for bar in range(0, last, int(chance.choice([2, 4, 4, 8]))):
        if chance.random() < 0.5:
            beat = bar * song.beats_per_bar
            strokes.append(stroke(song.seconds, beat, Part.CRASH, 49, float(chance.integers(85, 127))))
        if chance.random() < 0.35:
            strokes = _filled(chance, song, strokes, bar)
    if chance.random() < 0.15:
        out = (Part.HAT, Part.KICK, Part.SNARE, Part.PERCUSSION)[int(chance.integers(4))]
        strokes = [one for one in strokes if one.part != out or chance.random() < 0.3]
    return replace(song, strokes=strokes)


def _swapped(chance: Generator, strokes: list[Stroke]) -> list[Stroke]:
    before, after, key = (Part.HAT, Part.RIDE, 51) if chance.random() < 0.6 else (Part.RIDE, Part.HAT, 42)
    return [replace(one, part=after, key=key) if one.part is before else one for one in strokes]


def _filled(chance: Generator, song: Song, strokes: list[Stroke], bar: int) -> list[Stroke]:
    """The end of a bar on toms and snare, most often from high to low."""
    end = (bar + 1) * song.beats_per_bar
    begin = max(bar * song.beats_per_bar, end - int(chance.choice([1, 2])))
    quiet = (Part.SNARE, Part.HAT, Part.RIDE, Part.OPEN)
    kept = [s for s in strokes if not (begin <= s.beat < end and s.part in quiet and chance.random() < 0.8)]
    apart = int(chance.choice([2, 4, 3]))
    count = (end - begin) * apart
    for place in range(count):
        falling = round(HIGH - HIGH * place / max(1, count - 1))
        height = falling if chance.random() < 0.8 else int(chance.integers(LOW, HIGH + 1))
        if chance.random() < 0.85:
            on_tom = chance.random() < 0.75
            part, key = (Part.TOM, KEY_OF_TOM[height]) if on_tom else (Part.SNARE, 38)
            kept.append(stroke(song.seconds, begin + place / apart, part, key, float(chance.integers(60, 125))))
    return kept
