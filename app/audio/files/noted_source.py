"""A source that tells what it found as notes about places in time."""

from collections.abc import Iterable
from dataclasses import replace

from app.audio.files.maps.parts import Note, sentences
from app.audio.files.source import Source
from app.audio.types import Info, Limits


class NotedSource(Source):
    """Keeps notes, and tells them as sentences beside whatever else there is to tell."""

    def __init__(self, info: Info, limits: Limits, promised: int | None = None, notes: Iterable[Note] = ()) -> None:
        super().__init__(info, limits, promised)
        self._notes, self._told = list(notes), list[str]()
        self._tell()

    def _note(self, note: Note) -> None:
        """Take note; what is lost, or damaged, within a second is one place."""
        last = next((each for each in reversed(self._notes) if each.kind == note.kind), None)
        if last and note.kind in ('lost', 'damaged') and int(last.at_s) == int(note.at_s):
            self._notes[self._notes.index(last)] = replace(last, amount=last.amount + note.amount)
        else:
            self._notes.append(note)

    def _tell(self) -> None:
        told = sentences(self._notes)
        self.warnings[:] = [*(warning for warning in self.warnings if warning not in self._told), *told]
        self._told = told
