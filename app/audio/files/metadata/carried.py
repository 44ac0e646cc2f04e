"""What goes along into a new file beside the sound: the original's own or translated, with other chapters if told."""

from dataclasses import dataclass
from pathlib import Path

from app.audio.files import flac
from app.audio.files.metadata import end_tags, every_tag, id3_merge, kept_tags, tag_mapping, what_fits
from app.audio.files.tags import chapters, vorbis_comment
from app.audio.files.tags.chapters import Chapters
from app.audio.files.tags.common_fields import Tags
from app.audio.files.tags.id3 import clean_id3, with_chapters
from app.audio.files.tags.stale_loudness import TRAKTOR, TRAKTOR_TOLD
from app.audio.types import Info

CALLED = {
    'ogg': 'Ogg Vorbis', 'oggflac': 'Ogg FLAC', 'opus': 'Opus', 'webm': 'WebM', 'wavpack': 'WavPack', 'ac3': 'AC-3',
    'eac3': 'E-AC-3',
}  # fmt: skip
MOST_TOLD = 12


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
            words, _ = what_fits.fit(self._words(), 'mp3')
            merged = id3_merge.merged(self.like, words)
            if merged is None:
                return tag_mapping.as_id3(words)
            return merged if self.new_chapters is None else with_chapters(merged, self.new_chapters)
        head = kept_tags.id3_head(self.like.path)
        return head if self.new_chapters is None else with_chapters(head, self.new_chapters)

    def flac(self) -> tuple[bytes, list[flac.Block]]:
        """As `flac.read_blocks` gives it."""
        if not self.same:
            return b'', tag_mapping.as_flac_blocks(what_fits.fit(self._words(), 'flac')[0])
        before, blocks = flac.read_blocks(self.like.path)
        blocks = blocks if self.new_chapters is None else _with_chapters(blocks, self.new_chapters)
        return clean_id3(before), _with_end(self.like.path, blocks)

    def comments(self) -> list[tuple[str, str]]:
        """For OGG."""
        old = kept_tags.ogg_comments(self.like) if self.same else None
        if old is None:
            return tag_mapping.as_comments(what_fits.fit(self._words(), 'ogg')[0])
        if self.new_chapters is None:
            return old
        return [pair for pair in old if not chapters.is_comment(pair[0])] + chapters.comments(self.new_chapters)

    def into_mp4(self, part: Path, smpb: str | None) -> None:
        """Into a finished M4A file, whose chapters are there already."""
        if self.like.container == 'm4a':
            kept_tags.carry_mp4(self.like.path, part, smpb)
        else:
            tag_mapping.save_mp4(what_fits.fit(self._words(), 'm4a')[0], part, smpb)

    def chapters(self) -> Chapters:
        """For an encoder that writes them itself."""
        return self._words().chapters

    def notes(self, container: str) -> list[str]:
        """What a file of that kind leaves out, and what in it is no longer true, as sentences for the reader."""
        words, left = self._words(), list[str]()
        if not self.same and container != self.like.container:
            words, left = what_fits.fit(words, container)
        more = ' and more' if len(left) > MOST_TOLD else ''
        found = [
            f'Not all that the original carries beside its sound goes into {CALLED.get(container, container.upper())}. '
            f'Left out: {", ".join(left[:MOST_TOLD])}{more}. The original still has it.'
        ]
        owners = [getattr(frame, 'owner', '') for frame in words.frames] + [name for name, _ in words.text]
        traktor = any(owner.lower().startswith(TRAKTOR) for owner in owners)
        return (found if left else []) + ([TRAKTOR_TOLD] if traktor else [])

    def _words(self) -> Tags:
        found = every_tag.words(self.like)
        if self.new_chapters is not None:
            found.chapters = self.new_chapters
            found.text = [pair for pair in found.text if not chapters.is_comment(pair[0])]
        return found


def _with_chapters(blocks: list[flac.Block], new: Chapters) -> list[flac.Block]:
    """The blocks of a FLAC file with these chapters as comments, and no others."""
    kept = [block for block in blocks if block[0] not in (flac.COMMENT, flac.CUESHEET)]
    vendor, old = _comments(blocks)
    stay = [one for one in old if not chapters.is_comment(one.partition(b'=')[0].decode('ascii', 'replace'))]
    added = [f'{name}={value}'.encode() for name, value in chapters.comments(new)]
    return [(flac.COMMENT, vorbis_comment.build(vendor or b'LevelMix', stay + added)), *kept]


def _with_end(path: Path, blocks: list[flac.Block]) -> list[flac.Block]:
    """The blocks with what only a tag behind the sound knows: decoders take such a tag for damage."""
    if not end_tags.of(path):
        return blocks
    vendor, old = _comments(blocks)
    known = {one.partition(b'=')[0].decode('ascii', 'replace').upper() for one in old}
    at_end = every_tag.behind(path)
    added = [f'{name}={value}'.encode() for name, value in at_end.text if name not in known]
    kept = [block for block in blocks if block[0] != flac.COMMENT]
    return [(flac.COMMENT, vorbis_comment.build(vendor or b'LevelMix', old + added)), *kept] if added else blocks


def _comments(blocks: list[flac.Block]) -> tuple[bytes, list[bytes]]:
    return next((vorbis_comment.parse(payload) for kind, payload in blocks if kind == flac.COMMENT), (b'', []))
