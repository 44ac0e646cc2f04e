"""Files of rows and columns, whatever their encoding, divider and preface; read as a stream each time."""

import codecs
import csv
import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from app.artist.imports import days
from app.artist.imports.asking import Report, Unreadable
from app.artist.imports.wording import clean, plain

MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
MOST_UNPACKED = 256 * 1024 * 1024
MOST_MEMBERS = 50
HEAD = 64 * 1024
PREFACE = 12
"""So many lines may stand before the heading."""
EVERY = 2000
"""Rows between two reports."""
NO_TABLE = 'This file is no table of rows and columns. Export it as CSV, and bring that.'
DAMAGED = 'This archive is damaged. Download it once more.'
_BOMS = ((codecs.BOM_UTF8, 'utf-8-sig'), (codecs.BOM_UTF16_LE, 'utf-16'), (codecs.BOM_UTF16_BE, 'utf-16'))
_DIVIDERS = ',;\t'


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its title, if it has one, the heading of its columns, and its first rows as `samples`."""

    name: str
    open: Callable[[], IO[bytes]]
    size: int
    encoding: str
    divider: str
    title: str
    heading: tuple[str, ...]
    skip: int
    """How many records stand before its rows."""
    samples: tuple[tuple[str, ...], ...] = field(default=())

    @property
    def plain_heading(self) -> tuple[str, ...]:
        """The heading as it is compared."""
        return tuple(plain(one) for one in self.heading)

    @property
    def fingerprint(self) -> str:
        """The same for all files with this heading and title."""
        words = '\n'.join((plain(self.title), *self.plain_heading))
        return hashlib.sha256(words.encode()).hexdigest()[:32]

    def rows(self, report: Report | None = None) -> Iterator[tuple[int, list[str]]]:
        """Each row with its line in the file; empty ones are left out.

        Raises
        ------
        Unreadable
            There are too many rows, or something in the file is damaged.
        """
        count = 0
        try:
            with self.open() as file, io.TextIOWrapper(file, self.encoding, errors='replace', newline='') as lines:
                reader = csv.reader(lines, delimiter=self.divider)
                for at, cells in enumerate(reader):
                    if at < self.skip or not any(cells):
                        continue
                    count += 1
                    if count > MOST_ROWS:
                        raise Unreadable(f'This file has more than {MOST_ROWS:,} rows. Bring it in parts.')
                    if report is not None and count % EVERY == 0:
                        report(min(1.0, file.tell() / max(1, self.size)))
                    yield reader.line_num, cells
        except csv.Error as error:
            raise Unreadable(f'This file cannot be read from row {count + 1:,} on: {error}.') from error
        except (zipfile.BadZipFile, EOFError, OSError) as error:
            raise Unreadable(DAMAGED) from error


def opened(path: Path, name: str) -> list[Table]:
    """The tables of a file: one of a CSV file, one for each of an archive. Raises Unreadable."""
    if not zipfile.is_zipfile(path):
        return [_table(name, lambda: path.open('rb'), path.stat().st_size)]
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            _check(members)
            return [
                _table(Path(one.filename).name, _opener(path, one), one.file_size)
                for one in members
                if one.filename.lower().endswith('.csv') and one.file_size and '__MACOSX' not in one.filename
            ]
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(DAMAGED) from error


def _check(members: list[zipfile.ZipInfo]) -> None:
    names = [one.filename for one in members]
    if any(name.startswith('xl/') for name in names):
        raise Unreadable('This is a workbook of Excel. Save it as CSV, and bring that.')
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
        raise Unreadable('This archive holds more than is taken from one. Unpack it, and bring its files one by one.')
    if not any(name.lower().endswith('.csv') for name in names):
        raise Unreadable('There is no CSV file in this archive.')


def _opener(path: Path, member: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    def begin() -> IO[bytes]:
        # The member goes on reading from the archive's file after the archive is closed, and closes it at its own end.
        with zipfile.ZipFile(path) as archive:
            return archive.open(member)

    return begin


def _table(name: str, begin: Callable[[], IO[bytes]], size: int) -> Table:
    try:
        with begin() as file:
            head = file.read(HEAD)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise Unreadable(DAMAGED) from error
    encoding = _encoding(head)
    words = head.decode(encoding, errors='ignore')
    if '\x00' in words:
        raise Unreadable(NO_TABLE)
    divider = _divider(words)
    records = list(_records(words, divider, whole=len(head) < HEAD))
    skip, title = _preface(records)
    heading = records[skip]
    if any(days.read(cell) is not None for cell in heading):  # rows from the first line on
        heading = [f'Column {number + 1}' for number in range(len(heading))]
    else:
        skip += 1
    if len(heading) > MOST_COLUMNS:
        raise Unreadable(NO_TABLE)
    samples = tuple(tuple(clean(cell, 80) for cell in one) for one in records[skip : skip + 5])
    return Table(
        name, begin, size, encoding, divider, clean(title), tuple(clean(one, 80) for one in heading), skip, samples
    )


def _encoding(head: bytes) -> str:
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    zeros = head[:400].count(0)
    if zeros > len(head[:400]) // 4:
        return 'utf-16-le' if head[1:2] == b'\x00' else 'utf-16-be'
    try:
        codecs.getincrementaldecoder('utf-8')().decode(head)
    except UnicodeDecodeError:
        return 'cp1252'
    return 'utf-8'


def _divider(words: str) -> str:
    first = words.lstrip('\ufeff').splitlines()[:1]
    if first and first[0].strip('"').lower().startswith('sep=') and len(first[0].strip('"')) == 5:
        return first[0].strip('"')[4]

    def fit(divider: str) -> tuple[int, int]:
        """How many of the first records have as many columns as most have, and how many these are."""
        widths = Counter(len(one) for one in list(_records(words[:8000], divider, whole=False))[:40] if len(one) > 1)
        return (widths.most_common(1)[0][1], widths.most_common(1)[0][0]) if widths else (0, 0)

    return max(_DIVIDERS, key=fit)


def _records(words: str, divider: str, *, whole: bool) -> Iterator[list[str]]:
    lines = words.lstrip('\ufeff').splitlines(keepends=True)
    try:
        yield from csv.reader(lines if whole or len(lines) < 2 else lines[:-1], delimiter=divider)
    except (csv.Error, TypeError) as error:
        raise Unreadable(NO_TABLE) from error


def _preface(records: list[list[str]]) -> tuple[int, str]:
    """How many records stand before the heading, and the title that is one of them."""
    title = ''
    for at, cells in enumerate(records[:PREFACE]):
        said = [cell.strip() for cell in cells if cell.strip()]
        if len(said) > 1:
            return at, title
        if said and not said[0].lower().startswith('sep='):
            title = said[0]
    raise Unreadable(NO_TABLE)
