"""What the system refuses while a result is written, as one sentence."""

import contextlib
import errno
from collections.abc import Iterator

from app.audio.errors import WriteFailed

FULL = (errno.ENOSPC, errno.EDQUOT)
GONE = (errno.ENOENT, errno.ENOTDIR)


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """Raise WriteFailed for whatever OSError comes up inside."""
    try:
        yield
    except OSError as error:
        raise WriteFailed(sentence(error)) from error


def sentence(error: Exception) -> str:
    """What happened and what to do; errors of FFmpeg have the system's numbers too, and are no OSError."""
    number = getattr(error, 'errno', None)
    if number in FULL:
        return 'The disk is full: make room and start again. Nothing was left behind.'
    if number == errno.EFBIG:
        return (
            'The result is too large for this kind of disk, as sticks with FAT32 take no more than 4 GB: choose '
            'another disk, or a smaller format. Nothing was left behind.'
        )
    if number in GONE:
        return 'The folder for the result is gone: check the storage and start again.'
    return f'The result could not be written ({getattr(error, "strerror", error)}): check the storage.'
