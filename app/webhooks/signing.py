"""Secrets, and what is signed with them, as the Standard Webhooks specification (1.0) has it."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from app.accounts import sealing

MARK = 'whsec_'
SECRETS = 'webhook secrets'
"""What they are sealed for."""
SECRET_BYTES = 32


def fresh() -> str:
    """A new secret, as its owner reads it."""
    return MARK + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def seal(secret: str) -> str:
    """A secret as it is kept."""
    return sealing.seal(secret, SECRETS)


def unseal(*sealed: str | None) -> list[str]:
    """Secrets that were kept; those that cannot be read any more are left out."""
    return [secret for one in sealed if (secret := sealing.unseal(one, SECRETS)) is not None]


def headers(event_id: str, timestamp: int, body: bytes, known: Iterable[str]) -> dict[str, str]:
    """What goes with a body so that its receiver knows it is ours: a signature for each secret that holds now."""
    signed = f'{event_id}.{timestamp}.'.encode() + body
    signatures = [f'v1,{base64.b64encode(_hmac(secret, signed)).decode()}' for secret in known]
    return {
        'webhook-id': event_id,
        'webhook-timestamp': str(timestamp),
        'webhook-signature': ' '.join(signatures),
    }


def _hmac(secret: str, signed: bytes) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(MARK), validate=True)
    except binascii.Error:
        raise ValueError('a secret that is none') from None
    return hmac.digest(key, signed, hashlib.sha256)
