"""What can go wrong with notation, as sentences for the person whose music it is.

NotationError (a NotAllowed, so that it is shown as it stands)
├── NoMusic        a file that is no music, or none that can be read
│   └── TooMuch    more of it than is taken at once
└── NotDrawn       music that cannot be engraved
"""

from app.errors import NotAllowed


class NotationError(NotAllowed):
    """Base of what notation raises on purpose; `str(error)` is one sentence that can be shown."""


class NoMusic(NotationError):
    """Not MusicXML, damaged, or without a note."""


class TooMuch(NoMusic):
    """Larger or longer than what is read."""


class NotDrawn(NotationError):
    """The engraver took nothing of it, or found something that no sign stands for."""
