"""Files of a client: written in one step and for their owner alone, and held by one process at a time."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import InUse, NotAllowed

MINE = 0o700


def written(path: Path, text: str) -> None:
    """Write a small file so that it is there as a whole or not at all, and nobody else reads it.

    Raises
    ------
    NotAllowed : the folder cannot be written to.
    """
    try:
        path.parent.mkdir(MINE, parents=True, exist_ok=True)
        number, draft = tempfile.mkstemp(dir=path.parent, prefix='.draft-')  # only its owner may read such a file
        try:
            with os.fdopen(number, 'w') as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(draft).unlink()
            raise
    except OSError as error:
        raise NotAllowed(f'{path} cannot be written ({error.strerror}): see that its folder can be.') from None


@contextmanager
def held(path: Path, sentence: str) -> Iterator[None]:
    """Keep other processes, and other threads, out as long as the block lasts.

    Raises
    ------
    InUse : somebody is in already; says the sentence.
    """
    path.parent.mkdir(MINE, parents=True, exist_ok=True)
    with path.open('ab') as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InUse(sentence) from None
        yield
