"""Files with tags as other programs write them, put together byte by byte or with mutagen, never by what is tested."""

import io
import struct
from pathlib import Path
from typing import Any

import mutagen.mp4

from app.audio.files import probe
from app.audio.files.metadata import tag_mapping
from app.audio.files.metadata.carried import Carried
from app.audio.files.tags import mutagen_types
from tests.audio.files.sounds import make, programme, write_like

RATE = 48_000
FRAMES = mutagen_types.ID3_FRAMES
MP4_TAGS: Any = mutagen.mp4.MP4
SERATO_CUES = b'\1\1' + bytes(range(64))
TRAKTOR_TREE = b'DMRT' + bytes(range(100))
COVER = b'\xff\xd8\xff\xe0' + bytes(range(256)) * 8


def synchsafe(number: int) -> bytes:
    return bytes(number >> shift & 127 for shift in (21, 14, 7, 0))


def frame(name: str, body: bytes, version: int = 3) -> bytes:
    size = struct.pack('>I', len(body)) if version == 3 else synchsafe(len(body))
    return name.encode() + size + b'\0\0' + body


def text(name: str, value: str, version: int = 3) -> bytes:
    return frame(name, b'\0' + value.encode('latin-1'), version)


def own_text(name: str, value: str) -> bytes:
    return frame('TXXX', b'\0' + name.encode() + b'\0' + value.encode())


def comment(name: str, value: str) -> bytes:
    return frame('COMM', b'\0eng' + name.encode() + b'\0' + value.encode())


def attached(name: str, data: bytes) -> bytes:
    return frame('GEOB', b'\0application/octet-stream\0\0' + name.encode() + b'\0' + data)


def id3(*frames: bytes, version: int = 3) -> bytes:
    body = b''.join(frames)
    return b'ID3' + bytes((version, 0, 0)) + synchsafe(len(body)) + body


SERATO = attached('Serato Markers2', SERATO_CUES)
TRAKTOR = frame('PRIV', b'TRAKTOR4\0' + TRAKTOR_TREE)
STARS = frame('POPM', b'rating@example.org\0\xc4\0\0\0\7')


def chunk(name: bytes, body: bytes, order: str = '<', padded: bool = True) -> bytes:
    pad = b'\0' if padded and len(body) & 1 else b''
    return name + struct.pack(f'{order}I', len(body)) + body + pad


def info_list(**values: str) -> bytes:
    return chunk(b'LIST', b'INFO' + b''.join(chunk(key.encode(), v.encode() + b'\0') for key, v in values.items()))


def wav(folder: Path, *after: bytes, name: str = 'a.wav') -> Path:
    """A second of sound and chunks behind it."""
    path = make(folder / name, programme(0.5, RATE), RATE)
    return grown(path, b''.join(after), '<')


def aiff(folder: Path, *after: bytes, name: str = 'a.aiff') -> Path:
    path = make(folder / name, programme(0.5, RATE), RATE, 'PCM_16', 'AIFF')
    return grown(path, b''.join(after), '>')


def grown(path: Path, more: bytes, order: str) -> Path:
    """A file of chunks with more of them at its end."""
    whole = path.read_bytes() + more
    path.write_bytes(whole[:4] + struct.pack(f'{order}I', len(whole) - 8) + whole[8:])
    return path


def plain(folder: Path, kind: str, name: str = 'plain') -> Path:
    """The same sound without tags, in any format."""
    like = probe(make(folder / f'{name}-source.wav', programme(0.5, RATE), RATE))
    return write_like(folder / f'{name}.{kind}', like, programme(0.5, RATE), container=kind)


def mp3(folder: Path, *front: bytes, behind: bytes = b'', name: str = 'a') -> Path:
    path = folder / f'{name}.mp3'
    path.write_bytes(b''.join(front) + plain(folder, 'mp3').read_bytes() + behind)
    return path


def converted(path: Path, folder: Path, kind: str | None = None) -> Path:
    """The file written again: in its own format, or in another one."""
    suffix = path.suffix if kind is None else f'.{kind}'
    like = probe(path)
    sound = programme(like.frames / like.sample_rate, like.sample_rate, like.channels)
    return write_like(folder / f'result{suffix}', like, sound, container=kind)


def id3_of(path: Path) -> Any:
    """The ID3 tag of a result as mutagen reads it, in front or in a chunk."""
    data = path.read_bytes()
    if data[:3] == b'ID3':
        return mutagen_types.ID3(path)
    at = data.lower().index(b'id3 ') + 8
    return mutagen_types.ID3(io.BytesIO(data[at:]))


def said(path: Path, kind: str) -> str:
    """What the reader is told of a conversion."""
    return ' '.join(Carried(probe(path), False).notes(kind))


def words(path: Path) -> dict[str, list[str]]:
    """What a result says, each name with its values."""
    found: dict[str, list[str]] = {}
    for name, value in tag_mapping.read(probe(path)).text:
        found.setdefault(name, []).append(value)
    return found
