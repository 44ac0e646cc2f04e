"""A finished file gets its name, unless somebody else has taken that meanwhile."""

import os
from contextlib import suppress
from pathlib import Path

from app.audio.errors import WriteFailed

from .write_errors import refusals


def place(draft: Path, target: Path) -> None:
    """Give a file of the same disk its name in one step; raises WriteFailed where there is one of this name."""
    with refusals():
        try:
            os.link(draft, target)
        except FileExistsError:
            raise _taken(target) from None
        except OSError:  # sticks and shares may know no second name of a file
            _hold(target)
            try:
                draft.replace(target)
            except OSError:
                with suppress(OSError):
                    target.unlink()
                raise
        else:
            draft.unlink()


def _hold(target: Path) -> None:
    """Take the name by an empty file of ours, which nobody else can have made."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        raise _taken(target) from None


def _taken(target: Path) -> WriteFailed:
    return WriteFailed(f'{target} is there by now, and was left as it is. Give the result another name.')
