"""What keeps robots out of contact forms, in layers: none of them alone does it, and none of them stops a person.

A form carries our seal with when it was shown, and a labelled field beside the screen that people leave empty. What is
written is not judged but sorted: links go to where somebody checks, what robots send to a folder for it.
"""

import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass

from app.accounts import throttle
from app.accounts.visitor import visitor
from app.config import settings
from app.errors import Changed

LEAST_S, MOST_S = 3, 24 * 3600
"""Nobody fills a form in faster than in three seconds; one of yesterday is to be looked at again."""
FORMS = throttle.Limit('contact-form', free=5, window_s=3600.0, pause_s=3600.0)
"""Forms that are sent from one address."""
ONCE = throttle.Limit('contact-once', free=1, window_s=3600.0, pause_s=3600.0)
AGAIN = 'This form was sent very quickly, or it is too old. Nothing was sent: look at it once more, and send it again.'
CHECK_LINKS = 2
SHORT = 40
"""Texts of fewer characters are written alike by different people."""
INBOX, CHECK, SPAM = 'inbox', 'check', 'spam'
_LINK = re.compile(
    r'(?:https?://|www\.)|\b[\w-]{1,63}\.(?:com|net|org|ru|cn|xyz|top|info|biz|shop|site|online)/', re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sorted:
    """Where a message goes, and why, if not to the inbox."""

    box: str
    why: str = ''


def seal(now: float | None = None) -> str:
    """What a form carries: when it was shown, a key of its own, and our mark on both."""
    shown = f'{int(time.time() if now is None else now)}.{secrets.token_hex(8)}'
    return f'{shown}.{_mark(shown)}'


def check(sealed: str, now: float | None = None) -> None:
    """Turn away what was sent too quickly or too late, or from no form of ours; raises Changed."""
    shown, _, mark = sealed.rpartition('.')
    ours = hmac.compare_digest(mark.encode(), _mark(shown).encode())
    age = (time.time() if now is None else now) - int(shown.partition('.')[0] or 0) if ours else -1
    if not LEAST_S <= age <= MOST_S:
        raise Changed(AGAIN)


def count() -> None:
    """Count one message from this address; raises TooManyTries after five in an hour."""
    throttle.count(FORMS, visitor().place)


def is_first(sealed: str) -> bool:
    """Whether this very form was not sent before: pressed twice, or by a robot a hundred times, it is one message."""
    from app.errors import TooManyTries

    try:
        throttle.count(ONCE, sealed)
    except TooManyTries:
        return False
    return True


def fingerprint(message: str) -> str:
    """What stands for a text, to know it again in other clothes: its letters and digits alone."""
    told = ''.join(sign for sign in message.casefold() if sign.isalnum())
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def sort(message: str, hidden: str, *, came_before: bool) -> Sorted:
    """Where a message belongs.

    Parameters
    ----------
    hidden : what stands in the field that people leave empty.
    came_before : whether the same text has come lately.
    """
    if hidden.strip():
        return Sorted(SPAM, 'A field that people leave empty was filled in')
    if came_before:
        return Sorted(SPAM if len(message) >= SHORT else CHECK, 'The same text has come before')
    if len(_LINK.findall(message)) >= CHECK_LINKS:
        return Sorted(CHECK, 'There are several links in it')
    return Sorted(INBOX)


def _mark(shown: str) -> str:
    return hmac.new(settings().sealing_key('contact form'), shown.encode(), 'sha256').hexdigest()[:32]
