"""What described the old sound, in whatever home it stands: gains, peaks, and the delay of the old encoder."""

import base64
import re
import struct
from typing import Any

NAMES = (
    'replaygain_', 'r128_', 'mp3gain_', 'itunnorm', 'itunsmpb', 'peakvalue', 'averagelevel', 'peak level',
    'replay gain', 'volume level (', 'media jukebox: replay gain', 'media jukebox: peak level', 'rgad',
)  # fmt: skip
"""Beginnings of names (lower case) of values about the old loudness, or about what the old encoder put in front."""

FRAMES = ('RVA', 'XRV', 'RGAD')
"""Beginnings of ID3 frames that hold nothing else: adjustments of volume, and the gain that old encoders wrote."""
NAMED = ('TXXX', 'TXX', 'COMM', 'COM', 'PRIV', 'GEOB', 'GEO')
"""ID3 frames that have a name of their own inside."""

AUTOTAGS = ('serato_autogain', 'autgain')
"""Names under which Serato keeps tempo and gain in text, packed as base64."""
_AUTOTAGS = re.compile(rb'(Serato Autotags\0\x01\x01[^\0]{0,32}\0)([^\0]{1,32})(?=\0)')

TRAKTOR = 'traktor4'
TRAKTOR_TOLD = (
    'Traktor keeps the loudness of the original in a tag of its own beside cue points and beat grid; it was left as it '
    'is: let Traktor analyse the result again.'
)

_XML_LOUDNESS = re.compile(
    rb'<((?:BWF_)?(?:LOUDNESS_VALUE|LOUDNESS_RANGE|MAX_TRUE_PEAK_LEVEL|MAX_MOMENTARY_LOUDNESS|MAX_SHORT_TERM_LOUDNESS))>'
    rb'[^<]{0,64}</\1>'
)


def stale(name: str) -> bool:
    """Whether a value of this name described the old sound."""
    return name.strip().lower().startswith(NAMES)


def stale_frame(frame: Any) -> bool:
    """Whether an ID3 frame, as mutagen reads it, described the old sound."""
    name = frame.FrameID
    inner = getattr(frame, 'desc', '') or getattr(frame, 'owner', '')
    return name.startswith(FRAMES) or (name in NAMED and (stale(inner) or (name[0] == 'T' and _is_autotags(inner))))


def without_autogain(data: bytes) -> bytes:
    """Bytes around Serato's tempo and gain with 0 dB for the gain that Serato found, as long as before."""
    return _AUTOTAGS.sub(lambda found: found[1] + re.sub(rb'\d', b'0', found[2]), data)


def fresh_value(name: str, value: str) -> str:
    """The value of a comment or an atom, without Serato's gain if it is in there."""
    if not _is_autotags(name):
        return value
    packed = ''.join(value.split())
    # Serato leaves out the padding, and sometimes one sign more.
    try:
        data = base64.b64decode(packed + {0: '', 1: 'A==', 2: '==', 3: '='}[len(packed) % 4])
    except ValueError:
        return value
    made = base64.b64encode(without_autogain(data)).decode()
    if data == without_autogain(data) or len(made) < len(packed):
        return value
    signs = iter(made)
    return ''.join(sign if sign.isspace() else next(signs) for sign in value)


def _is_autotags(name: str) -> bool:
    return name.strip().lower().rpartition(':')[2] in AUTOTAGS


def forget_loudness(bext: bytes) -> bytes:
    """Set the loudness fields of a bext v2 chunk to 'not used' (7FFFh, EBU Tech 3285 v2): they were the old sound's."""
    if len(bext) < 422 or struct.unpack_from('<H', bext, 346)[0] < 2:
        return bext
    return bext[:412] + struct.pack('<5h', *[0x7FFF] * 5) + bext[422:]


def forget_in_xml(ixml: bytes) -> bytes:
    """Blanks in place of the loudness that an iXML chunk tells (iXML 2.1 and later; a copy of bext's in older ones)."""
    return _XML_LOUDNESS.sub(lambda found: b' ' * len(found[0]), ixml)
