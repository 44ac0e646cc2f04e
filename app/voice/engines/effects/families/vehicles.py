"""What drives, flies and runs on rails."""

import numpy as np

from app.voice.engines.effects.making import Family, Making
from app.voice.engines.effects.signals import (
    RATE,
    Line,
    Stereo,
    band,
    burst,
    frames,
    loud,
    noise,
    overtones,
    place,
    rich,
    rise_and_fall,
    room,
    steps,
    stereo,
    struck,
    swept,
    wander,
    warm,
    wide,
)


def _firing(make: Making, count: int, hertz: float) -> Line:
    """Explosions in four cylinders, none quite like the other, through a pipe."""
    rng = make.rng
    fires = max(4, round(count / RATE * hertz))
    at = (np.arange(fires) * count / fires + rng.normal(0, 0.015 * RATE / hertz, fires)).astype(np.int64) % count
    cylinders = rng.uniform(0.75, 1.1, 4)
    pulses = np.zeros(count, np.float32)
    pulses[at] = (cylinders[np.arange(fires) % 4] * rng.uniform(0.85, 1.1, fires)).astype(np.float32)
    bins = np.fft.rfftfreq(count, 1 / RATE)
    pipe = 1 / (1 + (bins / 170) ** 2) + sum(0.5 * np.exp(-(((bins - f) / (0.12 * f)) ** 2)) for f in (95, 210, 460))
    return np.asarray(np.fft.irfft(np.fft.rfft(pulses) * pipe, count), np.float32)


def engine(make: Making) -> Stereo:
    """An engine at rest, or turned up where it is to be fast."""
    rng, count = make.rng, make.count
    firing = loud(_firing(make, count, make.pitched(31) * 2 ** (1.5 * make.manner.pace)), 0.2)
    rattle = wide(rng, count, 700, 6_000, -4.0) * np.abs(firing)[:, None] * np.float32(0.35)
    return warm(stereo(firing) + rattle + wide(rng, count, 40, 300, -3.0) * np.float32(0.03), 1.6)


def car_pass(make: Making) -> Stereo:
    """One car from the left to the right: nearer, lower behind than in front, further."""
    rng = make.rng
    seconds = float(np.clip(make.seconds, 2.5, 8.0))
    count = frames(seconds)
    speed = 22.0 * 2 ** (0.8 * make.manner.pace)
    along = (np.linspace(-0.5, 0.5, count) * seconds * speed).astype(np.float32)
    away = np.sqrt(along**2 + 5.0**2)
    doppler = 343 / (343 + speed * along / away)
    near = 5.0 / away
    motor = rich(make.pitched(82) * doppler, count, 0.9, 14) * near
    tyres = swept(rng, count, 900 * doppler, 2.6, 0.2)[:, 0] * near**1.3
    line = warm(0.16 * motor + 0.5 * tyres, 1.2)
    angle = (np.arctan(along / 5.0) / (np.pi / 2) * 0.85 + 1) * np.pi / 4
    both = np.stack([line * np.cos(angle), line * np.sin(angle)], 1).astype(np.float32)
    edge = np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / frames(0.3)).astype(np.float32)
    return room(both * edge[:, None], 0.5, rng, 0.12)


def car_horn(make: Making) -> Stereo:
    """Two horns a third apart; pressed twice, and a rest."""
    rng = make.rng
    street = np.zeros((make.count, 2), np.float32)
    low = make.pitched(415)
    for at in steps(rng, make.count, make.paced(1.9), 0.05):
        for offset, seconds in ((0.0, 0.22), (0.36, 0.6)):
            count = frames(seconds)
            horn = warm(rich(low, count, 0.7, 16) + rich(low * 1.26, count, 0.7, 16), 0.5)
            horn *= np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / frames(0.015)).astype(
                np.float32
            )
            place(street, int(at) + frames(offset), room(horn, 0.5, rng, 0.2))
    return street


