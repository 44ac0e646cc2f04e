"""Tags of one format in the words of another, for "convert to": text and pictures."""

from pathlib import Path

from app.audio.files.metadata import every_tag, kept_tags
from app.audio.files.tags import chapters, mutagen_types
from app.audio.files.tags.common_fields import Tags
from app.audio.files.tags.id3_fields import into_id3
from app.audio.files.tags.mp4_fields import into_mp4
from app.audio.files.tags.vorbis_comment import build, picture, picture_comment
from app.audio.types import Info


def read(like: Info) -> Tags:
    """Read the tags of any file that is handled, wherever they stand; what cannot be read is left out."""
    return every_tag.words(like)


def as_comments(words: Tags) -> list[tuple[str, str]]:
    """As Vorbis comments for OGG."""
    blocks = [picture_comment(picture(*each)).decode('ascii').partition('=') for each in words.pictures]
    return words.text + chapters.comments(words.chapters) + [(name, value) for name, _, value in blocks]


def as_flac_blocks(words: Tags) -> list[tuple[int, bytes]]:
    """As metadata blocks of FLAC."""
    comments = [f'{name}={value}'.encode() for name, value in words.text + chapters.comments(words.chapters)]
    return [(4, build(b'LevelMix', comments)), *[(6, picture(*each)) for each in words.pictures]]


def as_id3(words: Tags) -> bytes:
    """As an ID3v2.4 tag; b'' if there is nothing to say."""
    return chapters.as_id3(into_id3(words), words.chapters, 4)


def save_mp4(words: Tags, part: Path, smpb: str | None) -> None:
    """As iTunes tags, into a finished M4A file."""
    new = mutagen_types.MP4(part)
    if new.tags is None:
        new.add_tags()
    new.tags.clear()
    into_mp4(words, new.tags)
    if smpb is not None:
        new.tags[kept_tags.GAPLESS] = [mutagen_types.MP4_TEXT(smpb.encode())]
    new.save()
