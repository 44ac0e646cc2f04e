"""Tracklists of the command line: read with every guess told, written where that can be done."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.console.output import complain
from app.errors import NotAllowed, NotFound

KINDS = ('.cue', '.txt')


def evenness(percent: float, tracklist: Path | None, encoding: str | None = None) -> Any:
    """How far to bring tracks together, and where they begin; what was guessed about the list is told on stderr."""
    from app.audio.segments import MatchOptions, read_tracklist
    from app.audio.segments.tracklist import MOST_BYTES

    if not 0.0 <= percent <= 100.0:
        raise NotAllowed('Evening goes from 0 to 100 %: 0 leaves the mix as it is, 100 makes all tracks as loud.')
    if tracklist is None:
        return MatchOptions(percent / 100.0)
    text = _bytes(tracklist, MOST_BYTES + 1)
    try:
        found = read_tracklist(text, encoding, _Beside(tracklist.parent))
    except LookupError:
        raise NotAllowed(f'There is no encoding {encoding}: name one like utf-8, cp1251, shift_jis or gbk.') from None
    for note in found.notes:
        complain(note)
    return MatchOptions(percent / 100.0, cues=found.cues)


def as_text(tracklist: Path, encoding: str | None = None) -> str:
    """A tracklist as text, for whoever reads it elsewhere; what is wrong with it is told here already, as above."""
    from app.audio.segments.encodings import decode
    from app.audio.segments.tracklist import MOST_BYTES

    evenness(0.0, tracklist, encoding)
    return decode(_bytes(tracklist, MOST_BYTES), encoding).text


def _bytes(tracklist: Path, most: int) -> bytes:
    try:
        with tracklist.open('rb') as file:
            return file.read(most)
    except OSError as error:
        raise NotFound(f'The tracklist {tracklist} cannot be read: {error.strerror}.') from error


def check_kind(write: Path) -> None:
    """Refuse a name that says of no tracklist what it is."""
    if write.suffix.lower() not in KINDS:
        raise NotAllowed('A tracklist is written as .cue or .txt: give the file such a name.')


def write_tracklist(found: Sequence[Any], write: Path | None, file_name: str) -> str | None:
    """Write the tracks of a mix, whatever its name is made of; returns why that could not be done, if so."""
    from app.audio.segments import to_cue, to_text

    if write is None:
        return None
    name = file_name.encode('utf-8', 'surrogateescape').decode('utf-8', 'replace')
    text = to_cue(found, name) if write.suffix.lower() == '.cue' else to_text(found)
    draft = write.with_name(f'.levelmix-{write.name}')
    try:
        draft.write_bytes(text.encode('utf-8', 'replace'))
        draft.replace(write)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        return f'The tracklist could not be written to {write} ({error.strerror}).'
    return None


class _Beside:
    """The lengths of files that a CUE sheet names, where they lie beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, name: str) -> float | None:
        from app.audio.errors import AudioError
        from app.audio.files import probe

        try:
            return probe(self._folder / Path(name.replace('\\', '/')).name).duration_s
        except (AudioError, OSError, ValueError):
            return None
