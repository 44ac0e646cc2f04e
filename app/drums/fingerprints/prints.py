"""A fingerprint: as numbers, as bytes, as the key that only the very same sound has, and as votes for an index."""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.drums.fingerprints.errors import NoFingerprint

Words = NDArray[np.uint32]
VERSION = 1
HEAD = b'LMF' + bytes([VERSION])
SILENT = 0
"""The word of a moment in which nothing is heard; no moment with sound has it."""
MOST_KEYS = 256
_MIXER, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(33)


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """Words of 32 bits, one each `hearing.HOP_S`."""

    words: Words

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fingerprint) and np.array_equal(self.words, other.words)

    def __hash__(self) -> int:
        return hash(self.words.tobytes())

    @property
    def key(self) -> str:
        """64 hex digits that only the very same fingerprint has."""
        return hashlib.sha256(to_bytes(self)).hexdigest()

    def index_keys(self) -> list[int]:
        """Words under which an index has the recording, at most `MOST_KEYS`.

        Which of its words these are depends on the words alone, and not on where they stand: after a cut, or where some
        words came out otherwise, most that are chosen are the same.
        """
        heard = np.unique(self.words[self.words != SILENT])
        mixed = (heard.astype(np.uint64) * _MIXER) >> _SHIFT
        chosen = heard[np.argsort(mixed, kind='stable')[:MOST_KEYS]]
        return sorted(int(word) for word in chosen)


def keys(of: Fingerprint) -> list[int]:
    """The same as `index_keys`."""
    return of.index_keys()


def exact(of: Fingerprint) -> str:
    """The same as `key`."""
    return of.key


def to_bytes(of: Fingerprint) -> bytes:
    """What is stored."""
    return HEAD + of.words.astype('<u4').tobytes()


def from_bytes(data: Any) -> Fingerprint:
    """What was stored.

    Raises
    ------
    NoFingerprint : it is none, or of another version.
    """
    told = bytes(data)
    if not told.startswith(HEAD) or len(told) % 4:
        raise NoFingerprint('This fingerprint cannot be read: let the recording be heard once more.')
    return Fingerprint(np.frombuffer(told[len(HEAD) :], '<u4').astype(np.uint32))
