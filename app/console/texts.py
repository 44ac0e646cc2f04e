"""Texts of the command line: given in quotes, in a file or by a pipe, in whatever encoding they are."""

import sys
from collections.abc import Sequence
from pathlib import Path

from app.console.paths import PIPED
from app.errors import NotAllowed, NotFound

MOST_BYTES = 800_000
"""No text that is said at once is longer in any encoding; a number, so that a client loads nothing that speaks."""


def given(words: Sequence[str], file: Path | None, *, out: bool) -> tuple[str, Path | None]:
    """The text that is said, and where its clip goes, if that is to be told, too.

    Raises
    ------
    NotAllowed, NotFound : something is missing or too much, or there is no text.
    """
    places = list(words)
    target = Path(places.pop()) if out and places else None
    if len(places) != (0 if file else 1) or (out and target is None):
        what = 'OUT alone, because --file has the text' if file else 'the text in quotes, then OUT'
        raise NotAllowed(f'Give {what if out else "the text in quotes, or --file"}.')
    if file is not None:
        return read(file), target
    if places[0] != str(PIPED):
        return places[0], target
    if sys.stdin is None or sys.stdin.isatty():
        raise NotAllowed('Nothing is piped in: write the text, or pipe it in.')
    return _decoded(sys.stdin.buffer.read(MOST_BYTES + 1), 'What was piped in'), target


def read(path: Path) -> str:
    """What stands in a file; raises NotFound or NotAllowed where that is no text."""
    try:
        with path.open('rb') as content:
            return _decoded(content.read(MOST_BYTES + 1), str(path))
    except OSError as error:
        raise NotFound(f'{path} cannot be read: {error.strerror}.') from None


def speakers(pairs: Sequence[str]) -> dict[str, str]:
    """Voices by the names that begin lines, as `NAME=VOICE` says them; raises NotAllowed for what is no such pair."""
    found = {}
    for pair in pairs:
        name, equals, voice = (part.strip() for part in pair.partition('='))
        if not equals or not name:
            raise NotAllowed(f'--speaker {pair} is no pair: write it like --speaker Anna=af_heart.')
        found[name] = voice
    return found


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode('utf-8-sig')
    except UnicodeDecodeError:
        if len(content) > MOST_BYTES:
            return content.decode('utf-8', errors='replace')
        if b'\0' in content:
            raise NotAllowed(f'{name} is no text: give one in UTF-8.') from None
        return content.decode('cp1252', errors='replace')
