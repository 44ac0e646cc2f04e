"""Making passkeys, and signing in with them: what passes between the browser's own dialog and the server."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request
from fastapi.responses import JSONResponse

from app import accounts
from app.accounts import passkeys
from app.api.auth import inside, only_json, signed_in, with_accounts
from app.config import settings

router = APIRouter(prefix='/auth/passkeys', dependencies=[Depends(with_accounts), Depends(only_json)])

Credential = Annotated[dict[str, Any], Body()]


def origin(request: Request) -> str:
    """Where the page is, as a browser says it; the middleware has checked that the host is ours."""
    scheme = 'https' if settings().secure else 'http'
    return f'{scheme}://{request.headers.get("host", "")}'


Origin = Annotated[str, Depends(origin)]


@router.post('/begin')
def begin(at: Origin) -> dict[str, Any]:
    """Ask for any passkey of this site."""
    return passkeys.begin_entering(at)


@router.post('/enter')
def enter(at: Origin, credential: Credential, next: str = '/') -> JSONResponse:
    """Sign in with one."""
    return signed_in(*passkeys.enter(at, credential, inside(next)))


@router.post('/confirm')
def confirm(at: Origin, credential: Credential) -> dict[str, str]:
    """Let whoever is signed in confirm with one that it is them."""
    passkeys.confirm(accounts.session_user().id, at, credential)
    return {}


@router.post('/begin-making')
def begin_making(at: Origin) -> dict[str, Any]:
    """Ask for a new one."""
    return passkeys.begin_making(accounts.session_user().id, at)


@router.post('/make')
def make(at: Origin, credential: Credential) -> dict[str, str]:
    """Save it."""
    passkeys.finish_making(accounts.session_user().id, at, credential)
    return {'told': 'Your passkey works from now on.'}
