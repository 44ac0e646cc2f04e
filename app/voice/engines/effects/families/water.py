"""Water and fire: sea, streams, drops, bubbles, flames."""

import numpy as np

from app.voice.engines.effects.making import Family, Making
from app.voice.engines.effects.signals import (
    RATE,
    Line,
    Stereo,
    burst,
    frames,
    loud,
    moments,
    place,
    rise_and_fall,
    room,
    steps,
    swept,
    tone,
    wander,
    wide,
)


def _bubble(make: Making, hertz: float, ring: float) -> Line:
    """The tone of a bubble, which rises as it comes to the surface."""
    count = frames(ring)
    rising = hertz * np.exp(np.linspace(0, make.about(0.45, 0.5), count, dtype=np.float32))
    return np.asarray(tone(rising, count) * rise_and_fall(count, 0.002, ring), np.float32)


def _bubbling(make: Making, a_second: float, low: float, high: float, ring: float) -> Stereo:
    rng = make.rng
    water = np.zeros((make.count, 2), np.float32)
    bubbles = [
        _bubble(make, float(np.exp(rng.uniform(np.log(low), np.log(high)))), float(rng.uniform(0.4, 1.6)) * ring)
        for _ in range(36)
    ]
    for at in moments(rng, make.count, a_second):
        gain = float(rng.lognormal(-1.2, 0.6))
        place(water, int(at), bubbles[rng.integers(len(bubbles))], gain, float(rng.uniform(-0.8, 0.8)))
    return water


def sea(make: Making) -> Stereo:
    """Waves: each swells, breaks with a hiss and runs out; two beaches beside each other."""
    rng, count = make.rng, make.count
    deep, rush, foam = (wide(rng, count, *edges) for edges in ((40, 500, -3.0), (90, 1_100, -2.0), (900, 12_000, -2.0)))
    water = deep * np.float32(0.10)
    for side in (-0.5, 0.5):
        rushing, foaming = np.zeros((count, 2), np.float32), np.zeros((count, 2), np.float32)
        for at in steps(rng, count, make.paced(min(7.5, max(make.seconds, 1.0))), 0.08):
            size = min(count, frames(float(rng.uniform(5.5, 8.5))))
            gain = float(rng.uniform(0.6, 1.1))
            swell = rise_and_fall(size, float(rng.uniform(0.2, 0.3)) * size / RATE, 0.7 * size / RATE)
            place(rushing, int(at), swell, 0.6 * gain)
            place(foaming, int(at), swell**2.2, make.forced(0.35) * gain)
        water += (rush * rushing + foam * foaming) * np.array([1 - side, 1 + side], np.float32)
    return water


def stream(make: Making) -> Stereo:
    """Many bubbles over a soft rush."""
    rush = wide(make.rng, make.count, 350, 9_000, -3.5) * wander(make.rng, make.count, 1.5, 0.8, 1.1)[:, None]
    return loud(_bubbling(make, make.forced(170), 420, 2_600, 0.03), 0.13) + rush * np.float32(make.forced(0.05))


def drips(make: Making) -> Stereo:
    """Drops that fall into water, in a room that rings."""
    rng = make.rng
    circle = np.zeros((make.count, 2), np.float32)
    for at in steps(rng, make.count, make.paced(0.9), 0.2):
        drop = _bubble(make, make.pitched(float(rng.uniform(700, 1_500))), 0.07)
        splash = np.concatenate([burst(rng, 0.012, 1_500, 9_000) * np.float32(0.25), np.zeros(200, np.float32), drop])
        place(circle, int(at), room(splash, 1.1, rng, 0.5), float(rng.uniform(0.5, 1.0)), 0.0)
    return circle


def splash(make: Making) -> Stereo:
    """A blow on water, a curtain of drops, and bubbles."""
    rng = make.rng
    count = frames(1.8)
    water = np.zeros((count, 2), np.float32)
    thud = burst(rng, 0.35, 70, 700, 0.004, 0.3)
    place(water, 0, thud, make.forced(0.7))
    curtain = wide(rng, count, 700, 12_000, -2.0) * rise_and_fall(count, 0.05, 1.1)[:, None]
    water += curtain * np.float32(0.5)
    for _ in range(40):
        at = frames(float(rng.gamma(2.0, 0.16)))
        drop = _bubble(make, float(rng.uniform(350, 2_400)), float(rng.uniform(0.02, 0.07)))
        place(
            water[: count - 100],
            min(at, count - 5_000),
            drop,
            float(rng.uniform(0.1, 0.5)),
            float(rng.uniform(-0.8, 0.8)),
        )
    water *= rise_and_fall(count, 0.001, 2.6)[:, None]
    return water


def bubbles(make: Making) -> Stereo:
    """Big bubbles that come in groups."""
    busy = wander(make.rng, make.count, 2.0, 0.2, 1.0)[:, None]
    return loud(_bubbling(make, make.forced(26), 130, 900, 0.09), 0.2) * busy


def underwater(make: Making) -> Stereo:
    """All that is heard below: a dull pressure, and bubbles that pass."""
    rng, count = make.rng, make.count
    deep = swept(rng, count, 90 * 2 ** wander(rng, count, 0.4, 0.0, 1.3), 2.2, apart=0.5)
    return deep * np.float32(0.5) + loud(_bubbling(make, 5, 110, 420, 0.16), 0.09)


def fire(make: Making) -> Stereo:
    """Crackles of all sizes, in clusters, over a soft roar."""
    rng, count = make.rng, make.count
    roar = wide(rng, count, 35, 350, -4.0) * wander(rng, count, 2.5, 0.5, 1.1)[:, None] * np.float32(make.forced(0.13))
    hiss = wide(rng, count, 2_500, 12_000, -3.0) * wander(rng, count, 5.0, 0.1, 1.0)[:, None] ** 2 * np.float32(0.03)
    burning = roar + hiss
    crackles = [
        burst(rng, ring, float(rng.uniform(400, 2_500)), float(rng.uniform(4_000, 14_000)), 0.0004, ring)
        for ring in rng.uniform(0.0025, 0.02, 24)
    ]
    for at in moments(rng, count, make.forced(9)):
        many = 1 + rng.poisson(1.6)
        for offset in np.cumsum(rng.exponential(0.022, many)):
            gain = min(1.4, 0.1 + 0.16 * float(rng.pareto(1.6)))
            crackle = crackles[rng.integers(len(crackles))]
            place(burning, int(at) + frames(float(offset)), crackle, gain, float(rng.uniform(-0.7, 0.7)))
    return burning


FAMILIES: dict[str, Family] = {
    'sea': sea,
    'stream': stream,
    'drips': drips,
    'splash': splash,
    'bubbles': bubbles,
    'underwater': underwater,
    'fire': fire,
}
