"""Sound that came over the line, in whatever format an engine has chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from app.audio.errors import AudioError
from app.audio.types import Limits
from app.voice.engines.port import Sound

RAW = ('audio/pcm', 'audio/x-pcm', 'audio/raw')
"""Samples of 16 bits, the small end first, and nothing around them."""
NO_SOUND = ('text/', 'application/json', 'application/problem')


class NoSound(Exception):
    """It is no sound, or one that nobody can read."""


class Half(Exception):
    """It ends before its header says so."""


@dataclass(frozen=True, slots=True)
class Received:
    """Frames × channels."""

    sound: Sound
    rate: int

    @property
    def mono(self) -> Sound:
        """All channels in one."""
        return np.ascontiguousarray(self.sound.mean(axis=1), np.float32)


def read(content: bytes, headers: Mapping[str, str], most_s: float, raw_rate: int = 0) -> Received:
    """The sound of an answer.

    Parameters
    ----------
    most_s : more seconds than that are refused.
    raw_rate : the rate in Hz of raw samples, where they were asked for and may come without a name.

    Raises
    ------
    NoSound, Half
    """
    said = Message()
    said['Content-Type'] = headers.get('content-type', '')
    kind = said.get_content_type() if said['Content-Type'] else ''
    if kind.startswith(NO_SOUND) or not content:
        raise NoSound
    if kind in RAW:
        return _raw(content, _number(said, 'rate', raw_rate or 24_000), _number(said, 'channels', 1), most_s)
    try:
        return _decoded(content, most_s)
    except AudioError:
        if raw_rate and kind in ('', 'application/octet-stream'):
            return _raw(content, raw_rate, 1, most_s)
        raise NoSound from None


def resampled(sound: Sound, rate: int, to_rate: int) -> Sound:
    """The same sound at another rate."""
    from app.audio.files.resampling import Fitting

    if rate == to_rate:
        return sound
    fitting = Fitting(rate, ('M',), to_rate, ('M',))
    blocks = [*fitting.push(sound[:, None]), *fitting.finish()]
    return np.concatenate(blocks)[:, 0] if blocks else np.zeros(0, np.float32)


def _raw(content: bytes, rate: int, channels: int, most_s: float) -> Received:
    frames = len(content) // (2 * channels)
    if not frames or frames > most_s * rate:
        raise NoSound
    samples = np.frombuffer(content, '<i2', frames * channels).reshape(frames, channels)
    return Received(np.asarray(samples / 32768.0, np.float32), rate)


def _decoded(content: bytes, most_s: float) -> Received:
    from app.audio.files import open_source

    with TemporaryDirectory(prefix='levelmix-') as folder:
        path = Path(folder) / 'received'
        path.write_bytes(content)
        with open_source(path, Limits(max_duration_s=most_s)) as source:
            blocks = []
            while len(block := source.read(1 << 16)):
                blocks.append(block)
            if any('missing' in warning for warning in source.warnings):
                raise Half
            return Received(np.concatenate(blocks), source.info.sample_rate)


def _number(said: Message, name: str, usual: int) -> int:
    """A parameter of a media type."""
    value = str(said.get_param(name) or '')
    number = int(value) if value.isascii() and value.isdecimal() else usual
    if not 1 <= number <= 192_000:
        raise NoSound
    return number
