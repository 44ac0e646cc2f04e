"""Takes whose truth is known: what was asked for, what was really played, and the sound of it in a room."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

from app.practice.takes.notes import Played
from bench.soundfont import RATE, Mono
from bench.takes_music import Piece, piece
from bench.takes_pianos import added, bass, drum, pianos, played

CONDITIONS = ('clean', 'room', 'bleed')
WRONG_SHARES = (0.0, 0.1, 0.25, 0.5)
FIRST_S = 1.0
"""The piece begins so late in the take."""
BLEED_DB = -9


@dataclass(frozen=True, slots=True)
class Room:
    """What a telephone across the room makes of a sound."""

    reverb_s: float = 0.45
    reverb_db: float = -9
    noise_db: float = -32
    low_hz: float = 120
    high_hz: float = 8500
    drive: float = 1.6

    @classmethod
    def by_chance(cls, chance: random.Random) -> 'Room':
        """Another one."""
        reverb = chance.uniform(0.2, 0.8), chance.uniform(-16, -6)
        return cls(*reverb, chance.uniform(-45, -24), chance.uniform(60, 200), chance.uniform(4000, 10000), 1.6)


TELEPHONE = Room()


@dataclass(frozen=True, slots=True)
class Take:
    """One take.

    Attributes
    ----------
    sound : at 22,050 Hz.
    truth : for each expected note, whether it was played as it stands: right pitch, no further off than timing noise.
    bleed : the notes of the play-along that are heard in it, too, by the time of the piece.
    """

    name: str
    piece: Piece
    played: tuple[Played, ...]
    truth: NDArray[np.bool_]
    sound: Mono
    condition: str
    piano: str

    @property
    def seconds(self) -> float:
        return len(self.sound) / 22_050


def takes(each: int = 4, first_seed: int = 0) -> Iterator[Take]:
    """So many of each hand, condition and share of wrong notes; the pianos take turns."""
    names = list(pianos())
    for both in (False, True):
        for condition in CONDITIONS:
            for share in WRONG_SHARES:
                for number in range(each):
                    seed = first_seed + 1000 * both + 100 * CONDITIONS.index(condition) + 10 * int(share * 20) + number
                    yield take(seed, both, share, condition, names[(number + int(share * 20)) % len(names)])


def take(seed: int, both_hands: bool, wrong: float, condition: str, piano: str) -> Take:
    """One take; the same for the same seed."""
    music = piece(seed, both_hands)
    notes, truth = performance(music, wrong, seed)
    seconds = FIRST_S + music.notes[-1].at + music.notes[-1].length + 1.2
    sound = played(notes, seconds, pianos()[piano])
    if condition == 'bleed':
        sound = sound + bleeding(music, seconds, sound)
    if condition != 'clean':
        sound = room(sound, seed)
    name = f'{"two hands" if both_hands else "line"}, {condition}, {wrong:.0%} wrong, {piano}, seed {seed}'
    return Take(name, music, tuple(notes), truth, at_half(sound), condition, piano)


def performance(music: Piece, wrong: float, seed: int) -> tuple[list[Played], NDArray[np.bool_]]:
    """How somebody plays it: never quite in time, drifting, some notes wrong, missing, far off, or too many."""
    chance, noise = random.Random(seed + 1), np.random.default_rng(seed)
    drift = np.cumsum(noise.normal(0, 0.003, len(music.notes)))
    made, truth = list[Played](), list[bool]()
    for one, drifted in zip(music.notes, drift, strict=True):
        at, pitch, right = FIRST_S + one.at + noise.normal(0, 0.018) + drifted, one.pitch, True
        missing = False
        if chance.random() < wrong:
            kind, right = chance.random(), False
            if kind < 0.45:
                pitch += chance.choice((-2, -1, 1, 2))
            elif kind < 0.75:
                missing = True
            else:
                at += chance.choice((-1, 1)) * chance.uniform(0.16, 0.25)
        truth.append(right)
        velocity = int(np.clip(one.velocity + noise.normal(0, 8), 25, 120))
        if not missing:
            made.append(Played(max(0.05, float(at)), one.length, pitch, velocity))
        if chance.random() < wrong * 0.25:
            made.append(Played(max(0.05, float(at)) + 0.06, 0.1, one.pitch + chance.choice((-1, 1, 3)), 60))
    return sorted(made, key=lambda note: note.at), np.array(truth)


def bleeding(music: Piece, seconds: float, beside: Mono, loud_db: float = BLEED_DB) -> Mono:
    """The play-along out of the loudspeaker: bass, ride and hat, so much quieter than the piano."""
    line = [Played(FIRST_S + one.at, one.length, one.pitch, one.velocity) for one in music.bass]
    beat = 60 / music.tempo
    made = played(line, seconds, bass)
    for name, velocity, strokes in (
        ('ride', 80, music.clicks),
        ('hat-foot', 70, tuple(beat * (2 * number + 1) for number in range(12))),
    ):
        for number, at in enumerate(strokes):
            added(made, drum(name, velocity, number), FIRST_S + at)
    loud = np.sqrt(np.mean(beside**2)) / np.sqrt(np.mean(made**2) + 1e-12) * 10 ** (loud_db / 20)
    return np.asarray(made * loud, np.float32)


def room(sound: Mono, seed: int, heard_in: Room = TELEPHONE) -> Mono:
    """As a telephone hears it across a room: reverberation, a narrow band, noise, and a little distortion."""
    noise = np.random.default_rng(seed + 2)
    length = int(heard_in.reverb_s * RATE)
    tail = noise.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    tail /= np.sqrt(np.sum(tail**2))
    wet = sound + fftconvolve(sound, tail)[: len(sound)] * 10 ** (heard_in.reverb_db / 20)
    band = butter(2, [heard_in.low_hz, heard_in.high_hz], 'band', fs=RATE, output='sos')
    heard = sosfilt(band, wet)
    heard = heard + np.sqrt(np.mean(heard**2)) * 10 ** (heard_in.noise_db / 20) * noise.standard_normal(len(heard))
    return np.asarray(np.tanh(heard / np.abs(heard).max() * heard_in.drive), np.float32)


def at_half(sound: Mono) -> Mono:
    """At 22,050 Hz, as loud as a careful recording is."""
    made = resample_poly(sound, 1, 2)
    return np.asarray(made / np.abs(made).max() * 0.8, np.float32)
