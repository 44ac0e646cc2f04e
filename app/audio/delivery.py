"""The format of the result: the original's own, or another one."""

from dataclasses import dataclass
from pathlib import Path

from .files import Sink, open_sink
from .files.ffmpeg.av_encoder import MOST_PLANES
from .files.ffmpeg.video import sound_for
from .files.metadata.carried import Carried
from .files.output_format import can_keep, choose, expected_bytes
from .files.tags.chapters import Chapters
from .types import Info, Room

CALLED = {
    'opus': 'Opus', 'ac3': 'AC-3', 'eac3': 'E-AC-3', 'vorbis': 'OGG Vorbis', 'wavpack': 'WavPack', 'dsd': 'DSD',
    'adpcm_ms': 'ADPCM', 'adpcm_ima_wav': 'ADPCM', 'amrnb': 'AMR', 'amrwb': 'AMR', 'mp1': 'MPEG Layer I',
    'truehd': 'TrueHD',
}  # fmt: skip
"""Codecs that people call by other names, or do not write in capitals."""


def called(info: Info) -> str:
    """What a person calls a format."""
    if info.codec.startswith('pcm_'):
        return info.container.upper()
    named = CALLED.get(info.codec, info.codec.upper())
    return f'M4A ({named})' if info.container == 'm4a' else named


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is handed back: `like` the original in everything that `to`, a container of `files.CODECS`, leaves open.

    `chapters` take the place of those that the original has; None leaves them. `room` is asked before anything of it is
    written. `mp3_quality` is LAME's, 0 (slowest) to 9; None takes the usual. `keep_video` makes a sound that goes back
    beside the picture of a video.
    """

    like: Info
    to: str | None = None
    chapters: Chapters | None = None
    room: Room | None = None
    mp3_quality: int | None = None
    keep_video: bool = False

    @property
    def info(self) -> Info:
        """Container, codec, bits and bit rate of the result.

        Raises
        ------
        UnsupportedAudio : there is no such container to write.
        """
        like, to, codec = self._wanted
        return choose(like, to, codec, None, None)

    @property
    def _wanted(self) -> tuple[Info, str | None, str | None]:
        return sound_for(self.like) if self.keep_video else (self.like, self.to, None)

    @property
    def converts(self) -> bool:
        """Whether the result is of another kind than the original."""
        if self.keep_video:
            return False
        others = self.like.stream is not None
        return others or self.info.container != self.like.container or self.info.codec != self.like.codec

    @property
    def energy_scale(self) -> float:
        """What makes sums of squares of the result those of the original: it may have another number of samples."""
        return self.like.sample_rate / self.info.sample_rate

    @property
    def told(self) -> str:
        """A sentence for the report where the format asks for something that nobody asked for."""
        like, made = self.like, self.info
        told = '' if like.stream is None else f' This is sound {like.stream + 1} of several in the original.'
        if self.keep_video:
            told += ' The picture is the one that was there.'
        elif self.to is None and like.video:
            told += f' Of the video you get the sound, as {called(made)}.'
        elif self.to is None and not can_keep(like):
            told += f' {called(like)} is read but not written: this is {called(made)}.'
        elif like.bits and made.bits and made.bits < like.bits and not self.converts:
            told += f' Of {like.bits} bits in a sample, {made.bits} are written.'
        if made.sample_rate != like.sample_rate:
            told += f' {called(made)} has no {like.sample_rate} Hz: it was converted to {made.sample_rate} Hz.'
        return told

    @property
    def expected_bytes(self) -> int:
        """How large the result gets at most, but for rare luck: lossless codecs save what they can of it."""
        made = expected_bytes(self.info)
        return made if self.converts else max(made, self.like.path.stat().st_size)

    @property
    def holds_peaks(self) -> bool:
        """Whether the encoder itself sees to it that the decoded peaks stay below the ceiling."""
        return self.info.codec == 'mp3' or (self.info.codec == 'aac' and self.info.channels < MOST_PLANES)

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the original's tags the result leaves out, or holds though it is no longer true: sentences."""
        return tuple(Carried(self.like, not self.converts, self.chapters).notes(self.info.container))

    def open(self, path: Path, keep_below_dbtp: float | None = None) -> Sink:
        """Open the result, or a draft of it, for writing; `keep_below_dbtp` as for `open_sink`.

        Raises
        ------
        UnsupportedAudio, WriteFailed : as `open_sink`.
        """
        like, to, codec = self._wanted
        return open_sink(
            path,
            like,
            container=to,
            codec=codec,
            keep_below_dbtp=keep_below_dbtp,
            chapters=self.chapters,
            room=self.room,
            mp3_quality=self.mp3_quality,
        )
