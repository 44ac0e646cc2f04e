"""Names of files in one archive: safe on every system, and each once, whatever case its letters have."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from app.uploads import parted

LONGEST = 150
RESERVED = re.compile(r'(con|prn|aux|nul|com\d|lpt\d)', re.IGNORECASE)
UNSAFE = re.compile(r'[<>:"|?*\\/]')
UNNAMED = 'File'


def safe(name: str, unnamed: str = UNNAMED) -> str:
    """One part of a path that every system takes: no signs that mean something else, no dots or blanks at its ends."""
    plain = ''.join(sign for sign in unicodedata.normalize('NFC', name) if sign.isprintable())
    found = ' '.join(UNSAFE.sub('_', plain).split()).strip('. ') or unnamed
    stem, ending = parted(found)
    if RESERVED.fullmatch(stem):
        stem = f'_{stem}'
    return f'{stem[: LONGEST - len(ending)].rstrip(". ") or unnamed}{ending}'


def path(folder: str, name: str) -> str:
    """A file in its folder, if it has one."""
    parts = [safe(part, 'Folder') for part in folder.split('/') if part.strip('. ')]
    return '/'.join([*parts[:8], safe(name)])


def each_once(paths: Iterable[str]) -> Iterator[str]:
    """The same paths, in their order; the second of a name gets a number before its ending."""
    taken: set[str] = set()
    for whole in paths:
        folder, slash, name = whole.rpartition('/')
        (stem, ending), found, number = parted(name), whole, 2
        while _folded(found) in taken:
            found, number = f'{folder}{slash}{stem} ({number}){ending}', number + 1
        taken.add(_folded(found))
        yield found


def _folded(name: str) -> str:
    """What is the same name on systems that tell no case and no accents' forms apart."""
    return unicodedata.normalize('NFKC', name).casefold()
