"""A file being written: under a passing name beside its place, and put there whole or not at all."""

import contextlib
import os
import secrets
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np

from app.audio.files.encoders import encoder_for
from app.audio.files.output_format import choose
from app.audio.files.rates import Converter
from app.audio.files.samples import new_dither
from app.audio.files.tags.chapters import Chapters
from app.audio.files.write_errors import refusals
from app.audio.types import Info, Room, Samples


class Sink:
    """Writes one file; use it with `with`, and call `commit` at the end.

    Sound comes in at the original's sample rate, and is brought to the target's on the way.
    Leaving without `commit`, or by an exception, removes what was written and leaves the destination as it was.
    """

    def __init__(
        self,
        path: Path,
        like: Info,
        target: Info,
        dither: bool,
        keep_below_dbtp: float | None = None,
        chapters: Chapters | None = None,
        room: Room | None = None,
        mp3_quality: int | None = None,
    ) -> None:
        self.info = target
        self._room = room
        same = target.layout == like.layout
        self._order = None if same else [like.layout.index(role) for role in target.layout]
        told = like.sample_rate, target.sample_rate
        self._converter = Converter(*told, like.channels) if told[0] != told[1] else None
        self.frames = 0
        self._path = path
        self._part = path.parent / f'.levelmix-{secrets.token_hex(8)}.part'
        self._done = False
        with refusals():
            self._file = _create(self._part)
        try:
            with refusals():
                noise = new_dither() if dither else None
                below = None if keep_below_dbtp is None else 10.0 ** (keep_below_dbtp / 20.0)
                self._encoder = encoder_for(self._file, self._part, like, target, noise, below, chapters, mp3_quality)
        except BaseException:
            self._remove()
            raise

    def write(self, samples: Samples) -> None:
        """Encode one block of shape (n, channels); anything beyond full scale is clipped where the codec has a limit.

        Raises
        ------
        WriteFailed : disk full, folder gone, or refused by the encoder; also what `room` raises.
        """
        if samples.ndim != 2 or samples.shape[1] != self.info.channels:
            raise ValueError(f'expected (n, {self.info.channels}) samples, got {samples.shape}')
        if self._room is not None:
            self._room(samples.nbytes)  # as large as samples get in any format but one
        with refusals():
            self._put(samples if self._converter is None else self._converter.push(samples))

    def _put(self, samples: Samples) -> None:
        if len(samples):
            ordered = samples if self._order is None else samples[:, self._order]
            self._encoder.write(np.ascontiguousarray(ordered, np.float32))
        self.frames += len(samples)

    def commit(self) -> None:
        """Finish: flush the encoder, carry over tags, chapters and pictures, sync to disk, and move into place.

        Raises
        ------
        WriteFailed : disk full, folder gone, or refused by the encoder; nothing is left behind.
        """
        with refusals():
            if self._converter is not None:
                self._put(self._converter.finish())
            self._encoder.finish()
            self._file.flush()
            _sync(self._part)
            self._file.close()
            self._part.replace(self._path)
            self._done = True
            _sync(self._path.parent)

    def _remove(self) -> None:
        with contextlib.suppress(OSError):  # what is still buffered has no room either
            self._file.close()
        with contextlib.suppress(OSError):
            self._part.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._done:
            with contextlib.suppress(Exception):
                self._encoder.close()
            self._remove()


def open_sink(
    path: Path,
    like: Info,
    *,
    container: str | None = None,
    codec: str | None = None,
    bits: int | None = None,
    bit_rate: int | None = None,
    dither: bool = False,
    keep_below_dbtp: float | None = None,
    chapters: Chapters | None = None,
    room: Room | None = None,
    mp3_quality: int | None = None,
) -> Sink:
    """Open a file to write, like another one unless told otherwise.

    Parameters
    ----------
    path : where the result shall stand; an existing file is replaced at `commit`, not before.
    like : the original, from `probe` or `Source.info`: container, codec, rate, channels, bits or bit rate are taken
        from it, and `commit` carries over everything that is not sound from `like.path`.
    container, codec : convert to another format, see `CODECS`; codec defaults to the container's first.
    bits : 16 or 24 for PCM, FLAC and ALAC.
    bit_rate : bits per second for MP3 (CBR), AAC, Vorbis and Opus.
    dither : add TPDF dither where samples are rounded to 16 bits or less; seeded, so results repeat.
    keep_below_dbtp : true peak of the decoded file, kept where the encoder can (MP3, AAC).
    chapters : written where the format can hold them, in place of the original's; None carries these over.
    room : asked before each block; what it raises ends the writing, and nothing is left.
    mp3_quality : how carefully LAME works, 0 (slowest) to 9; None takes the usual.

    Raises
    ------
    UnsupportedAudio : the format cannot hold this audio.
    WriteFailed : the file could not be made.
    """
    target = choose(like, container, codec, bits, bit_rate)
    return Sink(Path(path), like, target, dither, keep_below_dbtp, chapters, room, mp3_quality)


def _create(part: Path) -> BinaryIO:
    """A new file with the usual permissions, readable too."""
    return os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666), 'w+b')


def _sync(path: Path) -> None:
    """Have the disk hold what was written."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
