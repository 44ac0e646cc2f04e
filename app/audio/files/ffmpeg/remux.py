"""Packets moved as they are from one container into another: into Matroska and Ogg, and back beside a picture."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import av
import av.error

from app.audio.errors import WriteFailed
from app.audio.files.ffmpeg.av_encoder import Encoder
from app.audio.files.tags.chapters import Chapters, for_av
from app.audio.files.write_errors import sentence
from app.audio.types import Info, Samples

MUXERS = {'mka': 'matroska', 'mkv': 'matroska', 'webm': 'webm', 'oggflac': 'ogg', 'mp4': 'mp4', 'mov': 'mov'}
READERS = {
    'flac': 'flac', 'm4a': 'mov', 'ogg': 'ogg', 'opus': 'ogg', 'mp3': 'mp3', 'mp2': 'mp3', 'ac3': 'ac3', 'eac3': 'eac3',
    'mka': 'matroska', 'wav': 'wav', 'wavpack': 'wv', 'tta': 'tta',
}  # fmt: skip
"""FFmpeg's reader for what our own encoders write."""


class Wrapped:
    """An encoder whose file is only the way: its packets go into another container at the end.

    Parameters
    ----------
    encoder, file, sound, home : the encoder, the file that it writes, its path, and what that is. It is removed.
    part : the file to make.
    target : its container.
    words, chapters : written into it.
    """

    def __init__(
        self, encoder: Encoder, file: BinaryIO, sound: Path, home: str, part: Path, target: Info,
        words: Mapping[str, str], chapters: Chapters,
    ) -> None:  # fmt: skip
        self._encoder, self._file, self._sound, self._reader = encoder, file, sound, READERS[home]
        self._part, self._muxer, self._words, self._chapters = part, MUXERS[target.container], words, chapters

    def write(self, samples: Samples) -> None:
        """Encode one block."""
        self._encoder.write(samples)

    def finish(self) -> None:
        """Finish the encoder, and move its packets."""
        self._encoder.finish()
        self._file.flush()
        try:
            self._move()
        except (av.error.FFmpegError, ValueError, OSError) as error:
            raise WriteFailed(sentence(error)) from error
        self._forget()

    def _move(self) -> None:
        with av.open(str(self._sound), format=self._reader) as source, av.open(
            str(self._part), 'w', format=self._muxer
        ) as into:  # fmt: skip
            into.metadata.update(self._words)
            if self._chapters:
                into.set_chapters(for_av(self._chapters))
            one = source.streams.audio[0]
            made = into.add_stream_from_template(one)
            for packet in packets(source, one):
                packet.stream = made
                into.mux(packet)

    def _forget(self) -> None:
        self._file.close()
        self._sound.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the files, finished or not."""
        self._encoder.close()
        self._forget()


def packets(container: Any, *streams: Any) -> Iterator[Any]:
    """The packets of some streams of an open container as they lie in it, without the empty ones at the end."""
    return (packet for packet in container.demux(*streams) if packet.dts is not None and packet.size)
