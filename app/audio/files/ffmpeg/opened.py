"""One sound in FFmpeg's hands: a whole file or some of its bytes, frame by frame, past what cannot be decoded."""

from collections.abc import Iterator
from typing import Any

import av.error
from av.audio import AudioStream

from app.audio.errors import UnreadableAudio, UnsupportedAudio
from app.audio.files import containers
from app.audio.files.maps.parts import Part
from app.audio.files.spliced import Spliced
from app.audio.types import Info

MOST_BAD_PACKETS = 1000
EXACT = ('wavpack', 'tta', 'flac')
"""Kinds whose headers count the samples: what is not there of these is missing."""
BARE = 'flac'
"""What the pages of Ogg leave of FLAC when some are missing: its frames carry numbers that the pages do not tell."""
CHECKED = ('flac', 'wavpack', 'tta')
"""Codecs whose packets carry a checksum: one that is wrong is no sound, though something would come out."""


class Opened:
    """A container and its stream.

    Attributes
    ----------
    exact : whether its times are known to the sample.
    rate, names : of what it decodes to: sample rate and channels.
    gave_up : whether so much could not be decoded that nothing more was tried.
    """

    def __init__(self, info: Info, kind: str, part: Part | None) -> None:
        kind = BARE if part and part.codec == BARE else kind
        self.exact = kind in EXACT
        self._file = Spliced(info.path, part.spans, part.glue) if part else None
        self._container: Any = None
        self.gave_up = False
        try:
            self._container = containers.open_container(info.path, kind, self._file)
            self.stream: AudioStream = self._container.streams.audio[info.stream or 0]
            context = self.stream.codec_context
            self.rate, self.names = context.sample_rate, [channel.name for channel in context.layout.channels]
            if containers.codec_of(context) == 'dsd':
                containers.check_dsd(self.rate)
            if containers.codec_of(context) in CHECKED:
                context.options = {'err_detect': 'crccheck+explode'}
        except UnsupportedAudio:
            self.close()
            raise
        except (av.error.FFmpegError, IndexError, ValueError, OSError) as error:
            self.close()
            raise UnreadableAudio(
                'This file could not be decoded: it is damaged or not what it seems to be.'
            ) from error

    def told_s(self) -> float | None:
        """How long the stream is by what was written about it."""
        told = self.stream.metadata.get('DURATION', '')
        try:
            hours, minutes, seconds = told.split(':')
            return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
        except ValueError:
            return None

    def frames(self) -> Iterator[Any]:
        """All frames that can be decoded, and None for each packet that cannot."""
        packets, bad = self._container.demux(self.stream), 0
        while bad <= MOST_BAD_PACKETS:
            try:
                packet = next(packets)
            except (StopIteration, av.error.EOFError):
                return
            except av.error.InvalidDataError:
                packets, bad = self._container.demux(self.stream), bad + 1
                yield None
                continue
            try:
                yield from packet.decode()
            except av.error.EOFError:
                return
            except av.error.FFmpegError:
                bad += 1
                yield None
        self.gave_up = True

    def close(self) -> None:
        """Let go of the file."""
        if self._container is not None:
            self._container.close()
        if self._file is not None:
            self._file.close()
