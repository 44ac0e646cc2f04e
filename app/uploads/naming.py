"""Names of files as people gave them: for showing, never for a path."""

from app import areas

NAME_LIMIT = 255
LONGEST_ENDING = 10


def clean_name(filename: str) -> str:
    """The last part of a name without control characters, at most 255 characters: for showing, never for a path."""
    last = filename.replace('\\', '/').rsplit('/', 1)[-1]
    shown = ''.join(c for c in last if c.isprintable()).strip() or 'untitled'
    if len(shown) > NAME_LIMIT:
        suffix = parted(shown)[1]
        shown = shown[: NAME_LIMIT - len(suffix)] + suffix
    return shown


def parted(filename: str) -> tuple[str, str]:
    """Stem and ending of a name: `.flac` is all ending, and what has blanks in it is none ("No. 5", "-9.5 LUFS)")."""
    stem, dot, ending = filename.rpartition('.')
    return (stem, dot + ending) if dot and ending.isalnum() and len(ending) < LONGEST_ENDING else (filename, '')


def stored_suffix(filename: str) -> str:
    """The suffix under which a file of this name is stored: one that an area accepts."""
    suffix = parted(filename)[1].lower()
    return suffix if suffix in areas.accepts() else '.bin'
