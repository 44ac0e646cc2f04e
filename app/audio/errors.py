"""What can go wrong with audio, as sentences for the person who gave us the file.

AudioError
├── UnreadableAudio    no audio can be decoded from it
├── UnsupportedAudio   it is audio, but outside what is accepted (limits, layout) or what can be written
│   └── WrongStream    it has no such sound
│       └── SeveralStreams it has several sounds, and one must be chosen
└── WriteFailed        the result could not be written (disk full, folder gone, encoder refused)
"""


class AudioError(Exception):
    """Base of every error that `app.audio` raises on purpose; `str(error)` is one sentence the user can act on."""


class UnreadableAudio(AudioError):
    """Nothing can be decoded: not audio, empty, or damaged from the start."""


class UnsupportedAudio(AudioError):
    """Audio outside the accepted limits, or of a kind that cannot be written back."""


class WrongStream(UnsupportedAudio):
    """The sound that was chosen is not in the file: another choice would do."""


class SeveralStreams(WrongStream):
    """A file with several sounds, and nobody has said which is meant; `streams` tells each in a few words."""

    def __init__(self, sentence: str, streams: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.streams = streams


class WriteFailed(AudioError):
    """The result could not be written; no partial file is left behind."""
