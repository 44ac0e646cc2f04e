"""Chapters for a file that is finished otherwise; its sound and its words stay as they are."""

from pathlib import Path

from app.audio.files.headers import sniff
from app.audio.files.mp3.frames import skip_id3
from app.audio.files.tags import chapters, markers, mutagen_types
from app.audio.files.tags.chapters import Chapters
from app.audio.files.tags.id3 import with_chapters


def add_chapters(path: Path, new: Chapters, rate: int) -> None:
    """Write chapters into a WAV, an MP3 or an OGG file of our own that has none; other kinds stay without."""
    kind = sniff(path)
    if kind == 'wav':
        markers.add(path, new, rate)
    elif kind == 'mp3':
        content = path.read_bytes()
        end = skip_id3(content)
        path.write_bytes(with_chapters(content[:end], new) + content[end:])
    elif kind in mutagen_types.OGG:
        file = mutagen_types.OGG[kind](path)
        file.tags.extend(chapters.comments(new))
        file.save()
