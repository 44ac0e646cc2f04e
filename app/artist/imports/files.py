"""A file of numbers from its recognition to its values, usable without a database.

`Reading` opens it and says what it is. First all its `questions` are answered (a new `Reading` is made with the
answers), then `look` goes through it and may ask for more, then `points` gives the values. What stands in it twice is
refused with its line.
"""

from array import array
from collections.abc import Collection, Iterator
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import numpy as np

from app.artist.imports import bandcamp, services, tables, youtube
from app.artist.imports.asking import Question, Refusal, Report, Told, Unreadable
from app.artist.imports.bandcamp import SalesPart
from app.artist.imports.mapping import MappedPart
from app.artist.imports.parts import Part, PlannedPart
from app.artist.imports.tables import Table
from app.artist.imports.youtube import ChartPart
from app.artist.series_values import Point

MOST_TWICE = 1000
TWICE = 'This day stands in the file before, with {before:g} instead of {now:g}; the first one counts.'
TOO_OFTEN = (
    'The same day stands in this file again and again. If a column tells its rows apart, like a song, say so when you '
    'are asked what its columns are.'
)


class Reading:
    """One file, by what is told of it. Raises Unreadable where it is none that numbers can be taken from."""

    def __init__(self, path: Path, told: Told) -> None:
        self._told = told
        found = tables.opened(path, told.file_name)
        self.notes = list[str]()
        self.parts = self._parts(found)
        self.main = max(self.parts, key=lambda part: part.table.size)

    @property
    def service(self) -> str:
        """What it was recognised as, in one word."""
        return self.main.name

    @property
    def label(self) -> str:
        """The same for people."""
        return 'YouTube Studio, export' if len(self.parts) > 1 and 'youtube' in self.main.name else self.main.label

    @property
    def table(self) -> Table:
        """Its table, or the largest one."""
        return self.main.table

    def questions(self) -> list[Question]:
        """What has to be answered before it can be looked through."""
        return [self._renamed(at, one) for at, part in enumerate(self.parts) for one in part.questions()]

    def look(self, report: Report | None = None) -> list[Question]:
        """Go through all rows; returns what has come up and has to be answered."""
        asked = []
        for at, part in enumerate(self.parts):
            asked += [self._renamed(at, one) for one in part.look(self._share(at, report))]
        self.notes += [note for part in self.parts for note in part.notes]
        return asked

    def points(self, report: Report | None = None, twice: Collection[int] = ()) -> Iterator[Point | Refusal]:
        """The values. `twice` are the marks of those that come more than once, as `Marks` finds them."""
        seen = dict[int, float]()
        for at, part in enumerate(self.parts):
            for one in part.points(self._share(at, report)):
                if twice and isinstance(one, Point) and (mark := mark_of(one)) in twice:
                    before = seen.setdefault(mark, one.value)
                    if before != one.value:
                        yield Refusal(one.line, TWICE.format(before=before, now=one.value), part.table.name)
                        continue
                yield one

    def _parts(self, found: list[Table]) -> list[Part]:
        known = [(table, part) for table in found if (part := self._known(table, len(found)))]
        if len(found) == 1:
            return [known[0][1]] if known else [MappedPart(found[0], self._told)]
        if not known:
            raise Unreadable('None of the files in this archive is known here. Unpack it, and bring them one by one.')
        by_day = any(part.name in ('youtube_chart', 'youtube_totals') for _, part in known)
        chosen = [part for _, part in known if not (by_day and part.name == 'youtube_table')]
        if len(chosen) < len(known):
            self.notes.append('What the archive sums up over its whole time is left out: its days are all there.')
        names = {table.name for table, _ in known}
        left = [table.name for table in found if table.name not in names]
        if left:
            self.notes.append(f'Not known, so left out: {", ".join(left[:5])}.')
        return chosen

    def _known(self, table: Table, files: int) -> Part | None:
        told = self._told if files == 1 else replace(self._told, file_name=table.name, answers=self._own(table))
        if bandcamp.is_sales(table):
            return SalesPart(table, told)
        if youtube.is_chart(table):
            return ChartPart(table, told)
        service = services.recognise(table, told)
        if service is not None:
            return PlannedPart(table, service, told)
        return ChartPart(table, told) if files > 1 and youtube.is_chart(table, by_shape=True) else None

    def _own(self, table: Table) -> dict[str, object]:
        """The answers that are about one file of an archive."""
        ending = f'@{table.name}'
        return {name.removesuffix(ending): said for name, said in self._told.answers.items() if name.endswith(ending)}

    def _renamed(self, at: int, question: Question) -> Question:
        if len(self.parts) == 1:
            return question
        name = self.parts[at].table.name
        return replace(question, name=f'{question.name}@{name}', words=f'{name}: {question.words}')

    def _share(self, at: int, report: Report | None) -> Report | None:
        if report is None:
            return None
        sizes = [part.table.size for part in self.parts]
        before, own, whole = sum(sizes[:at]), sizes[at], max(1, sum(sizes))
        return lambda done: report((before + own * done) / whole)


def mark_of(point: Point) -> int:
    """A number that two points share if they are of the same day of the same series, and practically never else."""
    return int.from_bytes(blake2b('\n'.join(point.key).encode(), digest_size=8).digest(), 'big', signed=True)


class Marks:
    """Finds what stands in a file twice, by eight bytes a value: a million of them must not fill the memory."""

    def __init__(self) -> None:
        self._all = array('q')

    def add(self, point: Point) -> None:
        """Take one in."""
        self._all.append(mark_of(point))

    def twice(self) -> set[int]:
        """The marks that came more than once. Raises Unreadable where these are so many that nobody has meant it."""
        marks = np.frombuffer(self._all, dtype=np.int64) if self._all else np.empty(0, np.int64)
        marks.sort()  # in its place: nobody asks for their order, and a copy is as large again
        found = np.unique(marks[1:][marks[1:] == marks[:-1]])
        if len(found) > MOST_TWICE:
            raise Unreadable(TOO_OFTEN)
        return {int(mark) for mark in found}
