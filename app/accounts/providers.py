"""Google, Apple and any OpenID Connect issuer: what the settings name, and the conversation with its servers."""

import ssl
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from app.config import settings
from app.errors import NotFound, ProviderFailed

TIMEOUT_S = 10.0
ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA']
"""How an identity token may be signed: never not at all, never with a shared secret."""
APPLE_SECRET_S = 300
"""How long the secret that we sign for Apple is valid; it is made again for every use."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. `form_post`: it answers by a POST from its own site, and its secret is a key of ours (Apple)."""

    id: str
    label: str
    discovery: str
    client_id: str
    secret: str
    sign_up: bool = True
    form_post: bool = False

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends the visitor back to."""
        return f'{settings().address}/auth/oidc/{self.id}/callback'


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a provider hands over beside the identity; `expires_at` in seconds since 1970."""

    access: str = ''
    refresh: str = ''
    id: str = ''
    type: str = ''
    scope: str = ''
    expires_at: int | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """What a provider vouches for."""

    issuer: str
    subject: str
    email: str | None
    email_verified: bool
    name: str
    tokens: Tokens = field(default_factory=Tokens, repr=False)


def configured_providers() -> list[Provider]:
    """The providers that the settings name, in the order of the buttons."""
    known, found = settings(), []
    if known.google_client_id:
        secret = known.google_client_secret.get_secret_value()
        found.append(Provider('google', 'Google', known.google_discovery, known.google_client_id, secret))
    if known.apple_client_id:
        key = known.apple_private_key.get_secret_value()
        found.append(Provider('apple', 'Apple', known.apple_discovery, known.apple_client_id, key, form_post=True))
    if known.oidc_client_id:
        secret, label = known.oidc_client_secret.get_secret_value(), known.oidc_label
        sign_up = known.oidc_sign_up == 'open'
        found.append(Provider('oidc', label, known.oidc_discovery, known.oidc_client_id, secret, sign_up=sign_up))
    return found


def provider(provider_id: str) -> Provider:
    """One of them; raises NotFound."""
    for known in configured_providers():
        if known.id == provider_id:
            return known
    raise NotFound('There is no such way to sign in here.')


def authorization_url(at: Provider, state: str, nonce: str, verifier: str, *, again: bool = False) -> str:
    """The provider's page on which the visitor agrees; `again` lets it ask even whom it knows, where it can.

    Raises
    ------
    ProviderFailed
        The provider does not answer.
    """
    metadata, more = _metadata(at), {'response_mode': 'form_post'} if at.form_post else {}
    if again and 'login' in metadata.get('prompt_values_supported', ()):
        more['prompt'] = 'login'
    elif at.id == 'google' or 'select_account' in metadata.get('prompt_values_supported', ()):
        more['prompt'] = 'select_account'  # a strict issuer refuses what it does not know
    with _client(at) as client:
        url, _ = client.create_authorization_url(
            metadata['authorization_endpoint'], state=state, nonce=nonce, code_verifier=verifier, **more
        )
    return str(url)


def redeem(at: Provider, code: str, nonce: str, verifier: str, name: str = '') -> Claims:
    """Turn the code that the visitor brought back into what the provider vouches for.

    Raises
    ------
    ProviderFailed
        The provider does not answer, does not take the code, or what it says is not signed by it, for us and for now.
    """
    metadata = _metadata(at)
    try:
        with _client(at, metadata['issuer']) as client:
            token = client.fetch_token(metadata['token_endpoint'], code=code, code_verifier=verifier)
            keys = KeySet.import_key_set(_get(metadata['jwks_uri']))
        claims = jwt.decode(token['id_token'], keys, algorithms=ALGORITHMS).claims
        _check(claims, at, metadata['issuer'], nonce)
        if not claims.get('email') and metadata.get('userinfo_endpoint') and token.get('access_token'):
            claims |= _user_info(metadata['userinfo_endpoint'], token['access_token'], claims['sub'])
    except (OAuthError, JoseError, httpx2.HTTPError, KeyError, TypeError, ValueError) as error:
        raise ProviderFailed(f'{at.label} did not confirm who you are. Nothing has changed; try again.') from error
    verified = str(claims.get('email_verified', '')).lower() == 'true'  # Apple says it as a text
    email = str(claims['email']).strip().lower() if claims.get('email') else None
    name = str(claims.get('name') or name)
    return Claims(metadata['issuer'], str(claims['sub']), email, verified, name, _tokens(token))


def _tokens(handed: dict[str, Any]) -> Tokens:
    def said(name: str) -> str:
        return str(handed.get(name) or '')

    ends = handed.get('expires_at')
    return Tokens(
        said('access_token'),
        said('refresh_token'),
        said('id_token'),
        said('token_type'),
        said('scope'),
        int(ends) if isinstance(ends, int | float) else None,
    )


def _user_info(endpoint: str, access_token: str, subject: str) -> dict[str, Any]:
    """What an issuer tells only when it is asked: with the code flow, address and name need not be in the token."""
    told = _get(endpoint, Authorization=f'Bearer {access_token}')
    if told.get('sub') != subject:
        raise ValueError('that is somebody else')
    return {name: told[name] for name in ('email', 'email_verified', 'name') if name in told}


def _check(claims: dict[str, Any], at: Provider, issuer: str, nonce: str) -> None:
    audience = claims.get('aud')
    jwt.JWTClaimsRegistry(
        leeway=60,
        iss={'essential': True, 'value': issuer},
        sub={'essential': True},
        aud={'essential': True, 'value': at.client_id},
        exp={'essential': True},
        nonce={'essential': True, 'value': nonce},
    ).validate(claims)
    if isinstance(audience, list) and len(audience) > 1 and claims.get('azp') != at.client_id:
        raise ValueError('the token is for somebody else as well')


def _metadata(at: Provider) -> dict[str, Any]:
    try:
        metadata = _get(at.discovery)
        if not all(metadata[name] for name in ('issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri')):
            raise ValueError('something is empty')
    except (httpx2.HTTPError, KeyError, TypeError, ValueError) as error:
        raise ProviderFailed(
            f'{at.label} does not answer just now. Try again later, or sign in another way.'
        ) from error
    return dict(metadata)


def _client(at: Provider, issuer: str = '') -> OAuth2Client:
    return OAuth2Client(
        client_id=at.client_id,
        client_secret=_apple_secret(at, issuer) if at.form_post and issuer else at.secret,
        token_endpoint_auth_method='client_secret_post' if at.form_post else 'client_secret_basic',
        scope='openid name email' if at.form_post else 'openid email profile',
        redirect_uri=at.redirect_uri,
        code_challenge_method='S256',
        timeout=TIMEOUT_S,
        verify=_trusted(),
    )


def _get(url: str, **headers: str) -> Any:
    return httpx2.get(url, headers=headers, timeout=TIMEOUT_S, verify=_trusted()).raise_for_status().json()


@cache
def _trusted() -> ssl.SSLContext:
    """The certificate authorities of this system: read once, because that takes longer than many an answer."""
    return httpx2.create_ssl_context()


def _apple_secret(at: Provider, issuer: str) -> str:
    """Apple takes no fixed secret but a statement that our key signs."""
    known, now = settings(), int(time.time())
    claims = {'iss': known.apple_team_id, 'iat': now, 'exp': now + APPLE_SECRET_S, 'aud': issuer, 'sub': at.client_id}
    key = ECKey.import_key(at.secret.replace('\\n', '\n'))
    return jwt.encode({'alg': 'ES256', 'kid': known.apple_key_id}, claims, key)
