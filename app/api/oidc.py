"""To a provider and back. What goes wrong is shown on the sign-in screen."""

import json
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse

from app import accounts
from app.accounts import identities
from app.accounts.tokens import fresh
from app.api.auth import inside, only_json, set_cookie, with_accounts
from app.config import settings
from app.errors import Refused

router = APIRouter(prefix='/auth/oidc', dependencies=[Depends(with_accounts)])

BROWSER_COOKIE, BROWSER_S = 'levelmix-flow', 900


@router.get('/{provider_id}')
def begin(provider_id: str, request: Request, next: str = '/') -> RedirectResponse:
    """Send the visitor to the provider."""
    browser = request.cookies.get(BROWSER_COOKIE) or fresh()
    try:
        answer = RedirectResponse(identities.begin(provider_id, browser, inside(next)), 303)
    except Refused as error:
        return _told(str(error))
    _keep_browser(answer, browser)
    return answer


@router.post('/{provider_id}/link', dependencies=[Depends(only_json)])
def link(provider_id: str, request: Request, confirm: bool = False) -> JSONResponse:
    """The address at the provider that connects an identity to whoever is signed in, or confirms that it is them."""
    accounts.session_user()
    browser = request.cookies.get(BROWSER_COOKIE) or fresh()
    answer = JSONResponse({'go': identities.begin(provider_id, browser, '/account', linking=True, confirming=confirm)})
    _keep_browser(answer, browser)
    return answer


@router.get('/{provider_id}/callback')
def come_back(
    provider_id: str, request: Request, state: str = '', code: str = '', error: str = '', user: str = ''
) -> RedirectResponse:
    """Take the visitor back. Apple's POST was turned into this GET by the middleware: see `app.web.middleware`."""
    if error or not code:
        return _told('The sign-in was broken off there. Nothing has changed.')
    browser = request.cookies.get(BROWSER_COOKIE, '')
    try:
        token, go = identities.come_back(provider_id, browser, state, code, _name(user))
    except Refused as refused:
        return _told(str(refused), signed_in=accounts.visitor().token != '')
    answer = RedirectResponse(go, 303)
    if token is not None:
        set_cookie(answer, token)
    return answer


def _name(user: str) -> str:
    """Apple sends the name here, and only the first time."""
    try:
        name = json.loads(user)['name']
        return f'{name.get("firstName", "")} {name.get("lastName", "")}'.strip()[:80]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ''


def _told(sentence: str, *, signed_in: bool = False) -> RedirectResponse:
    """Go to a screen that says it; the sentence travels in a cookie, which no link from elsewhere can set."""
    answer = RedirectResponse('/account' if signed_in else '/sign-in', 303)
    answer.set_cookie(accounts.TOLD_COOKIE, quote(sentence), max_age=10, samesite='lax', secure=settings().secure)
    return answer


def _keep_browser(answer: RedirectResponse | JSONResponse, browser: str) -> None:
    """Two tabs share it, so each can finish what it began."""
    answer.set_cookie(
        BROWSER_COOKIE, browser, max_age=BROWSER_S, httponly=True, samesite='lax', secure=settings().secure
    )
