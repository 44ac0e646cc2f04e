"""Takes: the pieces of a speech as they are said, stored one by one while the rest is made.

So the first is heard early, and a worker that takes a job over goes on behind the last. A take is one file: how long
its head is, its head as JSON, and its sound as it is, 16 bits a sample in one channel. It stands there whole or not at
all, and goes by itself some hours later.
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from app import storage
from app.errors import NotFound
from app.voice.engines.port import Chunk, TimedWord

ROLE = 'take'
KEPT = timedelta(hours=2)
_LENGTH = struct.Struct('<I')
_BYTES_A_SAMPLE, _LOUDEST = 2, 32767.0
_HIGHEST = _LOUDEST * 10 ** (-1 / 20)


@dataclass(frozen=True, slots=True)
class Take:
    """One piece.

    Attributes
    ----------
    made_by : what has said it: takes of another engine, or of another version, are not gone on with.
    done : how much of the work is done with it, 0 to 1.
    gain : what brings it to about the loudness of the clip; its sound is as it was said.
    """

    rate: int
    text: str
    words: tuple[TimedWord, ...]
    done: float
    made_by: str
    sound: bytes
    gain: float = 1.0

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.sound) / _BYTES_A_SAMPLE / self.rate

    @property
    def levelled(self) -> bytes:
        """Its sound about as loud as the clip will be, for whoever listens while the rest is made."""
        found = np.frombuffer(self.sound, '<i2') * self.gain
        return np.clip(found, -_HIGHEST, _HIGHEST).astype('<i2').tobytes()

    def as_bytes(self) -> bytes:
        """What is stored."""
        words = [word.told() for word in self.words]
        told = {'rate': self.rate, 'text': self.text, 'words': words, 'done': self.done, 'made_by': self.made_by}
        told |= {'gain': self.gain} if self.gain != 1.0 else {}
        head = json.dumps(told).encode()
        return _LENGTH.pack(len(head)) + head + self.sound


def key(job_id: str, place: int) -> str:
    """Where a take of a job lies, counted from 0."""
    return f'voice/{ROLE}/{job_id}-{place:04}'


def there(job_id: str, place: int) -> bool:
    """Whether a take has been made."""
    return storage.exists(key(job_id, place))


def get(job_id: str, place: int) -> Take:
    """One take of a job; raises NotFound where it is not made yet, or gone."""
    return _read(b''.join(storage.read(key(job_id, place))))


def stored(job_id: str, made_by: str = '') -> Iterator[Take]:
    """The takes of a job that are there, from the first on; only those of whom `made_by` names, if it does."""
    place = 0
    while True:
        try:
            take = get(job_id, place)
        except NotFound:
            return
        if made_by and take.made_by != made_by:
            return
        yield take
        place += 1


def _read(content: bytes) -> Take:
    (length,) = _LENGTH.unpack_from(content)
    begin = _LENGTH.size + length
    told = json.loads(content[_LENGTH.size : begin])
    words = tuple(TimedWord(**word) for word in told.pop('words'))
    return Take(**told, words=words, sound=content[begin:])


def take_of(chunk: Chunk, made_by: str, gain: float = 1.0) -> Take:
    """A piece that an engine has made, to be stored."""
    sound = (np.clip(chunk.sound, -1.0, 1.0) * _LOUDEST).astype('<i2').tobytes()
    return Take(chunk.rate, chunk.text, chunk.words, chunk.done, made_by, sound, gain)


def chunk_of(take: Take) -> Chunk:
    """A stored piece, as the engine has made it."""
    sound = np.frombuffer(take.sound, '<i2').astype(np.float32) / _LOUDEST
    return Chunk(sound, take.rate, take.text, take.words, take.done)
