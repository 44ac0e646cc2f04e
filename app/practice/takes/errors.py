"""What can be wrong with a take, as sentences for the person who played it.

TakeRefused (an AudioError: who reads one of these reads the other)
├── NothingToScore   silent, noise, speech, too few notes
├── NotUsable        too short, too long, clipped, no sound at all
└── OtherPiece       what was played is not what is written
"""

from app.audio.errors import AudioError


class TakeRefused(AudioError):
    """No score can be given; `str(error)` is one sentence: what happened, what was kept, what to do."""


class NothingToScore(TakeRefused):
    """There is no playing in it."""


class NotUsable(TakeRefused):
    """The recording itself cannot be scored."""


class OtherPiece(TakeRefused):
    """Notes there are, but those of something else."""
