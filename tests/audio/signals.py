"""Sounds made on the spot, so that no test needs a recording: tones, a dance track, a mix of uneven tracks."""

from functools import lru_cache
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from app.audio.analysis import Meter
from app.audio.types import Info, Measurement, Role, Samples

LAYOUTS: dict[int, tuple[Role, ...]] = {
    1: ('M',),
    2: ('L', 'R'),
    5: ('L', 'R', 'C', 'Ls', 'Rs'),
    6: ('L', 'R', 'C', 'LFE', 'Ls', 'Rs'),
}


def tone(seconds: float, dbfs: float, rate: int = 48_000, hertz: float = 1000.0, channels: int = 2) -> Samples:
    """A sine of that peak level, the same in all channels."""
    t = np.arange(round(seconds * rate)) / rate
    mono = 10 ** (dbfs / 20) * np.sin(2 * np.pi * hertz * t)
    return np.repeat(mono[:, None], channels, axis=1).astype(np.float32)


def tones(*parts: tuple[float, float], rate: int = 48_000) -> Samples:
    """One stereo sine that changes its level: (seconds, dBFS), ..."""
    envelope = np.concatenate([np.full(round(s * rate), 10 ** (level / 20)) for s, level in parts])
    mono = envelope * np.sin(2 * np.pi * 1000.0 * np.arange(len(envelope)) / rate)
    return np.repeat(mono[:, None], 2, axis=1).astype(np.float32)


def track(seconds: float, seed: int = 1, rate: int = 44_100, level_db: float = 0.0) -> Samples:
    """A dance track: kick, off-beat hats, side-chained chords in stereo; peaks near full scale at 0 dB."""
    return _track(seconds, seed, rate, level_db).copy()


@lru_cache(24)
def _track(seconds: float, seed: int, rate: int, level_db: float) -> Samples:
    random = np.random.default_rng(seed)
    frames, beat = round(seconds * rate), 60.0 / random.choice([120, 124, 128, 132])
    t = np.arange(frames) / rate
    phase = t % beat
    kick = np.sin(2 * np.pi * (48 * phase - 5 * np.exp(-phase / 0.03))) * np.exp(-phase / 0.11)
    noise = np.convolve(
        random.normal(size=frames), np.hanning(7)[1:-1] / 3, 'same'
    )  # no recording has all above 16 kHz
    hat = 1.5 * noise * np.exp(-((t + beat / 2) % beat) / 0.02)
    duck = 1.0 - 0.7 * np.exp(-phase / 0.08)
    root = random.choice([110.0, 130.8, 146.8])
    out = np.zeros((frames, 2))
    for side in range(2):
        detune = 1.0 + (0.003 if side else -0.003)
        chord = sum(np.sin(2 * np.pi * root * detune * k * t + side + k) / k for k in (1, 1.5, 2, 3, 4, 6))
        out[:, side] = 0.75 * np.clip(1.6 * kick, -1, 1) + 0.08 * hat + 0.13 * duck * chord
    return (10 ** (level_db / 20) * np.clip(out, -1, 1)).astype(np.float32)


def mix(seconds: float = 24.0, rate: int = 44_100, seed: int = 3) -> Samples:
    """Three tracks of different loudness, cut hard into each other; faded in and out."""
    part = seconds / 3
    levels = (-2.0, -9.0, -0.5)
    out = np.concatenate([track(part, seed + k, rate, level) for k, level in enumerate(levels)])
    fade = np.linspace(0, 1, rate // 50, dtype=np.float32)[:, None]
    out[: len(fade)] *= fade
    out[-len(fade) :] *= fade[::-1]
    return out


def write(path: Path, samples: Samples, rate: int = 44_100, subtype: str | None = None) -> Path:
    """Write a file of the format its name says."""
    soundfile.write(path, samples, rate, subtype=subtype)
    return path


def read(path: Path) -> NDArray[np.float64]:
    """All samples of a file, (frames, channels)."""
    samples, _ = soundfile.read(path, dtype='float64', always_2d=True)
    return np.asarray(samples)


def meter(samples: Samples, rate: int, chunk: int = 32_768, layout: tuple[Role, ...] | None = None) -> Measurement:
    """What the engine's meters read of samples that come in chunks."""
    channels = samples.shape[1]
    layout = layout or LAYOUTS.get(channels, ('?',) * channels)
    meters = Meter(Info(Path('-'), 'wav', 'pcm_f32', rate, channels, len(samples), layout))
    for start in range(0, len(samples), chunk):
        meters.energy(meters.peaks(np.ascontiguousarray(samples[start : start + chunk])))
    return meters.finish([]).measurement