def ship_horn(make: Making) -> Stereo:
    """Very low, long, and an echo from the shore."""
    rng = make.rng
    count = frames(float(np.clip(make.seconds * 0.6, 1.5, 4.0)))
    low = make.pitched(73)
    horn = warm(rich(low, count, 0.8, 30) + rich(low * 1.5, count, 1.0, 20), 0.6)
    horn += 0.06 * noise(rng, count, 100, 1_500)
    horn *= np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / frames(0.22)).astype(np.float32)
    return room(band(horn, 30, 2_200), 3.0, rng, 0.4, 1_800)


def helicopter(make: Making) -> Stereo:
    """Blades that beat the air, and a turbine above them."""
    rng, count = make.rng, make.count
    air = wide(rng, count, 50, 900, -3.0, apart=0.4) * np.float32(0.12)
    blade = burst(rng, 0.1, 35, 420, 0.012, 0.075)
    for number, at in enumerate(steps(rng, count, 1 / (11.5 * 2 ** (0.5 * make.manner.pace)), 0.01)):
        place(air, int(at), blade, 0.8 + 0.25 * (number % 2), 0.12 * (-1) ** number)
    whine = overtones(rng, count, make.pitched(825), (0.0, 0.02, 0.01))
    return air + stereo(whine) + wide(rng, count, 1_500, 7_000, -4.0) * np.float32(0.035)


def airplane(make: Making) -> Stereo:
    """The roar of jets, and their whine."""
    rng, count = make.rng, make.count
    roar = wide(rng, count, 45, 2_400, -3.5) * wander(rng, count, 0.7, 0.85, 1.05)[:, None]
    whine = overtones(rng, count, make.pitched(2_150), (0.03, 0.01)) + overtones(
        rng, count, make.pitched(2_190), (0.025,)
    )
    return np.asarray(roar * np.float32(0.3) + stereo(whine), np.float32)


def train(make: Making) -> Stereo:
    """Two bogies over every joint of the rails, over a rumble."""
    rng, count = make.rng, make.count
    ride = wide(rng, count, 40, 700, -4.0) * wander(rng, count, 1.0, 0.8, 1.05)[:, None] * np.float32(0.2)
    ride += wide(rng, count, 1_800, 5_500, -3.0) * wander(rng, count, 3.0, 0.3, 1.0)[:, None] * np.float32(0.025)
    for at in steps(rng, count, make.paced(1.15), 0.01):
        for offset in (0.0, 0.11, 0.42, 0.53):
            clack = struck(
                [(make.pitched(hertz), gain, 0.09) for hertz, gain in ((140, 1), (390, 0.5), (860, 0.4), (1_700, 0.2))],
                0.12,
            )
            clack[: frames(0.01)] += 0.5 * burst(rng, 0.01, 900, 7_000, 0.0006)
            place(
                ride,
                int(at) + frames(make.paced(offset) if offset else 0),
                clack,
                float(rng.uniform(0.35, 0.5)),
                float(rng.uniform(-0.3, 0.3)),
            )
    return ride


def rocket(make: Making) -> Stereo:
    """A roar that comes, crackles and goes."""
    rng = make.rng
    count = frames(float(np.clip(make.seconds, 3.0, 9.0)))
    roar = wide(rng, count, 25, 1_500, -4.0)
    crackle = np.maximum(0, noise(rng, count, 300, 5_000)) ** 3
    shape = rise_and_fall(count, 0.5, len(roar) / RATE * 1.4)
    both = roar * np.float32(0.5) + stereo(crackle * np.float32(0.12))
    return room(warm(both * shape[:, None], 1.5), 1.8, rng, 0.25, 2_500)


FAMILIES: dict[str, Family] = {
    'engine': engine,
    'car-pass': car_pass,
    'car-horn': car_horn,
    'ship-horn': ship_horn,
    'helicopter': helicopter,
    'airplane': airplane,
    'train': train,
    'rocket': rocket,
}
