"""Shifts a recording: higher or lower, and as if by a larger or smaller throat; words and language do not matter.

This is what song, noises and languages without a voice here are changed by. It still sounds like whoever it was.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from app.voice.engines import recordings
from app.voice.engines.port import Chunk, Health, Recording, Sound, Transcript, Voice
from app.voice.engines.world import WHY, is_there, world
from app.voice.errors import NoVoice

BLOCK_S, OVERLAP_S = 8.0, 0.25
"""So much is worked on at once, and so much of it twice, so that no join is heard."""
LOWEST_HZ, HIGHEST_HZ = 50.0, 1_100.0
FRAME_MS = 5.0
MOST_SEMITONES, MOST_SIZE = 24.0, 2.0
_OWN = re.compile(r'shift:([+-]?\d{1,2}(?:\.\d{1,2})?):(\d(?:\.\d{1,3})?)')

KINDS: dict[str, tuple[str, float, float, str]] = {
    'shift-higher': ('Higher', 4.0, 1.12, 'four semitones up, in a smaller throat'),
    'shift-lower': ('Lower', -4.0, 0.88, 'four semitones down, in a larger throat'),
    'shift-child': ('Child', 8.0, 1.25, 'like a child, or a cartoon'),
    'shift-giant': ('Giant', -8.0, 0.76, 'like a giant'),
    'shift-brighter': ('Brighter', 0.0, 1.12, 'the same pitch, in a smaller throat'),
    'shift-darker': ('Darker', 0.0, 0.88, 'the same pitch, in a larger throat'),
}
"""Name, semitones, size of the formants, and a note, by the id."""


class Shift:
    """The engine; needs no weights."""

    name = 'shift'
    licence = 'MIT'

    def __init__(self, models: Path) -> None:
        pass

    def health(self) -> Health:
        """Whether the library is there; it is not loaded."""
        return Health('ready') if is_there() else Health('missing', *WHY)

    def voices(self) -> list[Voice]:
        """The ways that have names; `shift:3:1.1` asks for any number of semitones, and any size of the formants."""
        return [Voice(id, name, '', 'unknown', self.name, note) for id, (name, _, _, note) in KINDS.items()]

    def transcribe(self, recording: Recording, stop: Event | None = None) -> Transcript:
        """Nothing: no words are needed.

        Raises
        ------
        BadRecording : it is silent, too short or too long.
        """
        recordings.check(recording)
        return Transcript('', ())

    def convert(self, recording: Recording, said: Transcript, voice: str, stop: Event | None = None) -> Iterator[Chunk]:
        """The recording, shifted, block by block, as long as it was; ends after the block where `stop` is set.

        Raises
        ------
        NoVoice : nobody knows this way to shift.
        BadRecording : it is silent, too short or too long.
        """
        semitones, size = wanted(voice)
        recordings.check(recording)
        return self._blocks(recording, 2 ** (semitones / 12), size, stop)

    def _blocks(self, recording: Recording, ratio: float, size: float, stop: Event | None) -> Iterator[Chunk]:
        sound, rate = recording.sound, recording.rate
        overlap, step = round(OVERLAP_S * rate), round(BLOCK_S * rate)
        rising = np.sin(np.linspace(0, np.pi / 2, overlap, dtype=np.float32)) ** 2
        kept, at = np.zeros(0, np.float32), 0
        while at < len(sound):
            end = len(sound) if len(sound) - at < step + 2 * overlap else at + step
            made = _shifted(sound[at : end + overlap], rate, ratio, size)
            if len(kept):
                made[:overlap] = made[:overlap] * rising + kept * (1 - rising)
            kept = made[end - at :].copy()
            at, made = end, made[: end - at]
            yield Chunk(made, rate, '', (), end / len(sound))
            if stop is not None and stop.is_set():
                return


def wanted(voice: str) -> tuple[float, float]:
    """Semitones, and the size of the formants, that an id asks for.

    Raises
    ------
    NoVoice
    """
    if voice in KINDS:
        return KINDS[voice][1:3]
    if own := _OWN.fullmatch(voice):
        semitones, size = float(own[1]), float(own[2])
        if abs(semitones) <= MOST_SEMITONES and 1 / MOST_SIZE <= size <= MOST_SIZE:
            return semitones, size
        raise NoVoice(f'Shift goes at most {MOST_SEMITONES:.0f} semitones up or down, and from half to twice the size.')
    raise NoVoice(f'Shift knows {", ".join(KINDS)}, and numbers like shift:+3:1.1; “{voice}” is none of these.')


def _shifted(sound: Sound, rate: int, ratio: float, size: float) -> Sound:
    """One block; as long as it was."""
    library, samples = world(), np.pad(sound, (0, max(0, rate // 10 - len(sound)))).astype(np.float64)
    raw, times = library.dio(samples, rate, f0_floor=LOWEST_HZ, f0_ceil=HIGHEST_HZ, frame_period=FRAME_MS)
    pitch = library.stonemask(samples, raw, times, rate)
    shapes = library.cheaptrick(samples, pitch, times, rate)
    breath = library.d4c(samples, pitch, times, rate)
    made = library.synthesize(pitch * ratio, _sized(shapes, size), _sized(breath, size), rate, FRAME_MS)
    out = np.zeros(len(sound), np.float32)
    out[: min(len(sound), len(made))] = made[: len(sound)]
    return out


def _sized(shapes: Any, size: float) -> Any:
    """What each frequency holds, moved to a frequency `size` times as high."""
    if size == 1.0:
        return shapes
    bins = np.arange(shapes.shape[1])
    places = np.minimum(bins / size, bins[-1])
    low = places.astype(np.int64)
    part = places - low
    high = np.minimum(low + 1, bins[-1])
    return np.ascontiguousarray(np.exp(np.log(shapes[:, low]) * (1 - part) + np.log(shapes[:, high]) * part))
