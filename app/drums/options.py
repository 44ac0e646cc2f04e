"""What may be said of a recording whose drums are to be written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.drums import forms, song_names
from app.drums.levels import LEVELS
from app.errors import NotAllowed
from app.uploads import parted

NAME_LIMIT = 200
FULL = 'Expert'
"""What a draft of everything that is heard is called."""
EASIER = tuple(label for label in LEVELS if LEVELS[label] < LEVELS[FULL])


@dataclass(frozen=True, slots=True)
class MapOptions:
    """How a map is asked for.

    Parameters
    ----------
    title, artist : what the song is called; empty is as the file is.
    easier : easier maps that are made of the full one, by their labels.
    anew : another draft, although the song is known and has a map.
    """

    title: str = ''
    artist: str = ''
    easier: tuple[str, ...] = ()
    anew: bool = False

    def check(self) -> None:
        """Raise NotAllowed for what there is not."""
        forms.line(self.title, 0, NAME_LIMIT, f'A title has up to {NAME_LIMIT} characters.')
        forms.line(self.artist, 0, NAME_LIMIT, f'The name of an artist has up to {NAME_LIMIT} characters.')
        if unknown := sorted(set(self.easier) - set(EASIER)):
            raise NotAllowed(f'There is no level “{unknown[0][:40]}” below {FULL}: choose of {", ".join(EASIER)}.')

    def called(self, filename: str) -> tuple[str, str]:
        """Title and artist; a file that is called “Artist - Title” says both."""
        stem = parted(filename)[0] or filename
        title, artist = song_names.called(stem)
        said = ' '.join(self.title.split()), ' '.join(self.artist.split())
        return said[0] or title[:NAME_LIMIT] or 'Untitled', said[1] or artist[:NAME_LIMIT]


def options_of(sent: Mapping[str, Any]) -> MapOptions:
    """What an upload carries or a program sends, checked; names are those of `MapOptions`.

    Raises
    ------
    NotAllowed
        It is something else.
    """
    unknown = set(sent) - set(MapOptions.__dataclass_fields__)
    if unknown:
        raise NotAllowed(f'A drum map has no {sorted(unknown)[0][:40]}.')
    try:
        options = _OPTIONS.validate_python(dict(sent))
    except ValidationError as error:
        place = '.'.join(str(part) for part in error.errors()[0]['loc']) or 'choice'
        raise NotAllowed(f'What was asked for was not understood: look at {place[:60]}.') from None
    options.check()
    return options


_OPTIONS = TypeAdapter(MapOptions)
