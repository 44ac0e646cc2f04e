"""A file of chapters beside a clip: refused before anything is said, and written when the clip is there."""

from collections.abc import Sequence
from pathlib import Path

from app.console.output import complain
from app.console.paths import check_output
from app.errors import NotAllowed
from app.voice.text import chapters
from app.voice.text.chapters import Chapter


def place(file: Path | None, target: Path, force: bool) -> Path | None:
    """Where chapters go, if they are wanted; raises NotAllowed or NotFound where they cannot."""
    if file is None:
        return None
    if file.suffix.lower() not in chapters.KINDS:
        raise NotAllowed('Chapters are written as .txt or .json: give the file such a name.')
    return check_output(file, [target], force)


def write(found: Sequence[Chapter], file: Path | None) -> Path | None:
    """Write them where they go; returns the file, None where there is none to write."""
    if file is not None and not found:
        complain(f'{file} was not written: chapters take at least two headings in the text.')
        return None
    if file is not None:
        file.write_text(chapters.written(found, file.suffix.lower()), encoding='utf-8')
    return file
