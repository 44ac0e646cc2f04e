"""What can be wrong with a file of a drum map, as sentences for the person who brought it.

MapError (an AudioError: who tells of one of these tells of the other)
├── NoMap             it is none, or damaged
│   ├── OtherGame     a map, but for no drums
│   └── FromTheFuture written by a version that is not known here
├── TooMuch           larger, longer or with more hits than is read
└── NotWritten        the format that was asked for is none that is written
"""

from app.audio.errors import AudioError


class MapError(AudioError):
    """Base of what these formats raise on purpose; `str(error)` is a sentence that can be shown."""


class NoMap(MapError):
    """No drum map, or one that is damaged."""


class OtherGame(NoMap):
    """A map of another game, or of another instrument."""


class FromTheFuture(NoMap):
    """A version of the format that came after this program."""


class TooMuch(MapError):
    """Over a limit of size, hits or length."""


class NotWritten(MapError):
    """There is no such format, or none that is written."""
