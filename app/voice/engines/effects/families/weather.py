"""Rain, thunder, wind, and storms of all three."""

import numpy as np

from app.voice.engines.effects.making import Family, Making
from app.voice.engines.effects.signals import (
    Line,
    Stereo,
    burst,
    frames,
    loud,
    moments,
    place,
    rise_and_fall,
    room,
    struck,
    swept,
    tone,
    wander,
    wide,
)


def _drop(make: Making, hertz: float, ring: float) -> Line:
    """One drop: a click of water, and the tone of the air in it, which rises."""
    count = frames(ring)
    rising = np.linspace(hertz, hertz * make.about(1.5, 0.2), count, dtype=np.float32)
    drop = tone(rising, count) * rise_and_fall(count, 0.0006, ring)
    click = burst(make.rng, min(ring, 0.004), 2_500, 14_000)
    drop[: len(click)] += 0.7 * click
    return np.asarray(drop, np.float32)


def _rain(make: Making, drops_a_second: float, body: float, deep: float) -> Stereo:
    """A bed of drops too many to be told apart, and those that fall close by."""
    rng, count = make.rng, make.count
    swell = wander(rng, count, 0.4, 0.75, 1.1)[:, None]
    bed = wide(rng, count, make.about(700), 15_000, -1.5) * np.float32(body)
    bed += wide(rng, count, 120, 700, -2.0) * np.float32(deep)
    rain = bed * swell
    drops = [_drop(make, float(rng.uniform(1_800, 6_500)), float(rng.uniform(0.006, 0.022))) for _ in range(28)]
    for at in moments(rng, count, drops_a_second):
        gain = min(0.4, float(rng.lognormal(-2.0, 0.7)))
        place(rain, int(at), drops[rng.integers(len(drops))], gain, float(rng.uniform(-1, 1)))
    return rain


def rain(make: Making) -> Stereo:
    """Rain outside: heavy rain has a deep body, light rain mostly drops."""
    force = make.manner.force
    return _rain(make, make.forced(110), 0.16 * 2**force, 0.03 * 4**force)


def rain_light(make: Making) -> Stereo:
    """Drops, and hardly a bed under them."""
    return _rain(make, make.forced(70), 0.06, 0.006)


def rain_roof(make: Making) -> Stereo:
    """Rain on something thin that rings: tin, canvas, the roof of a car."""
    rng, count = make.rng, make.count
    rain = _rain(make, make.forced(60), 0.07, 0.05)
    modes = [make.pitched(hertz) for hertz in (410, 655, 980, 1_430, 2_050)]
    for at in moments(rng, count, make.forced(90)):
        hit = struck(
            [(hertz * rng.uniform(0.97, 1.03), 1 / (1 + n), 0.05 / (1 + 0.4 * n)) for n, hertz in enumerate(modes)],
            0.05,
        )
        place(rain, int(at), hit, min(0.35, float(rng.lognormal(-2.2, 0.7))), float(rng.uniform(-0.9, 0.9)))
    return rain


def thunder(make: Making) -> Stereo:
    """A crack, if it is near, and a rumble that comes from many places one after the other."""
    rng, manner = make.rng, make.manner
    seconds = float(np.clip(make.about(7.0, 0.25), 4.0, 10.0))
    count = frames(seconds)
    far = max(manner.distance, 0.15 + 0.3 * rng.random() * make.free)
    shape = np.zeros(count, np.float32)
    for number in range(9):
        start = frames(float(rng.uniform(0.0, 0.45 * seconds)) * (number > 0))
        strength = float(rng.uniform(0.35, 1.0)) if number else 1.0
        shape[start:] += np.float32(strength) * rise_and_fall(
            count - start, 0.03 + 0.25 * far, float(rng.uniform(1.5, 4.5))
        )
    rumble = wide(rng, count, 22, 260 - 130 * far, -5.0, apart=0.5) * shape[:, None]
    rumble += wide(rng, count, 150, 900 - 500 * far, -5.0) * (shape**2)[:, None] * np.float32(0.25 * (1 - far))
    if far < 0.6:
        for _ in range(4):
            at = frames(float(rng.uniform(0.0, 0.22)))
            crack = burst(rng, 0.5, 350, 9_000, 0.002, float(rng.uniform(0.12, 0.5)))
            place(rumble, at, crack, float(rng.uniform(0.5, 1.4)) * (0.6 - far) * 1.6, float(rng.uniform(-0.5, 0.5)))
    return room(np.tanh(rumble * np.float32(0.8)), 2.0, rng, 0.35, 2_500)


def wind(make: Making) -> Stereo:
    """Gusts around a frequency that wanders, and a whistle where they are strong."""
    rng, count = make.rng, make.count
    gusts = wander(rng, count, 0.55 * 2**make.manner.pace, 0.0, 1.0)
    centre = make.pitched(230) * 2 ** (1.7 * gusts)
    strength = (0.25 + 0.75 * gusts**1.4)[:, None]
    blow = swept(rng, count, centre, 1.9) * strength
    whistle = swept(rng, count, make.pitched(620) * 2 ** (0.8 * gusts), 0.16, apart=0.35) * (gusts**3)[:, None]
    leaves = wide(rng, count, 2_500, 9_000, -3.0) * (gusts**2)[:, None]
    return np.asarray(blow + make.forced(0.16) * whistle + 0.10 * leaves, np.float32)


def storm(make: Making) -> Stereo:
    """Heavy rain in gusts, and thunder now and then."""
    rng, count = make.rng, make.count
    whole = loud(_rain(make, 140, 0.2, 0.08), 0.16) + loud(wind(make), 0.07)
    for number in range(max(1, round(make.seconds / 8))):
        at = int((number + rng.uniform(0.02, 0.4)) * count / max(1, round(make.seconds / 8)))
        place(whole, at, loud(thunder(make), 0.16 * float(rng.uniform(0.7, 1.2))))
    return whole


FAMILIES: dict[str, Family] = {
    'rain': rain,
    'rain-light': rain_light,
    'rain-roof': rain_roof,
    'thunder': thunder,
    'wind': wind,
    'storm': storm,
}
