"""What goes along into a new file beside the sound: the original's own or translated, with other chapters if told."""

from dataclasses import dataclass
from pathlib import Path

from app.audio.files import chapters, flac, tags, translate, vorbis_comment
from app.audio.files.chapters import Chapters
from app.audio.files.id3 import with_chapters
from app.audio.types import Info


@dataclass(frozen=True, slots=True)
class Carried:
    """Metadata of `like` for one new file.

    Attributes
    ----------
    same : the new file is of the same kind, so that everything can stay as it is.
    new_chapters : take the place of all chapters and CUE sheets that the original has; None leaves those.
    """

    like: Info
    same: bool
    new_chapters: Chapters | None = None

    def id3(self) -> bytes:
        """The tag in front of an MP3, or in a chunk."""
        if not self.same:
            return self._translated().as_id3()
        head = tags.id3_head(self.like.path)
        return head if self.new_chapters is None else with_chapters(head, self.new_chapters)

    def flac(self) -> tuple[bytes, list[flac.Block]]:
        """As `flac.read_blocks` gives it."""
        if not self.same:
            return b'', self._translated().as_flac_blocks()
        before, blocks = flac.read_blocks(self.like.path)
        return before, blocks if self.new_chapters is None else _with_chapters(blocks, self.new_chapters)

    def comments(self) -> list[tuple[str, str]]:
        """For OGG."""
        old = tags.ogg_comments(self.like) if self.same else None
        if old is None:
            return self._translated().as_comments()
        if self.new_chapters is None:
            return old
        return [pair for pair in old if not chapters.is_comment(pair[0])] + chapters.comments(self.new_chapters)

    def into_mp4(self, part: Path, smpb: str | None) -> None:
        """Into a finished M4A file, whose chapters are there already."""
        if self.like.container == 'm4a':
            tags.carry_mp4(self.like.path, part, smpb)
        else:
            self._translated().into_mp4(part, smpb)

    def chapters(self) -> Chapters:
        """For an encoder that writes them itself."""
        return chapters.of(self.like) if self.new_chapters is None else self.new_chapters

    def _translated(self) -> translate.Tags:
        found = translate.read(self.like)
        if self.new_chapters is not None:
            found.chapters = self.new_chapters
            found.text = [pair for pair in found.text if not chapters.is_comment(pair[0])]
        return found


def _with_chapters(blocks: list[flac.Block], new: Chapters) -> list[flac.Block]:
    """The blocks of a FLAC file with these chapters as comments, and no others."""
    kept = [block for block in blocks if block[0] not in (flac.COMMENT, flac.CUESHEET)]
    vendor, old = next((vorbis_comment.parse(payload) for kind, payload in blocks if kind == flac.COMMENT), (b'', []))
    stay = [one for one in old if not chapters.is_comment(one.partition(b'=')[0].decode('ascii', 'replace'))]
    added = [f'{name}={value}'.encode() for name, value in chapters.comments(new)]
    return [(flac.COMMENT, vorbis_comment.build(vendor or b'LevelMix', stay + added)), *kept]
