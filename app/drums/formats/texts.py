"""Text of whatever encoding as text: programs for games wrote what their system used."""

import codecs
import math

from app.drums.formats.errors import NoMap

MARKS = (
    (codecs.BOM_UTF8, 'utf-8-sig'),
    (codecs.BOM_UTF32_LE, 'utf-32'),
    (codecs.BOM_UTF32_BE, 'utf-32'),
    (codecs.BOM_UTF16_LE, 'utf-16'),
    (codecs.BOM_UTF16_BE, 'utf-16'),
)
LONGEST_NAME = 256


def decoded(data: bytes) -> str:
    """By its mark, as UTF-8, or as Windows has it in western Europe, where each byte is a sign.

    Raises
    ------
    NoMap : its mark promises what does not follow.
    """
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), '')
    try:
        return data.decode(encoding or 'utf-8')
    except UnicodeDecodeError as error:
        if encoding:
            raise NoMap('This file is damaged: its text cannot be read. Save it again as UTF-8.') from error
        return data.decode('cp1252', 'replace')


def name(text: object) -> str:
    """A title or a name on one line, as long as one may be; what is no text is none."""
    if not isinstance(text, str):
        return ''
    # Half a surrogate pair can stand in JSON, and in no file.
    whole = text.encode('utf-8', 'replace').decode()
    return ' '.join(''.join(sign if sign.isprintable() else ' ' for sign in whole).split())[:LONGEST_NAME].strip()


def number(text: str) -> float | None:
    """A finite number, or None."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None
