"""What people make: applause, talk, hearts, breath, claps and whistles."""

import numpy as np

from app.voice.engines.effects.making import Family, Making
from app.voice.engines.effects.signals import (
    RATE,
    Line,
    Stereo,
    burst,
    frames,
    loud,
    noise,
    place,
    rise_and_fall,
    room,
    steps,
    struck,
    swept,
    tone,
    wander,
    wide,
)

SYLLABLES_A_SECOND = 4.2
VOWELS = ((300, 870, 2_240), (640, 1_190, 2_390), (530, 1_840, 2_480), (270, 2_290, 3_010), (490, 1_350, 1_690))


def _clap(make: Making) -> Line:
    """Two hands: a blow whose pitch is the hollow between them."""
    rng = make.rng
    hollow = float(rng.uniform(650, 1_900))
    body = burst(rng, 0.05, hollow * 0.7, hollow * 1.6, 0.0006, 0.028)
    body[: frames(0.006)] += 0.5 * burst(rng, 0.006, 2_500, 11_000, 0.0004)
    return body


def clap(make: Making) -> Stereo:
    """One clap in a room."""
    return room(_clap(make), 0.5, make.rng, 0.25)


def applause(make: Making) -> Stereo:
    """Many pairs of hands, each with its own sound, place and pace, and those too many to be told apart."""
    rng, count = make.rng, make.count
    people = int(np.clip(make.forced(46), 6, 110))
    crowd = wide(rng, count, 600, 7_500, -2.5) * wander(rng, count, 1.2, 0.85, 1.1)[:, None]
    applause = crowd * np.float32(0.0022 * people)
    for _ in range(people):
        hands, gain = _clap(make), float(rng.lognormal(-1.4, 0.6))
        pan = float(rng.uniform(-1, 1))
        for at in steps(rng, count, 1 / float(rng.uniform(2.8, 5.0)), 0.13) + rng.integers(count):
            place(applause, int(at), hands, gain * float(rng.uniform(0.7, 1.0)), pan)
    return applause


def crowd(make: Making) -> Stereo:
    """Several talk at once, and nobody is understood: vowels that change with the syllables, over a murmur."""
    rng = make.rng
    count = make.count
    talk = wide(rng, count, 180, 1_800, -4.0) * wander(rng, count, 3.0, 0.6, 1.0)[:, None] * np.float32(0.12)
    for number in range(3):
        pitch = float(rng.uniform(95, 145) if number % 2 else rng.uniform(165, 230))
        talker = _talker(make, count, pitch)
        for gain in (0.5, 0.3, 0.2):
            place(talk, int(rng.integers(count)), talker, gain, float(rng.uniform(-0.9, 0.9)))
    return talk


def _talker(make: Making, count: int, pitch: float) -> Line:
    rng = make.rng
    melody = pitch * 2 ** wander(rng, count, 2.0, -0.25, 0.25)
    turns = np.cumsum(melody) / RATE
    glottis = (np.mod(turns, 1.0) - 0.5).astype(np.float32) + 0.05 * noise(rng, count)
    loudness = wander(rng, count, SYLLABLES_A_SECOND * 2, -0.3, 1.0).clip(0) * (wander(rng, count, 0.7) > 0.35)
    size = frames(1 / SYLLABLES_A_SECOND)
    line = np.zeros(count + size, np.float32)
    window = np.hanning(size).astype(np.float32)
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    for start in range(0, count, size // 2):
        vowel = VOWELS[rng.integers(len(VOWELS))]
        gain = sum(
            np.exp(-(((hertz - formant) / (90 + 0.06 * formant)) ** 2)) / (1 + n) for n, formant in enumerate(vowel)
        )
        piece = np.fft.irfft(np.fft.rfft(glottis.take(range(start, start + size), mode='wrap')) * gain, size)
        line[start : start + size] += piece.astype(np.float32) * window
    line[:size] += line[count:]
    return np.asarray(loud(line[:count] * loudness, 0.12), np.float32)


def heartbeat(make: Making) -> Line:
    """Two dull blows, and a rest."""
    rng = make.rng
    beat = np.zeros((make.count, 2), np.float32)
    period = make.paced(0.86 - 0.2 * max(0.0, make.manner.force))
    for at in steps(rng, make.count, period, 0.012):
        for offset, hertz, gain in ((0.0, 62.0, 1.0), (0.29 * min(1.0, period / 0.8), 78.0, 0.65)):
            count = frames(0.2)
            falling = make.pitched(hertz) * np.exp(-4 * np.linspace(0, 0.2, count, dtype=np.float32))
            blow = tone(falling, count) * rise_and_fall(count, 0.012, 0.19)
            blow += 0.25 * burst(rng, 0.2, 40, 190, 0.008, 0.1)
            place(beat, int(at) + frames(offset), blow, gain * float(rng.uniform(0.93, 1.0)))
    return beat[:, 0]


def breath(make: Making) -> Stereo:
    """In, higher, and out, lower."""
    rng = make.rng
    air = np.zeros((make.count, 2), np.float32)
    for at in steps(rng, make.count, make.paced(3.0), 0.03):
        for offset, hertz, gain in ((0.0, 2_300, 0.6), (1.35, 1_300, 1.0)):
            count = frames(1.15)
            aim = np.full(count, make.pitched(hertz), np.float32) * 2 ** np.linspace(0.2, -0.3, count, dtype=np.float32)
            place(
                air,
                int(at) + frames(offset),
                swept(rng, count, aim, 1.7, 0.2) * rise_and_fall(count, 0.35, 1.3)[:, None],
                gain,
            )
    return air


def whistle(make: Making) -> Stereo:
    """The whistle of a referee: a pea that rattles in it."""
    rng = make.rng
    count = frames(float(np.clip(make.seconds * 0.7, 0.4, 1.2)))
    rattle = 0.6 + 0.4 * tone(float(make.about(34)), count)
    line = (tone(make.pitched(2_650), count) + 0.8 * tone(make.pitched(2_850), count)) * rattle
    line += 0.12 * noise(rng, count, 1_500, 9_000)
    line *= np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / frames(0.02))
    return room(line.astype(np.float32), 0.7, rng, 0.2)


def punch(make: Making) -> Stereo:
    """Flesh and a dull weight behind it."""
    rng = make.rng
    count = frames(0.32)
    falling = make.pitched(120) * np.exp(-9 * np.linspace(0, 0.32, count, dtype=np.float32)) + 42
    body = tone(falling, count) * rise_and_fall(count, 0.003, 0.24)
    body[: frames(0.09)] += 0.9 * burst(rng, 0.09, 250, 3_800, 0.0015, 0.06)
    body += 0.12 * struck([(make.pitched(310), 1, 0.09)], 0.32)
    return room(np.tanh(body * np.float32(make.forced(1.6))), 0.25, rng, 0.15)


FAMILIES: dict[str, Family] = {
    'clap': clap,
    'applause': applause,
    'crowd': crowd,
    'heartbeat': heartbeat,
    'breath': breath,
    'whistle': whistle,
    'punch': punch,
}
