"""How the stand-in signs its events: a moment, and a hash of moment and body under a secret, as Stripe does it."""

import hashlib
import hmac
import time

from app.config import settings
from app.errors import Forged

TOLERANCE_S = 300
"""An older signature may have been listened to; whoever sends an event again signs it anew."""


def signature(body: bytes, at: float | None = None) -> str:
    """The header that goes with a body."""
    moment = str(int(time.time() if at is None else at))
    return f't={moment},v1={_hash(moment, body)}'


def check(body: bytes, header: str) -> None:
    """Raise Forged unless the header fits the body and is fresh."""
    parts = [part.split('=', 1) for part in header.split(',') if '=' in part]
    moment = next((value for name, value in parts if name == 't'), '')
    told = [value for name, value in parts if name == 'v1']  # two of them while the secret changes
    fits = any([hmac.compare_digest(one.encode(), _hash(moment, body).encode()) for one in told])
    if not fits or not moment.isdecimal() or abs(time.time() - int(moment[:12])) > TOLERANCE_S:
        raise Forged


def _hash(moment: str, body: bytes) -> str:
    key = settings().sealing_key('stand-in for payments')
    return hmac.new(key, moment.encode() + b'.' + body, hashlib.sha256).hexdigest()
