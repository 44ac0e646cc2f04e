"""Every tag of a file, wherever it stands: which there are, and what they say together."""

import base64
import contextlib
import struct
from collections.abc import Callable, Iterator
from itertools import chain, islice, takewhile
from pathlib import Path
from typing import BinaryIO

from app.audio.files import containers, flac
from app.audio.files.headers import PARSERS, mapped, parse_pcm, sniff
from app.audio.files.metadata import end_tags, mp4_boxes, mp4_track
from app.audio.files.mp3.frames import skip_id3
from app.audio.files.pcm import caf, w64, wav
from app.audio.files.tags import chapters, chunk_fields, id3_edit, markers, mutagen_types, vorbis_comment
from app.audio.files.tags.bounds import MOST_BYTES, MOST_ITEMS
from app.audio.files.tags.common_fields import Picture, Tags
from app.audio.files.tags.field_names import AIFF, ALIASES, APE, OF_THE_ENCODER, as_name
from app.audio.files.tags.id3 import parse_id3
from app.audio.files.tags.id3_fields import from_id3
from app.audio.files.tags.mp4_fields import from_mp4
from app.audio.files.tags.stale_loudness import fresh_value, stale
from app.audio.types import Info

STREAMS = ('mp3', 'mp2', 'aac', 'flac', 'wavpack', 'tta')
"""Files that may have an ID3v2 tag in front and any tag at their end."""
_KEEP = (b'LIST', b'bext', b'info', *AIFF, *markers.CHUNKS)
SOUND = (b'data', b'SSND')
Chunks = list[tuple[bytes, bytes]]


def id3_tags(like: Info) -> list[bytes]:
    """All ID3v2 tags of a file as their bytes, the one first that players read."""
    found: list[bytes] = []
    if like.container in STREAMS:
        with mapped(like.path) as data:
            front = bytes(data[: skip_id3(data)])
        found = [*id3_edit.split(front), *(tag.raw for tag in end_tags.of(like.path) if tag.kind == 'id3')]
    elif like.container in ('wav', 'rf64', 'aiff'):
        found = [one for name, raw in _chunks(like) if wav.is_id3(name) for one in id3_edit.split(raw)]
    return found


def words(like: Info) -> Tags:
    """What all tags of a file say, each once: the words of the first are believed, the others add what it lacks."""
    found = Tags()
    for part in _parts(like):
        with contextlib.suppress(Exception):  # damaged tags shall not stop a conversion
            found.add(part())
    found.text = [(name, fresh_value(name, value)) for name, value in found.text if not stale(name)]
    with contextlib.suppress(Exception):
        found.chapters = chapters.of(like) or found.chapters or chapters.of_comments(found.text, like.duration_s)
    if found.chapters:
        found.text = [pair for pair in found.text if not pair[0].startswith('CHAPTER')]
    return found


def behind(path: Path) -> Tags:
    """What the tags behind the sound say."""
    found = Tags()
    with contextlib.suppress(Exception):
        for tag in end_tags.of(path):
            found.add(_of_id3(tag.raw) if tag.kind == 'id3' else Tags())
        found.add(_of_end(path))
    found.text = [(name, value) for name, value in found.text if not stale(name)]
    return found


def _parts(like: Info) -> Iterator[Callable[[], Tags]]:
    others = list(_other(like))
    if like.container == 'flac':  # its own comments come first
        yield others.pop(0)
    for raw in id3_tags(like):
        yield lambda raw=raw: _of_id3(raw)  # type: ignore[misc]
    yield from others


def _other(like: Info) -> Iterator[Callable[[], Tags]]:
    if like.container == 'flac':
        yield lambda: _of_flac(like.path)
    elif like.container in ('ogg', 'opus', 'oggflac'):
        yield lambda: _of_comments(mutagen_types.READERS[like.container](like.path).tags)
    elif like.container == 'm4a':
        yield lambda: from_mp4(mutagen_types.MP4(like.path).tags or {})
        yield lambda: Tags(mp4_track.as_text(like), lost=mp4_boxes.told(like.path))
    elif like.container in ('wav', 'rf64', 'aiff', 'caf', 'w64'):
        yield lambda: _of_chunks(like)
    elif like.container in ('mp4', 'mov'):
        yield lambda: _of_video(like)
    elif like.container not in STREAMS:
        yield lambda: _of_ffmpeg(like)
    if like.container in STREAMS:
        yield lambda: _of_end(like.path)


def _of_video(like: Info) -> Tags:
    """The tags of iTunes with their pictures, or what else FFmpeg finds."""
    found = Tags()
    with contextlib.suppress(Exception):  # damaged, or none
        found = from_mp4(mutagen_types.MP4(like.path).tags or {})
    return found if found.text or found.pictures else _of_ffmpeg(like)


def _of_ffmpeg(like: Info) -> Tags:
    """Of containers that FFmpeg takes apart: Matroska, videos, DSD."""
    kind = sniff(like.path)
    told = containers.described(like.path, kind) if kind in containers.FORMATS else {}
    named = [(as_name(name), value) for name, value in told.items()]
    return Tags([(ALIASES.get(name, name), value) for name, value in named if name not in OF_THE_ENCODER])


