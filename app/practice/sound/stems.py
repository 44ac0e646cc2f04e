"""Stems: what each part of a performance sounds like, ready for a mixer.

Each stem is at `TARGET_LUFS` and below `CEILING`, whatever it plays. At any tempo it is played anew from the notes, so
that nothing has to be stretched. A few milliseconds of chance make people of it; the same seed is the same people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.practice.sound.events import PARTS, Arrangement, Part, Stroke, Tone
from app.practice.sound.instruments import RATE, Wave, drums, instrument
from app.practice.sound.levels import at_level, loudness
from app.practice.sound.swing import Timing

TARGET_LUFS = -18.0
RHYTHM: tuple[Part, ...] = ('bass', 'drums')
TAIL_S = 2.5
LONGEST_S = 1800.0
LOOSE_S = {'ride': 0.002, 'comping': 0.006, 'walking': 0.004, 'soloist': 0.004}
"""How far anybody is off by chance at most, either way; the bass is exact on the first beat."""
INSTRUMENTS: Mapping[Part, str] = {'melody': 'piano', 'piano': 'piano', 'bass': 'bass'}


@dataclass(frozen=True, slots=True)
class Mix:
    """Stems, and how loud each is in the mix that a player begins with, in dB."""

    stems: Mapping[Part, Wave]
    gains_db: Mapping[Part, float] = field(default_factory=dict)

    def mixed(self) -> Wave:
        """All of them together, without clipping."""
        return _together(self.stems, self.gains_db)


def render(arrangement: Arrangement, timing: Timing, parts: Sequence[Part] = PARTS, seed: int = 0) -> Mix:
    """The stems of the parts that play; all of them are equally long."""
    frames = round((timing.seconds(arrangement.length) + TAIL_S) * RATE)
    stems: dict[Part, Wave] = {}
    for part in parts:
        chance = np.random.default_rng((seed, PARTS.index(part)))
        if part == 'drums':
            wave = _drums(arrangement.drums, timing, frames, chance)
        else:
            wave = _tones(arrangement.tones(part), timing, frames, chance, INSTRUMENTS[part])
        if wave is not None:
            stems[part] = at_level(wave, TARGET_LUFS)
    return Mix(stems, balanced(stems))


def balanced(stems: Mapping[Part, Wave]) -> dict[Part, float]:
    """Bass and drums together as loud as the piano, and room left for all of it."""
    gains: dict[Part, float] = dict.fromkeys(stems, 0.0)
    rhythm = [part for part in RHYTHM if part in stems]
    if rhythm:
        together = loudness(_together({part: stems[part] for part in rhythm}, gains))
        for part in rhythm:
            gains[part] = TARGET_LUFS - together
    room = -1.0 - 20 * float(np.log10(max(1e-9, np.abs(_together(stems, gains)).max(initial=0.0))))
    return {part: round(gain + min(0.0, room), 3) for part, gain in gains.items()}


def _together(stems: Mapping[Part, Wave], gains_db: Mapping[Part, float]) -> Wave:
    """All of them at once, each at its gain."""
    total = np.zeros((max((len(wave) for wave in stems.values()), default=0), 2), np.float32)
    for part, wave in stems.items():
        total += wave * np.float32(10 ** (gains_db[part] / 20))
    return total


def _loose(chance: np.random.Generator, role: str) -> float:
    return float(chance.uniform(-LOOSE_S[role], LOOSE_S[role]))


def _tones(tones: Sequence[Tone], timing: Timing, frames: int, chance: np.random.Generator, name: str) -> Wave | None:
    if not tones:
        return None
    out = np.zeros((frames, 2), np.float32)
    player = instrument(name)
    together: dict[tuple[object, str], float] = {}
    for tone in tones:
        moment = (tone.at, tone.role)
        if moment not in together:
            exact = tone.role == 'walking' and tone.at % 4 == 0
            together[moment] = 0.0 if exact else _loose(chance, tone.role)
        start = max(0.0, timing.seconds(tone.at, tone.role) + together[moment])
        end = timing.seconds(tone.at + tone.length, tone.role)
        _add(out, player.note(tone.midi, tone.velocity, max(0.06, end - start)), start)
        _add(out, player.damper(tone.midi, tone.velocity), end)
    return out


def _drums(strokes: Sequence[Stroke], timing: Timing, frames: int, chance: np.random.Generator) -> Wave | None:
    if not strokes:
        return None
    out = np.zeros((frames, 2), np.float32)
    kit = drums()
    struck: dict[str, int] = {}
    for one in strokes:
        struck[one.drum] = struck.get(one.drum, 0) + 1
        start = max(0.0, timing.seconds(one.at, one.role) + _loose(chance, one.role))
        _add(out, kit.stroke(one.drum, one.velocity, struck[one.drum]), start)
    return out


def _add(out: NDArray[np.float32], wave: Wave, start_s: float) -> None:
    at = round(start_s * RATE)
    fits = min(len(wave), len(out) - at)
    if fits > 0:
        out[at : at + fits] += wave[:fits]
