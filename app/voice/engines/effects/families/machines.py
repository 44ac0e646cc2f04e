"""Machines, currents and noises of the air: what hums, buzzes and hisses."""

import numpy as np

from app.voice.engines.effects.making import Family, Making
from app.voice.engines.effects.signals import (
    Stereo,
    band,
    burst,
    frames,
    moments,
    noise,
    overtones,
    place,
    rise_and_fall,
    room,
    steps,
    stereo,
    struck,
    tone,
    wander,
    warm,
    whole,
    wide,
)


def hum(make: Making) -> Stereo:
    """The mains: 50 Hz and what a transformer makes of it."""
    line = overtones(make.rng, make.count, make.pitched(50), (0.5, 1.0, 0.2, 0.5, 0.1, 0.25, 0.05, 0.12, 0.04, 0.06))
    buzz = wide(make.rng, make.count, 1_000, 6_000, -3.0) * np.float32(0.015)
    return stereo(line * np.float32(0.25)) * wander(make.rng, make.count, 0.8, 0.93, 1.03)[:, None] + buzz


def fan(make: Making) -> Stereo:
    """Air that is moved, and the motor that moves it."""
    rng, count = make.rng, make.count
    air = wide(rng, count, 60, 5_000, -4.0) * wander(rng, count, 1.0, 0.93, 1.03)[:, None]
    return air * np.float32(0.25) + stereo(overtones(make.rng, make.count, make.pitched(118), (0.03, 0.015, 0.01)))


def vacuum(make: Making) -> Stereo:
    """A fast motor, and air through a hose."""
    rng, count = make.rng, make.count
    motor = overtones(make.rng, make.count, make.pitched(228), (0.5, 0.35, 0.6, 0.3, 0.2, 0.25, 0.12, 0.1, 0.08))
    air = wide(rng, count, 350, 9_000, -1.5)
    return warm(stereo(motor * np.float32(0.2)) + air * np.float32(0.2), 1.2)


def machine(make: Making) -> Stereo:
    """A machine that does the same thing over and over: a stroke, a return, and a motor under them."""
    rng, count = make.rng, make.count
    hall = stereo(overtones(make.rng, make.count, make.pitched(58), (0.3, 0.2, 0.25, 0.1, 0.12))) * np.float32(0.18)
    hall += wide(rng, count, 150, 4_000, -4.0) * np.float32(0.06)
    stroke = struck(
        [
            (make.pitched(hertz), gain, ring)
            for hertz, gain, ring in ((180, 1, 0.12), (433, 0.6, 0.1), (1_090, 0.4, 0.16), (2_350, 0.25, 0.1))
        ],
        0.2,
    )
    for at in steps(rng, count, make.paced(0.72), 0.004):
        place(hall, int(at), stroke, 0.45, -0.3)
        place(hall, int(at) + frames(make.paced(0.3)), burst(rng, 0.16, 1_200, 8_000, 0.03, 0.12), 0.14, 0.4)
    return room(hall, 0.6, rng, 0.12)[:count]


def zap(make: Making) -> Stereo:
    """A spark: bursts at twice the mains' frequency, torn by chance."""
    rng = make.rng
    count = frames(float(np.clip(make.seconds * 0.7, 0.35, 1.4)))
    torn = np.repeat(rng.random(count // 400 + 1) ** 3, 400)[:count].astype(np.float32)
    buzz = np.sign(tone(make.pitched(102), count)) * noise(rng, count, 900, 14_000)
    line = (buzz * torn + 0.4 * noise(rng, count, 3_000, 16_000) * torn**2) * rise_and_fall(
        count, 0.002, len(torn) / 48_000
    )
    return room(np.asarray(np.tanh(line * 1.5), np.float32), 0.35, rng, 0.15)


def static(make: Making) -> Stereo:
    """Between two stations: noise, crackles, and a whistle that wanders."""
    rng, count = make.rng, make.count
    air = wide(rng, count, 250, 9_000, -1.0, apart=0.3) * wander(rng, count, 4.0, 0.7, 1.1)[:, None] * np.float32(0.16)
    for at in moments(rng, count, make.forced(12)):
        place(air, int(at), burst(rng, 0.004, 500, 8_000, 0.0004), min(1.0, 0.12 * float(rng.pareto(1.5) + 1)))
    drift = whole(1_300, count) + 350 * (wander(rng, count, 0.5) - 0.5)
    return air + stereo(tone(drift, count) * wander(rng, count, 0.8, -0.5, 1.0).clip(0) * np.float32(0.02))


def kettle(make: Making) -> Stereo:
    """Water that comes to the boil: a rush that grows, bubbles, and the whistle at last."""
    rng = make.rng
    count = make.count
    grows = np.linspace(0.25, 1.0, count, dtype=np.float32)
    rush = wide(rng, count, 250, 3_500, -3.0) * (grows * wander(rng, count, 6.0, 0.6, 1.1))[:, None] * np.float32(0.22)
    whistles = np.clip((np.linspace(0, 1, count, dtype=np.float32) - 0.45) * 3.5, 0, 1)
    hertz = make.pitched(1_900) * (0.85 + 0.15 * whistles) * (1 + 0.004 * tone(5.5, count))
    line = (tone(hertz, count) + 0.3 * tone(hertz * 2, count)) * whistles * np.float32(0.2)
    steam = wide(rng, count, 3_000, 12_000, -2.0) * whistles[:, None] * np.float32(0.05)
    return np.asarray(rush + stereo(line) + steam, np.float32)


def creak(make: Making) -> Stereo:
    """Wood that sticks and slips: slow pulses, which come faster and slower, through what they shake."""
    rng = make.rng
    count = frames(float(np.clip(make.seconds * 0.8, 0.8, 2.6)))
    rate = 34 * 2 ** wander(rng, count, 2.5, -0.9, 1.3) * 2 ** (0.6 * make.manner.pace)
    turns = np.cumsum(rate) / 48_000
    pulses = np.diff(np.floor(turns), prepend=0.0).astype(np.float32) * rng.uniform(0.6, 1.0, count).astype(np.float32)
    spectrum = np.fft.rfft(pulses)
    bins = np.fft.rfftfreq(count, 1 / 48_000)
    body = sum(
        gain * np.exp(-(((bins - f) / (0.05 * f)) ** 2))
        for f, gain in (
            (make.pitched(420), 1),
            (make.pitched(905), 0.8),
            (make.pitched(1_480), 0.6),
            (make.pitched(2_600), 0.4),
        )
    )
    line = np.fft.irfft(spectrum * (body + 0.04), count).astype(np.float32)
    shape = wander(rng, count, 2.0, 0.3, 1.0) * np.minimum(
        1, np.minimum(np.arange(count), np.arange(count)[::-1]) / frames(0.12)
    )
    return room(band(line * shape.astype(np.float32), 150, 9_000), 0.6, rng, 0.25)


FAMILIES: dict[str, Family] = {
    'hum': hum,
    'fan': fan,
    'vacuum': vacuum,
    'machine': machine,
    'zap': zap,
    'static': static,
    'kettle': kettle,
    'creak': creak,
}
