"""How files get broken, put together and cut, for the stories about what is still read of them."""

import os
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.audio.files import open_source, probe
from app.audio.files.mp3 import frames as mpeg
from app.audio.types import Samples
from tests.audio.files.sounds import make, programme, write_like

CASES = Path(os.environ.get('LEVELMIX_SHARED', Path(__file__).parents[4] / 'shared')) / 'cases'


def case(name: str) -> Path:
    """One of the awkward files that are kept beside the project; the test is skipped where there is none."""
    path = CASES / name
    if not path.exists():
        pytest.skip(f'{path} is not there: set LEVELMIX_SHARED to the folder of the shared test material')
    return path


def with_warnings(path: Path) -> tuple[Samples, list[str]]:
    """All of a file in blocks of an odd size, and what is told of it."""
    with open_source(path) as source:
        blocks = [source.read(10_007)]
        while len(blocks[-1]):
            blocks.append(source.read(10_007))
        return np.concatenate(blocks), source.warnings


def tone(seconds: float, pitch: float, rate: int = 44100, channels: int = 2) -> Samples:
    """A tone by which a part is known again."""
    time = np.arange(round(seconds * rate)) / rate
    return np.stack([0.4 * np.sin(2 * np.pi * pitch * time)] * channels, 1).astype(np.float32)


def pitch_of(sound: Samples, rate: int = 44100) -> float:
    """The strongest frequency."""
    spectrum = np.abs(np.fft.rfft(sound.mean(axis=1) * np.hanning(len(sound))))
    return float(np.argmax(spectrum) * rate / len(sound))


def mp3(
    folder: Path, sound: Samples, rate: int = 44100, bit_rate: int = 128_000, headless: bool = False, vbr: bool = False
) -> bytes:
    """A sound as MP3; without its header frame it tells nothing of its length."""
    plain = probe(make(folder / 'made.wav', sound, rate))
    like = replace(plain, container='mp3', codec='mp3', bit_rate=bit_rate, variable_rate=vbr)
    data = write_like(folder / 'made.mp3', like, sound).read_bytes()
    return data[len(mp3_frames(data)[0]) :] if headless else data


def mp3_frames(data: bytes) -> list[bytes]:
    """The frames of an MP3 that is whole."""
    at, frames = mpeg.skip_id3(data), list[bytes]()
    while head := mpeg.header_at(data, at):
        frames.append(data[at : at + head.length])
        at += head.length
    return frames


def noise(size: int, seed: int = 1) -> bytes:
    """Bytes that are nothing."""
    return np.random.default_rng(seed).integers(0, 256, size, np.uint8).tobytes()


def id3v2(size: int, told: int | None = None) -> bytes:
    """A tag with a picture of so many bytes; it may tell a wrong size."""
    body = b'APIC' + struct.pack('>I', size) + b'\0\0' + noise(size, 7)
    length = len(body) if told is None else told
    return b'ID3\3\0\0' + bytes(length >> shift & 127 for shift in (21, 14, 7, 0)) + body


def id3v1() -> bytes:
    """The old tag of 128 bytes."""
    return b'TAG' + b'A title'.ljust(125, b'\0')


def ape(head: bool = True) -> bytes:
    """An APEv2 tag with one item, with or without the header that is optional."""
    item = struct.pack('<II', 8, 0) + b'Album\0' + b'Anything'
    flags = (1 << 31 if head else 0, 1 << 31 | 1 << 29)

    def end(flag: int) -> bytes:
        return b'APETAGEX' + struct.pack('<IIII', 2000, len(item) + 32, 1, flag) + bytes(8)

    return (end(flags[1]) if head else b'') + item + end(flags[0])


def lyrics() -> bytes:
    """A Lyrics3v2 tag."""
    body = b'LYRICSBEGIN' + b'LYR00005hello'
    return body + f'{len(body):06}LYRICS200'.encode()


def music(seconds: float, seed: int = 1, rate: int = 44100, channels: int = 2) -> Samples:
    """The programme of the other stories, another one for each seed."""
    return programme(seconds, rate, channels, seed)
