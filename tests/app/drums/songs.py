"""Songs to recognise: drums, bass, chords and a melody, all from a seed; and what encoders make of them."""

import io
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

RATE = 44_100
Sound = NDArray[np.float32]


def song(seed: int, seconds: float = 40.0) -> Sound:
    """Another seed is another song: tempo, key, chords, beat, melody."""
    chance = np.random.default_rng(seed)
    beat = 60.0 / chance.uniform(84, 168)
    out = np.zeros(int(seconds * RATE) + 2 * RATE, np.float32)
    root, scale = (
        chance.integers(36, 48),
        np.array([0, 2, 3, 5, 7, 8, 10]) if seed % 2 else np.array([0, 2, 4, 5, 7, 9, 11]),
    )
    chords = chance.integers(0, 7, 8)
    pattern = chance.random((3, 16)) < np.array([[0.3], [0.2], [0.7]])
    for step in range(int(seconds / beat * 4)):
        at, chord = step * beat / 4, chords[step // 16 % 8]
        for drum in range(3):
            if pattern[drum, step % 16]:
                _put(out, at, _drum(drum, chance) * chance.uniform(0.4, 0.6))
        if step % 4 == 0:
            _put(out, at, _tone(root + scale[chord], beat, chance, 6) * 0.3)
        if step % 16 == 0:
            for third in (0, 2, 4):
                _put(out, at, _tone(root + 24 + scale[(chord + third) % 7], 4 * beat, chance, 3) * 0.12)
        if chance.random() < 0.35:
            _put(out, at, _tone(root + 36 + scale[chance.integers(0, 7)], beat / 2, chance, 4) * 0.15)
    return np.asarray(np.tanh(out[: int(seconds * RATE)]), np.float32)


def _put(out: Sound, at: float, sound: Sound) -> None:
    start = int(at * RATE)
    out[start : start + len(sound)] += sound[: len(out) - start]


def _drum(drum: int, chance: np.random.Generator) -> Sound:
    t = np.arange(int(0.25 * RATE)) / RATE
    if drum == 0:
        return np.asarray(np.sin(2 * np.pi * (50 * t + 12 * (1 - np.exp(-30 * t)))) * np.exp(-14 * t), np.float32)
    noise = chance.standard_normal(len(t))
    if drum == 1:
        return np.asarray((0.6 * noise + np.sin(2 * np.pi * 190 * t)) * np.exp(-22 * t) * 0.6, np.float32)
    return np.asarray(np.diff(noise, prepend=0) * np.exp(-60 * t) * 0.4, np.float32)


def _tone(pitch: float, seconds: float, chance: np.random.Generator, partials: int) -> Sound:
    t = np.arange(int(seconds * RATE)) / RATE
    base = 440 * 2 ** ((pitch - 69) / 12)
    whole = sum(np.sin(2 * np.pi * base * k * t + chance.uniform(0, 6)) / k for k in range(1, partials + 1))
    return np.asarray(whole * np.minimum(1, 200 * t) * np.exp(-2 * t / seconds), np.float32)


def through(sound: Sound, codec: str, kbps: int = 128, container: str = '') -> tuple[Sound, int]:
    """What comes out of an encoder and its decoder, in one channel, and its rate."""
    file, rate = io.BytesIO(), 48_000 if codec == 'libopus' else RATE
    with av.open(file, 'w', format=container or {'libmp3lame': 'mp3', 'libopus': 'ogg'}.get(codec, 'mp4')) as writing:
        stream: Any = writing.add_stream(codec, rate=rate, layout='stereo')
        stream.bit_rate = kbps * 1000
        resampler = av.AudioResampler(stream.format, 'stereo', rate, frame_size=stream.codec_context.frame_size or 1024)
        frame = av.AudioFrame.from_ndarray(np.stack([sound, sound]), format='fltp', layout='stereo')
        frame.sample_rate = RATE
        for ready in [*resampler.resample(frame), *resampler.resample(None), None]:
            writing.mux(stream.encode(ready))
    file.seek(0)
    with av.open(file, 'r') as reading:
        back = av.AudioResampler('fltp', 'mono', rate)
        frames = [part for one in reading.decode(audio=0) for part in back.resample(one)]
    return np.concatenate([one.to_ndarray()[0] for one in frames]), rate


def faster(sound: Sound, by: float) -> Sound:
    """As a turntable plays it."""
    return np.asarray(np.interp(np.arange(0, len(sound) - 1, by), np.arange(len(sound)), sound), np.float32)
