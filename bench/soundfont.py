"""Reads notes of one instrument out of a soundfont (SF2): enough for what is measured, far from all that it may hold.

A note is the sum of the layers that sound at its key and velocity, each with its loop, its decay and its loudness;
filters, modulators and effects are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
Mono = NDArray[np.float32]

_KEYS, _VELOCITIES, _INSTRUMENT, _SAMPLE = 43, 44, 41, 53
_LOOPED, _ROOT, _COARSE, _FINE, _QUIETER, _TUNED = 54, 58, 51, 52, 48, 56
_HOLD, _DECAY, _SUSTAIN, _RELEASE = 35, 36, 37, 38
_START, _END, _LOOP_START, _LOOP_END = 0, 1, 2, 3


@dataclass(slots=True)
class _Zone:
    """What is said of a layer: numbers by what they are about."""

    said: dict[int, int] = field(default_factory=dict)

    def sounds(self, key: int, velocity: int) -> bool:
        return all(
            kind not in self.said or self.said[kind] & 255 <= value <= self.said[kind] >> 8
            for kind, value in ((_KEYS, key), (_VELOCITIES, velocity))
        )


class Soundfont:
    """One file; its samples stay on the disk until they are played."""

    def __init__(self, path: Path) -> None:
        self._data = np.memmap(path, np.uint8, 'r')
        self._parts = dict(self._chunks(12, len(self._data)))
        begin, size = self._parts['smpl']
        self._samples = np.frombuffer(self._data[begin : begin + size], '<i2')

    def note(self, program: int, bank: int, key: int, velocity: int, seconds: float, rest: float = 0.3) -> Mono:
        """A key held for so long, and what is heard afterwards."""
        made = np.zeros(int((seconds + rest) * RATE), np.float32)
        for above in self._zones('phdr', 38, 'pbag', 'pgen', self._preset(program, bank)):
            if _INSTRUMENT not in above.said or not above.sounds(key, velocity):
                continue
            for layer in self._zones('inst', 22, 'ibag', 'igen', above.said[_INSTRUMENT]):
                if _SAMPLE in layer.said and layer.sounds(key, velocity):
                    sound = self._layer(layer.said, above.said, key, seconds, len(made))
                    made[: len(sound)] += sound
        return made * (velocity / 127) ** 2

    def _chunks(self, at: int, end: int) -> Iterator[tuple[str, tuple[int, int]]]:
        while at + 8 <= end:
            name = bytes(self._data[at : at + 4]).decode('latin-1')
            size = int.from_bytes(bytes(self._data[at + 4 : at + 8]), 'little')
            if name == 'LIST':
                yield from self._chunks(at + 12, at + 8 + size)
            else:
                yield name, (at + 8, size)
            at += 8 + size + size % 2

    def _record(self, part: str, size: int, place: int) -> bytes:
        begin, _ = self._parts[part]
        return bytes(self._data[begin + place * size : begin + (place + 1) * size])

    def _preset(self, program: int, bank: int) -> int:
        count = self._parts['phdr'][1] // 38
        for place in range(count):
            record = self._record('phdr', 38, place)
            if record[20] | record[21] << 8 == program and record[22] | record[23] << 8 == bank:
                return place
        raise ValueError(f'There is no program {program} in bank {bank}.')

    def _zones(self, heads: str, size: int, bags: str, generators: str, place: int) -> Iterator[_Zone]:
        """The layers of a preset or an instrument, each with what is said of all of them."""
        at = 24 if heads == 'phdr' else 20
        first, last = (int.from_bytes(self._record(heads, size, p)[at : at + 2], 'little') for p in (place, place + 1))
        common: dict[int, int] = {}
        for bag in range(first, last):
            begin, end = (int.from_bytes(self._record(bags, 4, b)[:2], 'little') for b in (bag, bag + 1))
            said = {}
            for one in range(begin, end):
                record = self._record(generators, 4, one)
                number = int.from_bytes(record[:2], 'little')
                said[number] = int.from_bytes(record[2:], 'little', signed=number not in (_KEYS, _VELOCITIES))
            if bag == first and not said.keys() & {_INSTRUMENT, _SAMPLE}:
                common = said
            else:
                yield _Zone({**common, **said})

    def _layer(self, said: dict[int, int], above: dict[int, int], key: int, seconds: float, length: int) -> Mono:
        record = self._record('shdr', 46, said[_SAMPLE])
        begin, end, loop, loop_end, rate = (int.from_bytes(record[p : p + 4], 'little') for p in range(20, 40, 4))
        root = said.get(_ROOT, -1) if said.get(_ROOT, -1) >= 0 else record[40]
        cents = (key - root) * said.get(_TUNED, 100) + 100 * (said.get(_COARSE, 0) + above.get(_COARSE, 0))
        cents += said.get(_FINE, 0) + above.get(_FINE, 0) + int.from_bytes(record[41:42], 'little', signed=True)
        step = 2 ** (cents / 1200) * rate / RATE
        begin, end = begin + said.get(_START, 0), end + said.get(_END, 0)
        loop, loop_end = loop + said.get(_LOOP_START, 0), loop_end + said.get(_LOOP_END, 0)
        places = np.arange(length) * step
        if said.get(_LOOPED, 0) & 1 and loop_end > loop:
            past = places > loop_end - begin
            places[past] = loop - begin + (places[past] - (loop - begin)) % (loop_end - loop)
        else:
            places = places[places < end - begin - 2]
        whole = places.astype(int)
        part = (places - whole).astype(np.float32)
        raw = self._samples[begin : begin + whole.max(initial=0) + 2].astype(np.float32) / 32768
        sound = raw[whole] * (1 - part) + raw[whole + 1] * part
        quieter = 0.4 * (said.get(_QUIETER, 0) + above.get(_QUIETER, 0)) / 10
        return np.asarray(sound * _envelope(said, above, seconds, len(sound)) * 10 ** (-quieter / 20), np.float32)


def _envelope(said: dict[int, int], above: dict[int, int], seconds: float, length: int) -> Mono:
    """How loud the note is meanwhile: held, decaying in dB, and let go."""

    def lasts(kind: int) -> float:
        return float(2 ** ((said.get(kind, -12000) + above.get(kind, 0)) / 1200))

    time = np.arange(length) / RATE
    sustain = min(100.0, (said.get(_SUSTAIN, 0) + above.get(_SUSTAIN, 0)) / 10)
    decayed = np.clip((time - lasts(_HOLD)) / max(1e-3, lasts(_DECAY)), 0, None) * 100
    down = np.minimum(decayed, sustain) + np.clip((time - seconds) / max(0.02, min(0.3, lasts(_RELEASE))), 0, None) * 60
    return np.asarray(10 ** (-down / 20), np.float32)
