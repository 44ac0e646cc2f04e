"""Seals what must be read again and must not be read in the database: with keys made from our secret."""

import base64

from cryptography.fernet import Fernet, InvalidToken

from app.config import settings

SECOND_FACTOR, PROVIDER_TOKENS, ANSWERS = 'second factor', 'provider tokens', 'answers'
"""For what something is sealed: each has a key of its own."""


def seal(text: str, purpose: str) -> str:
    """The text, sealed."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str | None, purpose: str) -> str | None:
    """What was sealed; None where there is nothing, or it was sealed with another secret."""
    try:
        return _box(purpose).decrypt((sealed or '').encode()).decode()
    except InvalidToken:
        return None


def _box(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(settings().sealing_key(purpose)))
