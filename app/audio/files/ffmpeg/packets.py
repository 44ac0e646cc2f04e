"""What encoders into containers of FFmpeg have in common: their packets, their end, and errors as sentences."""

from typing import Any

import av.error

from app.audio.errors import WriteFailed
from app.audio.files.write_errors import sentence


class ContainerEncoder:
    """What all have in common that encode one stream into a container, opened by `av_encoder.open_output`."""

    def __init__(self, opened: tuple[Any, Any]) -> None:
        self._container, self._stream = opened

    def _mux(self, frame: Any) -> None:
        try:
            for packet in self._stream.encode(frame):
                self._put(packet)
        except (av.error.FFmpegError, OSError) as error:
            raise WriteFailed(sentence(error)) from error

    def _put(self, packet: Any) -> None:
        self._container.mux(packet)

    def finish(self) -> None:
        """Write what is still inside the encoder, and the header."""
        self._mux(None)
        try:
            self._container.close()
        except (av.error.FFmpegError, OSError) as error:
            raise WriteFailed(sentence(error)) from error

    def close(self) -> None:
        """Let go of the file, finished or not."""
        self._container.close()
