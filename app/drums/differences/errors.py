"""What can be wrong with a difference, as sentences for whoever suggests it or takes it over.

DifferenceError (an AudioError: who tells of one of these tells of the other)
├── NoDifference   what was stored or sent is none
├── TooManyChanges more than one may have
└── DoesNotFit     it was made for another version of the map
"""

from app.audio.errors import AudioError


class DifferenceError(AudioError):
    """Base of what this package raises on purpose; `str(error)` is a sentence that can be shown."""


class NoDifference(DifferenceError):
    """It cannot be read."""


class TooManyChanges(DifferenceError):
    """More changes than one difference has: it is another map."""


class DoesNotFit(DifferenceError):
    """What it takes away or moves is not there, or a place that it needs is taken."""
