"""Files in formats that people bring, made for tests: FFmpeg encodes what it can, the rest is laid out by hand."""

import struct
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from app.audio.types import Samples

DSD_RATE = 2_822_400
INTEGERS = {'s16': (np.int16, 15, 0), 's32': (np.int32, 23, 8)}


def encode(
    path: Path,
    sounds: Samples | Sequence[Samples],
    rate: int,
    codec: str,
    form: str,
    *,
    muxer: str | None = None,
    bit_rate: int | None = None,
    options: Mapping[str, str] | None = None,
    titles: Sequence[tuple[str, str]] = (),
    picture: bool = False,
    words: Mapping[str, str] | None = None,
    container_options: Mapping[str, str] | None = None,
) -> Path:
    """A file of one sound or several, with languages, titles and a moving picture where these are told."""
    sounds = [sounds] if isinstance(sounds, np.ndarray) else sounds
    with av.open(str(path), 'w', format=muxer, container_options=dict(container_options or {})) as container:
        container.metadata.update(words or {})
        video = _picture(container, len(sounds[0]) / rate) if picture else None
        streams: list[Any] = []
        for number, sound in enumerate(sounds):
            stream: Any = container.add_stream(codec, rate=rate, layout=_layout(sound), options=dict(options or {}))
            stream.codec_context.format = form
            if bit_rate:
                stream.codec_context.bit_rate = bit_rate
            if titles:
                stream.metadata.update({'language': titles[number][0], 'title': titles[number][1]})
            streams.append(stream)
        if video:
            video()
        for at in range(0, len(sounds[0]), 4096):
            for stream, sound in zip(streams, sounds, strict=True):
                container.mux(stream.encode(_frame(sound[at : at + 4096], form, rate, at)))
        for stream in streams:
            container.mux(stream.encode(None))
    return path


def _layout(sound: Samples) -> str:
    return {1: 'mono', 2: 'stereo', 6: '5.1'}[sound.shape[1]]


def _frame(sound: Samples, form: str, rate: int, at: int) -> av.AudioFrame:
    packed = form.removesuffix('p')
    data: NDArray[Any] = sound
    if packed in INTEGERS:
        kind, bits, shift = INTEGERS[packed]
        data = np.rint(sound * 2.0**bits).astype(kind) << shift
    planes = data.T if form.endswith('p') else data.reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(planes), format=form, layout=_layout(sound))
    frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
    return frame


def _picture(container: Any, seconds: float) -> Any:
    """A grey square that gets lighter, 10 times a second; what is returned writes it."""
    webm = 'webm' in container.format.name
    stream = container.add_stream('libvpx-vp9' if webm else 'mpeg4', rate=10)
    stream.width = stream.height = 32
    stream.pix_fmt = 'yuv420p'

    def write() -> None:
        for number in range(round(seconds * 10)):
            image = np.full((32, 32, 3), 20 + number * 3 % 200, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format='rgb24')))
        container.mux(stream.encode(None))

    return write


def bits_of(sound: Samples, rate: int) -> NDArray[np.uint8]:
    """A sound as DSD64, one byte a bit, (bits, channels): as many ones as the sound is high (first order)."""
    times = DSD_RATE // rate
    high = (np.repeat(sound.astype(np.float64), times, axis=0) / 2 + 1) / 2
    counted = np.floor(np.cumsum(high, axis=0))
    return np.diff(counted, axis=0, prepend=0).astype(np.uint8)


def dsf(path: Path, sound: Samples, rate: int) -> Path:
    """A DSF file (Sony, DSF 1.01): blocks of 4096 bytes a channel, the first bit lowest."""
    bits = bits_of(sound, rate)
    channels = sound.shape[1]
    bytes_ = np.packbits(bits, axis=0, bitorder='little')
    whole = -(-len(bytes_) // 4096) * 4096
    padded = np.pad(bytes_, ((0, whole - len(bytes_)), (0, 0)))
    data = padded.reshape(-1, 4096, channels).transpose(0, 2, 1).tobytes()
    told = (1, 0, 2 if channels == 2 else 1, channels, DSD_RATE, 1, len(bits), 4096, 0)
    head = struct.pack('<4sQQQ', b'DSD ', 28, 28 + 52 + 12 + len(data), 0)
    head += struct.pack('<4sQ', b'fmt ', 52) + struct.pack('<IIIIIIQII', *told)
    path.write_bytes(head + struct.pack('<4sQ', b'data', 12 + len(data)) + data)
    return path


def dff(path: Path, sound: Samples, rate: int) -> Path:
    """A DSDIFF file (Philips, DSDIFF 1.5): a byte of each channel in turn, the first bit highest."""
    data = np.packbits(bits_of(sound, rate), axis=0, bitorder='big').tobytes()
    names = [b'SLFT', b'SRGT'] if sound.shape[1] == 2 else [b'C000']

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack('>4sQ', name, len(body)) + body + b'\0' * (len(body) & 1)

    told = chunk(b'FS  ', struct.pack('>I', DSD_RATE)) + chunk(b'CHNL', struct.pack('>H', len(names)) + b''.join(names))
    told += chunk(b'CMPR', b'DSD \x0enot compressed\0')
    body = b'DSD ' + chunk(b'FVER', bytes((1, 5, 0, 0))) + chunk(b'PROP', b'SND ' + told) + chunk(b'DSD ', data)
    path.write_bytes(struct.pack('>4sQ', b'FRM8', len(body)) + body)
    return path


def wav(path: Path, fmt: bytes, data: bytes) -> Path:
    """A WAV file of a format that the usual programs would not write."""
    chunks = struct.pack('<4sI', b'fmt ', len(fmt)) + fmt + struct.pack('<4sI', b'data', len(data)) + data
    path.write_bytes(struct.pack('<4sI4s', b'RIFF', 4 + len(chunks), b'WAVE') + chunks)
    return path
