"""The eight conditions under which the transcriber is judged, on kits and styles that it has never seen.

Dry drums; drums in a studio; a band beside them at +6, 0 and −5 dB; the same at 0 dB as MP3 at 128 kbit/s, with real
guitars of metal songs added, and with somebody who speaks as loudly as the drums play.
"""

import io
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.random import Generator

from bench.drums.clips import Clip, Wanted, clip
from bench.drums.kits import RATE, Mono, read
from bench.drums.packages import unpacked
from bench.drums.parts import Use
from bench.drums.rooms import levelled
from bench.drums.sources import used

CLIPS = 30
_FIRST_SEED = 777_000
_SONGS = ('fretsonfire-songs-muldjord', 'fretsonfire-songs-sectoid')
_SENTENCES = (
    'never let me go down the silver river again',
    'sister Susie sits and sees the stars so softly',
    'take it back to the start before the fire stops',
    'we could dance until the city sleeps tonight',
)


def conditions() -> dict[str, Wanted]:
    """What each is called, and what its clips are like."""
    band = Wanted(Use.JUDGED, band=True, drums_db=0, freedom=0.3)
    return {
        'drums, dry': Wanted(Use.JUDGED, band=False, studio=False, freedom=0.0),
        'drums, effects': Wanted(Use.JUDGED, band=False, freedom=0.3),
        'mix +6 dB': replace(band, drums_db=6),
        'mix 0 dB': band,
        'mix −5 dB': replace(band, drums_db=-5),
        'mix 0 dB, MP3 128': band,
        'mix 0 dB + real guitars': replace(band, beside=_guitars),
        'mix 0 dB + speech': replace(band, beside=_speech),
    }


def judged(name: str, count: int = CLIPS) -> Iterator[Clip]:
    """The clips of a condition, always the same ones; every kit has its turn."""
    place, wanted = list(conditions()).index(name), conditions()[name]
    kits = used(Use.JUDGED)
    for number in range(count):
        chance = np.random.default_rng(_FIRST_SEED + 1000 * place + number)
        made = clip(chance, replace(wanted, base=kits[number % len(kits)]))
        yield replace(made, sound=as_mp3(made.sound)) if 'MP3' in name else made


def as_mp3(sound: Mono, kbit: int = 128) -> Mono:
    """There and back again, moved back by what encoder and decoder delay it."""
    import av
    import lameenc

    encoder = lameenc.Encoder()
    encoder.set_bit_rate(kbit)
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(1)
    encoder.silence()
    encoded = encoder.encode((np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes()) + encoder.flush()
    with av.open(io.BytesIO(bytes(encoded)), 'r') as container:
        frames = [frame.to_ndarray()[0] for frame in container.decode(container.streams.audio[0])]
    back = np.asarray(np.concatenate(frames), np.float32)
    late = _delay(sound, back)
    back = back[late:] if late >= 0 else np.pad(back, (-late, 0))
    return np.asarray(np.pad(back, (0, max(0, len(sound) - len(back))))[: len(sound)], np.float32)


def _delay(before: Mono, after: Mono) -> int:
    """By how many samples, from where the two are most alike."""
    count, most = 10 * RATE, 4000
    one, two = (np.fft.rfft(part[:count], 2 * count) for part in (before, after))
    alike = np.fft.irfft(one.conj() * two)
    around = np.concatenate([alike[-most:], alike[:most]])
    return int(around.argmax()) - most


@cache
def _songs() -> list[Path]:
    place = 'usr/share/games/fretsonfire/data/songs/*/*/guitar.ogg'
    return sorted(path for package in _SONGS for path in unpacked(package).glob(place))


def _guitars(chance: Generator, seconds: float) -> Mono:
    """A stretch of the guitars of one of eight songs, somewhat louder than the rest of the band."""
    songs = _songs()
    guitars = read(songs[int(chance.integers(len(songs)))])
    first, last = 10 * RATE, len(guitars) - round((seconds + 2) * RATE)
    begin = int(chance.integers(first, max(first + 1, last)))
    return levelled(guitars[begin : begin + round(seconds * RATE)], 0.14)


def _speech(chance: Generator, seconds: float) -> Mono:
    """Sentences full of hissing, by espeak-ng, as loud as the drums."""
    made, at = np.zeros(round(seconds * RATE), np.float32), chance.uniform(0, 1)
    while at < seconds - 2:
        said = _said(chance)
        begin = round(at * RATE)
        made[begin : begin + len(said)] += said[: len(made) - begin]
        at += len(said) / RATE + chance.uniform(0.1, 1.5)
    return levelled(made, 0.12)


def _said(chance: Generator) -> Mono:
    pitch, speed = int(chance.integers(20, 90)), int(chance.integers(120, 210))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'said.wav'
        sentence = _SENTENCES[int(chance.integers(len(_SENTENCES)))]
        subprocess.run(['espeak-ng', '-p', str(pitch), '-s', str(speed), '-w', path, sentence], check=True)
        return read(path)
