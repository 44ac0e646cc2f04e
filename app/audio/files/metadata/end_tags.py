"""Tags at the end of a file: ID3v1, APEv2, Lyrics3 and ID3v2, in any order, found from the end on."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from app.audio.files.headers import mapped
from app.audio.files.tags import id3_edit, mutagen_types
from app.audio.files.tags.bounds import MOST_BYTES, has_fit_ape
from app.audio.files.tags.id3 import clean_id3
from app.audio.files.tags.stale_loudness import fresh_value, stale

MOST_TAGS = 10
MOST_TRIES = 10_000
"""Places where an ID3v2 tag might begin, that are looked at."""
APE_HAS_HEAD = 0x8000_0000
_LYRICS_V1 = 5100 + 11 + 9


class EndTag(NamedTuple):
    """One tag: 'id3v1', 'ape', 'lyrics' or 'id3', and its bytes."""

    kind: str
    raw: bytes


def of(path: Path) -> list[EndTag]:
    """The tags behind the sound, in the order of the file."""
    with mapped(path) as data:
        return within(bytes(data[max(len(data) - MOST_BYTES, 0) :]))


def within(data: bytes) -> list[EndTag]:
    """The tags at the end of these bytes."""
    found: list[EndTag] = []
    while len(found) < MOST_TAGS:
        tag = next(filter(None, (look(data) for look in _KINDS)), None)
        if tag is None:
            break
        data = data[: len(data) - len(tag.raw)]
        found.insert(0, tag)
    return found


def kept(path: Path) -> bytes:
    """What may stay of them for a new file of the same kind."""
    return b''.join(_KEPT[tag.kind](tag.raw) for tag in of(path))


def ape(raw: bytes) -> Any:
    """The items of an APEv2 tag as mutagen reads them; {} if it cannot."""
    try:
        return mutagen_types.APE(io.BytesIO(raw))
    except Exception:  # damaged
        return {}


def clean_ape(raw: bytes) -> bytes:
    """An APEv2 tag without stale values: byte for byte the same if it has none, b'' if it cannot be read."""
    tag = ape(raw)
    changed = {key: fresh_value(key, str(tag[key])) for key in tag if tag[key].kind == 0}
    gone = [key for key in tag if stale(key)]
    other = [key for key, value in changed.items() if value != str(tag[key]) and key not in gone]
    if not gone and not other:
        return raw if len(tag) else b''
    for key in gone:
        del tag[key]
    for key in other:
        tag[key] = changed[key]
    if not len(tag):
        return b''
    out = io.BytesIO()
    tag.save(out)
    return out.getvalue()


def _id3v1(data: bytes) -> EndTag | None:
    if data[-128:-125] != b'TAG' or len(data) < 128:
        return None
    longer = data[-355:-351] == b'TAG+'
    return EndTag('id3v1', data[-355:] if longer else data[-128:])


def _ape(data: bytes) -> EndTag | None:
    foot = data[-32:]
    if foot[:8] != b'APETAGEX' or not has_fit_ape(data):
        return None
    size = int.from_bytes(foot[12:16], 'little')
    if int.from_bytes(foot[20:24], 'little') & APE_HAS_HEAD and data[-size - 32 : -size - 24] == b'APETAGEX':
        size += 32
    return EndTag('ape', data[-size:])


def _lyrics(data: bytes) -> EndTag | None:
    at = -1
    if data.endswith(b'LYRICS200') and data[-15:-9].isdigit():
        at = len(data) - 15 - int(data[-15:-9])
    elif data.endswith(b'LYRICSEND'):
        at = data.rfind(b'LYRICSBEGIN', max(len(data) - _LYRICS_V1, 0))
    fits = at >= 0 and data[at : at + 11] == b'LYRICSBEGIN'
    return EndTag('lyrics', data[at:]) if fits else None


def _id3(data: bytes) -> EndTag | None:
    """A tag that reaches just to the end, by its foot or by the size that it tells at its head."""
    if data[-10:-7] == b'3DI':
        at = len(data) - 20 - id3_edit.synchsafe(data[-4:])
        return EndTag('id3', data[at:]) if at >= 0 and id3_edit.is_head(data[at : at + 10]) else None
    at = len(data)
    for _ in range(MOST_TRIES):
        at = data.rfind(b'ID3', 0, at)
        if at < 0:
            return None
        head = data[at : at + 10]
        if id3_edit.is_head(head) and at + id3_edit.length(head) == len(data):
            return EndTag('id3', data[at:])
    return None


_KINDS: tuple[Callable[[bytes], EndTag | None], ...] = (_id3v1, _ape, _lyrics, _id3)
_KEPT: dict[str, Callable[[bytes], bytes]] = {'id3v1': bytes, 'lyrics': bytes, 'ape': clean_ape, 'id3': clean_id3}

LYRICS_FIELDS = {
    'ETT': 'TITLE', 'EAR': 'ARTIST', 'EAL': 'ALBUM', 'AUT': 'LYRICIST', 'INF': 'COMMENT', 'LYR': 'LYRICS',
}  # fmt: skip


def lyrics(raw: bytes) -> list[tuple[str, str]]:
    """The fields of a Lyrics3 tag: those of version 2, or the text of version 1."""
    body = raw[11:-9]
    if raw.endswith(b'LYRICSEND'):
        return [('LYRICS', body.decode('cp1252', 'replace').strip())]
    found, at, body = list[tuple[str, str]](), 0, body[:-6]
    while re.fullmatch(rb'[A-Z]{3}\d{5}', head := body[at : at + 8]):
        size = int(head[3:])
        name, value = LYRICS_FIELDS.get(head[:3].decode(), ''), body[at + 8 : at + 8 + size]
        if name and value.strip():
            found.append((name, value.decode('cp1252', 'replace').strip()))
        at += 8 + size
    return found


def id3v1(raw: bytes) -> list[tuple[str, str]]:
    """The fields of an ID3v1 tag, in the names of Vorbis comments."""
    tag = raw[-128:]
    places = {'TITLE': (3, 33), 'ARTIST': (33, 63), 'ALBUM': (63, 93), 'DATE': (93, 97), 'COMMENT': (97, 127)}
    if tag[125] == 0 and tag[126]:
        places['COMMENT'] = (97, 125)
    found = [(name, _text(tag[start:stop])) for name, (start, stop) in places.items()]
    found += [('TRACKNUMBER', str(tag[126]))] if tag[125] == 0 and tag[126] else []
    # The first genre is also what stands in a tag that was only filled with zeros.
    known = tag[127] < len(mutagen_types.GENRES) and (tag[127] or tag[93:97].strip(b'\0 '))
    found += [('GENRE', mutagen_types.GENRES[tag[127]])] if known else []
    return [(name, value) for name, value in found if value]


def _text(raw: bytes) -> str:
    return raw.partition(b'\0')[0].decode('cp1252', 'replace').strip()
