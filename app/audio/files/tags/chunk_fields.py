"""Chunks of WAV, AIFF and CAF in the words that all formats share, and LIST/INFO back."""

import re
import struct
from collections.abc import Iterable

from app.audio.files.tags.common_fields import Tags
from app.audio.files.tags.field_names import AIFF, CAF, INFO, TO_CAF, TO_INFO, as_name

MOST_FIELDS = 1000
PLUMBING = frozenset(
    b'fmt |data|fact|PEAK|JUNK|junk|PAD |FLLR|filr|ds64|levl|bext|id3 |ID3 |COMM|SSND|FVER|LIST|minf|elm1|regn|umid|'
    b'DGDA|desc|chan|free|pakt|kuki|info|peak|ovvw|NAME|AUTH|ANNO|(c) '.split(b'|')
)
"""Chunks about the file itself, and those that are read here."""
MARKERS = {b'cue ': 'markers', b'MARK': 'markers', b'mark': 'markers', b'smpl': 'loops', b'INST': 'loops'}
_NUMBERED = re.compile(r'I[A-Z0-9]{3}')


def from_info(payload: bytes) -> Tags:
    """The payload of a LIST chunk, if it is one of INFO."""
    found, at = Tags(), 4
    while payload[:4] == b'INFO' and at + 8 <= len(payload) and len(found.text) < MOST_FIELDS:
        name, size = struct.unpack_from('<4sI', payload, at)
        value = as_text(payload[at + 8 : at + 8 + size])
        key = name.decode('latin-1').upper()
        known = INFO.get(key, key if _NUMBERED.fullmatch(key) else '')
        found.text += [(known, value)] if known and value else []
        at += 8 + size
        # A pad byte belongs behind an odd size; some programs forget it.
        at += 1 if size & 1 and payload[at : at + 1] in (b'\0', b'') else 0
    return found


def as_info(text: Iterable[tuple[str, str]]) -> bytes:
    """A payload of LIST; b'' if there is nothing to say in its words."""
    fields: dict[bytes, str] = {}
    for name, value in text:
        if name in TO_INFO:
            fields.setdefault(TO_INFO[name], value)
    made = b''
    for key, value in fields.items():
        data = value.encode() + b'\0'
        made += key + struct.pack('<I', len(data)) + data + b'\0' * (len(data) & 1)
    return b'INFO' + made if made else b''


def from_bext(payload: bytes) -> Tags:
    """Description, originator and date of a broadcast chunk (EBU Tech 3285)."""
    places = {'DESCRIPTION': (0, 256), 'ORIGINATOR': (256, 288), 'DATE': (320, 330)}
    found = [(name, as_text(payload[start:stop])) for name, (start, stop) in places.items()]
    return Tags([(name, value) for name, value in found if value.strip('-:0 ')])


def from_aiff(name: bytes, payload: bytes) -> Tags:
    """NAME, AUTH, (c) and ANNO."""
    value = as_text(payload)
    return Tags([(AIFF[name], value)] if value else [])


def from_caf(payload: bytes) -> Tags:
    """The strings of an 'info' chunk: names and values, each with a zero behind."""
    words = [word.decode('utf-8', 'replace') for word in payload[4:].split(b'\0')]
    pairs = list(zip(words[::2], words[1::2], strict=False))[:MOST_FIELDS]
    named = [(CAF.get(name.lower(), as_name(name)), value.strip()) for name, value in pairs if name]
    return Tags([(name, value) for name, value in named if name and value])


def as_caf(text: Iterable[tuple[str, str]]) -> bytes:
    """The payload of an 'info' chunk; b'' if there is nothing to say."""
    pairs = [(TO_CAF.get(name, name.lower()), value.replace('\0', ' ')) for name, value in text]
    return (
        struct.pack('>I', len(pairs)) + ''.join(f'{name}\0{value}\0' for name, value in pairs).encode()
        if pairs
        else b''
    )


def left(names: Iterable[bytes]) -> list[str]:
    """What the other chunks of a file hold, in a few words each."""
    known = (name for name in names if name not in PLUMBING and all(0x20 <= sign < 0x7F for sign in name))
    return list(dict.fromkeys(MARKERS.get(name) or f'the chunk “{name.decode().strip()}”' for name in known))


def as_text(raw: bytes) -> str:
    """Text that does not say how it is written: UTF-8 where it can be, else as Windows writes it in the west."""
    raw = raw.partition(b'\0')[0]
    try:
        return raw.decode('utf-8').strip()
    except UnicodeDecodeError:
        return raw.decode('cp1252', 'replace').strip()
