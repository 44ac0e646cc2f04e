"""The text in a file that somebody made long ago, on some machine: its encoding is seldom told, so it is recognised."""

from collections.abc import Sequence
from dataclasses import dataclass

NAMES = {
    'cp1252': 'Western (Windows)',
    'cp1250': 'Central European (Windows)',
    'cp1251': 'Cyrillic (Windows)',
    'koi8_r': 'Cyrillic (KOI8-R)',
    'cp866': 'Cyrillic (DOS)',
    'cp1253': 'Greek (Windows)',
    'cp1254': 'Turkish (Windows)',
    'cp1255': 'Hebrew (Windows)',
    'cp1256': 'Arabic (Windows)',
    'cp932': 'Japanese (Shift-JIS)',
    'euc_jp': 'Japanese (EUC)',
    'gb18030': 'Chinese (GBK)',
    'big5': 'Chinese (Big5)',
    'cp949': 'Korean',
    'mac_roman': 'Western (old Mac)',
    'mac_cyrillic': 'Cyrillic (old Mac)',
}
"""What tracklists are written in where they are not Unicode, and what people call it."""

UNICODE = {'utf-8': 'Unicode (UTF-8)', 'utf-16': 'Unicode (UTF-16)'}
APOSTROPHES = '’‘´·・'
"""What may stand inside a word."""
MARKS = ((b'\xef\xbb\xbf', 'utf-8'), (b'\xff\xfe', 'utf-16-le'), (b'\xfe\xff', 'utf-16-be'))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how it was read.

    Attributes
    ----------
    encoding : one of NAMES or UNICODE.
    sure : whether the bytes themselves say so; a guess is told, so that it can be mended.
    lost : how many signs could not be read.
    """

    text: str
    encoding: str
    sure: bool = True
    lost: int = 0

    @property
    def note(self) -> str | None:
        """What somebody should hear of it."""
        if self.lost:
            return f'{self.lost} sign(s) of the tracklist could not be read, and stand as \ufffd in the titles.'
        if self.sure:
            return None
        return f'The tracklist was read as {NAMES[self.encoding]}. If names look wrong, choose another encoding.'


def decode(raw: bytes, encoding: str | None = None) -> Decoded:
    """The text of a file, in the encoding that is named or else recognised.

    Raises
    ------
    LookupError : there is no such encoding.
    """
    if encoding is not None:
        text = raw.decode(encoding, 'replace')
        return Decoded(text, encoding, lost=text.count('\ufffd'))
    for mark, name in MARKS:
        if raw.startswith(mark):
            text = raw[len(mark) :].decode(name, 'replace')
            return Decoded(text, name[:6].rstrip('-'), lost=text.count('\ufffd'))
    wide = _without_mark(raw)
    if wide is not None:
        return Decoded(wide, 'utf-16')
    text = raw.decode('utf-8', 'replace')
    lost = text.count('\ufffd')
    whole = sum(sign > '\x7f' for sign in text) - lost
    if lost == 0 or whole >= 2 * lost:  # a few bad bytes among good ones: the rest of the text is right
        return Decoded(text, 'utf-8', lost=lost)
    return _recognised(raw)


def _without_mark(raw: bytes) -> str | None:
    """UTF-16 without its mark: digits and line ends of a list have a zero in every second byte, on one side only."""
    if len(raw) < 4 or len(raw) % 2 or b'\0' not in raw:
        return None
    first, second = raw[::2].count(0), raw[1::2].count(0)
    if min(first, second) * 10 > max(first, second):
        return None
    try:
        return raw.decode('utf-16-le' if second > first else 'utf-16-be')
    except UnicodeDecodeError:
        return None


def _recognised(raw: bytes) -> Decoded:
    """Read in the encoding that makes the least odd words of the lines that are not plain ASCII."""
    from charset_normalizer import from_bytes  # only for the few files that need it

    telling = b'\n'.join(line for line in raw.splitlines() if not line.isascii())
    likely = [match.encoding for match in from_bytes(telling, cp_isolation=list(NAMES)) if match.encoding in NAMES]
    read = [(name, text) for name in [*likely, 'cp1252'] if (text := _strictly(raw, name)) is not None]
    if not read:
        return Decoded(raw.decode('cp1252', 'replace'), 'cp1252', sure=False)
    name, text = min(read, key=lambda one: _oddness(one[1]))
    return Decoded(text, 'cp1252' if _strictly(raw, 'cp1252') == text else name, sure=False)


def _oddness(text: str) -> int:
    """How many signs stand where no language puts them."""
    han = hangul = odd = 0
    for before, sign, after in zip(' ' + text, text, text[1:] + ' ', strict=False):
        if sign.isascii():
            continue
        han += '\u4e00' <= sign <= '\u9fff'
        hangul += '\uac00' <= sign <= '\ud7a3'
        inside = before.isalpha() and after.isalpha()
        odd += '\uff61' <= sign <= '\uff9f' or not sign.isprintable()  # kana of half the width
        odd += inside and not sign.isalpha() and sign not in APOSTROPHES
        odd += sign.isupper() and before.islower()
    return odd + (min(han, hangul) if hangul else 0)


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def choices() -> Sequence[tuple[str, str]]:
    """Every encoding that can be named, and what people call it."""
    return [*UNICODE.items(), *NAMES.items()]
