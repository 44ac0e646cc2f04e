"""What a process says when it ends otherwise than it was meant to, and with which code."""

import errno
import logging
from dataclasses import dataclass

from app.console.output import UNTOLD, Untold
from app.console.paths import NOTHING, standing
from app.console.signals import Ended
from app.errors import LevelMixError
from app.runtime import memory

log = logging.getLogger(__name__)

FAULT, BAD_INPUT, INTERRUPTED = 1, 2, 130
REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)
"""What a disk, or whoever looks after it, says no with: no fault of the program."""


@dataclass(frozen=True, slots=True)
class LastWords:
    """One sentence, and the code to end with."""

    sentence: str
    code: int


def of(error: BaseException) -> LastWords | None:
    """What to say of an error that no command has dealt with; None for an end that is none."""
    from app.audio.errors import AudioError

    if isinstance(error, Untold):
        return LastWords(f'{error} {_capital(standing())}.', UNTOLD)
    if isinstance(error, AudioError | LevelMixError):
        return LastWords(str(error), BAD_INPUT)
    if isinstance(error, Ended):
        return LastWords(f'Stopped by {error.name}; {_after_a_stop()}.', error.code)
    if isinstance(error, KeyboardInterrupt):
        return LastWords(f'Stopped; {_after_a_stop()}.', INTERRUPTED)
    return _fault(error) if isinstance(error, Exception) else None


def _fault(error: Exception) -> LastWords:
    if isinstance(error, OSError) and error.errno in REFUSED:
        reason = f'{error.strerror}: {error.filename}' if error.filename else error.strerror
        return LastWords(f'The system refused it ({reason}). {_capital(standing())}.', BAD_INPUT)
    log.debug('A fault of ours.', exc_info=error)
    if memory.was_short(error):
        sentence = f'This takes more memory than LEVELMIX_WORKER_MEMORY_MB allows; {standing()}.'
        return LastWords(sentence, BAD_INPUT)
    return LastWords(
        f'This is a fault of LevelMix ({type(error).__name__}: {error}); {standing()}. '
        'Please report it, with what LEVELMIX_LOG_LEVEL=DEBUG prints.',
        FAULT,
    )


def _after_a_stop() -> str:
    return 'nothing was written' if (found := standing()) == NOTHING else found


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
