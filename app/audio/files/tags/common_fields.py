"""What a file carries beside its sound, in words that every format shares."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.audio.files.tags.chapters import Chapters


class Picture(NamedTuple):
    """A picture; `kind` 3 is the front cover (RFC 9639, table 13)."""

    kind: int
    mime: str
    text: str
    data: bytes


@dataclass(slots=True)
class Tags:
    """Text by the name of a Vorbis comment, pictures, and chapters.

    Attributes
    ----------
    frames : of ID3, as mutagen reads them, that no other format has words for: cue points, beat grids, attached files.
    lost : what there is besides that can only stay in a file of the same kind, in a few words each.
    """

    text: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    chapters: Chapters = ()
    frames: list[Any] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def add(self, other: 'Tags') -> None:
        """Take over what another tag of the same file knows beyond this one."""
        known = {name for name, _ in self.text}
        self.text += [pair for pair in other.text if pair[0] not in known]
        if not self.pictures:
            self.pictures = list(other.pictures)
        keys = {frame.HashKey for frame in self.frames}
        self.frames += [frame for frame in other.frames if frame.HashKey not in keys]
        self.chapters = self.chapters or other.chapters
        self.lost = list(dict.fromkeys([*self.lost, *other.lost]))
