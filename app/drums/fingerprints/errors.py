"""What can be wrong with a recording that is to be recognised, as sentences for who brought it.

FingerprintError (an AudioError: who tells of one of these tells of the other)
├── NothingToHear   silent, or too short to be told from others
└── NoFingerprint   bytes that are none
"""

from app.audio.errors import AudioError


class FingerprintError(AudioError):
    """Base of what this package raises on purpose; `str(error)` is a sentence that can be shown."""


class NothingToHear(FingerprintError):
    """Nothing in it tells it from other recordings."""


class NoFingerprint(FingerprintError):
    """Bytes that are no fingerprint, or one of another version."""
