"""What no map can be drafted from, as sentences for whoever sent the recording.

NoDraft (an AudioError: who reads one of these reads the other)
├── NotUsable   silent, too short, too long
└── NoDrums     speech, noise, music without drums
"""

from app.audio.errors import AudioError


class NoDraft(AudioError):
    """No map can be drafted; `str(error)` says what happened, what was kept, and what to do."""


class NotUsable(NoDraft):
    """The recording itself is none that drums can be heard in."""


class NoDrums(NoDraft):
    """There are no drums in it."""