def _of_id3(raw: bytes) -> Tags:
    tag = parse_id3(raw, translate=True)
    return Tags(lost=['an ID3 tag that cannot be read']) if tag is None else from_id3(tag)


def _of_end(path: Path) -> Tags:
    """APEv2, Lyrics3 and ID3v1: in this order, because the last cuts titles off."""
    found = Tags()
    tags = [tag for tag in end_tags.of(path) if tag.kind != 'id3']
    for tag in sorted(tags, key=lambda tag: ('ape', 'lyrics', 'id3v1').index(tag.kind)):
        if tag.kind == 'ape':
            found.add(_of_ape(tag.raw))
        else:
            found.add(Tags((end_tags.lyrics if tag.kind == 'lyrics' else end_tags.id3v1)(tag.raw)))
    return found


def _of_ape(raw: bytes) -> Tags:
    found, items = Tags(), end_tags.ape(raw)
    for key in items:
        name, value = as_name(key), items[key]
        if name in OF_THE_ENCODER:
            continue
        if value.kind == 0:
            found.text += [(APE.get(name, name), one) for one in str(value).split('\0') if one]
        elif value.kind == 1 and name.startswith('COVER ART'):
            text, _, data = bytes(value.value).partition(b'\0')
            mime = 'image/png' if data[:4] == b'\x89PNG' else 'image/jpeg'
            found.pictures.append(Picture(4 if 'BACK' in name else 3, mime, text.decode('utf-8', 'replace'), data))
        elif not stale(key):
            found.lost.append(f'the APE item “{key}”')
    return found


def _of_flac(path: Path) -> Tags:
    _, blocks = flac.read_blocks(path)
    found = Tags()
    for kind, payload in blocks:
        if kind == flac.COMMENT:
            _, comments = vorbis_comment.parse(payload)
            pairs = (comment.decode('utf-8', 'replace').partition('=') for comment in comments)
            found.add(_of_comments([(name, value) for name, sign, value in pairs if sign]))
        elif kind == flac.PICTURE:
            with contextlib.suppress(Exception):
                found.pictures.append(_picture(payload))
        elif kind == flac.APPLICATION:
            found.lost.append(f'the FLAC application block “{chunk_fields.as_text(payload[:4])}”')
    return found


def _of_comments(pairs: list[tuple[str, str]]) -> Tags:
    found = Tags()
    for given, value in pairs:
        name = as_name(given)
        if name != 'METADATA_BLOCK_PICTURE':
            found.text += [(name, value)] if name not in OF_THE_ENCODER else []
            continue
        with contextlib.suppress(Exception):
            found.pictures.append(_picture(base64.b64decode(value)))
    return found


def _picture(block: bytes) -> Picture:
    read = mutagen_types.PICTURE(block)
    return Picture(read.type, read.mime, read.desc, read.data)


def _of_chunks(like: Info) -> Tags:
    """LIST/INFO, the broadcast chunk, the texts of AIFF and CAF, and markers; the rest by name."""
    found, chunks = Tags(), _chunks(like)
    texts: dict[str, list[str]] = {}
    for name, payload in chunks:
        if name == b'LIST':
            found.add(chunk_fields.from_info(payload))
        elif name == b'info':
            found.add(chunk_fields.from_caf(payload))
        elif name in AIFF:
            for field, value in chunk_fields.from_aiff(name, payload).text:
                texts.setdefault(field, []).append(value)
    found.add(Tags([(field, value) for field, values in texts.items() for value in values]))
    for name, payload in chunks:
        if name == b'bext':
            found.add(chunk_fields.from_bext(payload))
    found.chapters = markers.chapters(chunks, like.sample_rate, like.frames)
    known = markers.CHUNKS if found.chapters else ()
    found.lost += chunk_fields.left(name for name, _ in chunks if not wav.is_id3(name) and name not in known)
    return found


def _chunks(like: Info) -> Chunks:
    """Name and payload of each chunk; the payload only of those that are read."""
    with like.path.open('rb') as file:
        end = like.path.stat().st_size
        if like.container == 'caf':
            return caf.texts(file, end)
        if like.container == 'w64':
            return w64.texts(file, end)
        order = '>' if like.container == 'aiff' else '<'
        kind = sniff(like.path)
        behind = parse_pcm(like.path, kind).behind if kind in PARSERS else None
        walked: Iterator[wav.Chunk] = wav.walk(file, 12, end, _long_data(file), order)
        if behind is not None:  # no size leads there
            before = takewhile(lambda one: one.name not in SOUND, walked)
            walked = chain(before, wav.walk(file, behind, end, order=order))
        walked = islice(walked, MOST_ITEMS)
        return [(one.name, _payload(file, one.name, one.start, one.size)) for one in walked]


def _payload(file: BinaryIO, name: bytes, start: int, size: int) -> bytes:
    if name not in _KEEP and not wav.is_id3(name):
        return b''
    file.seek(start)
    return file.read(min(max(size, 0), MOST_BYTES))


def _long_data(file: BinaryIO) -> int | None:
    """The size of the sound where the ds64 chunk of RF64 tells it."""
    file.seek(12)
    head = file.read(32)
    return int(struct.unpack_from('<Q', head, 16)[0]) if head[:4] == b'ds64' and len(head) == 32 else None
