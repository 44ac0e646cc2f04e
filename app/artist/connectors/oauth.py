"""What is said alike at every platform: the page of consent, and the two ways to a token (RFC 6749, RFC 7636)."""

import base64
import hashlib
from urllib.parse import urlencode

from app.artist.connectors.port import Client


def challenge_of(verifier: str) -> str:
    """What goes to the page of consent for a verifier that stays with us."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b'=').decode()


def consent_url(place: str, client: Client, state: str, challenge: str, redirect_uri: str, **more: str) -> str:
    """The page of consent, for a code and with PKCE."""
    asked = {
        'response_type': 'code',
        'client_id': client.id,
        'redirect_uri': redirect_uri,
        'state': state,
        'code_challenge_method': 'S256',
        'code_challenge': challenge,
        **more,
    }
    return f'{place}?{urlencode(asked)}'


def by_code(code: str, verifier: str, redirect_uri: str) -> dict[str, str]:
    """What is posted for the tokens that a code is good for."""
    return {
        'grant_type': 'authorization_code',
        'code': code,
        'redirect_uri': redirect_uri,
        'code_verifier': verifier,
    }


def by_refresh(token: str) -> dict[str, str]:
    """What is posted for a new access token."""
    return {'grant_type': 'refresh_token', 'refresh_token': token}
