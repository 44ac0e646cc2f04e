"""Signing in and out, and the mailed links: JSON in and out, for the forms of the screens.

Plain requests and not the page's socket, because only a response can set a cookie that no script reads.
"""

from collections.abc import Callable
from typing import Annotated, ParamSpec, TypeVar

from fastapi import APIRouter, BackgroundTasks, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StringConstraints

from app import accounts
from app.accounts import reauthentication, second_factor, self_service
from app.accounts.password_strength import Strength, strength
from app.config import settings
from app.errors import NotAllowed, NotFound
from app.runtime.thread_pools import HASHES

KNOWN_DAYS = 400
"""How long a browser remembers who signed in with it, in seconds; no browser keeps anything longer."""
Text = Annotated[str, StringConstraints(max_length=1000)]
P = ParamSpec('P')
R = TypeVar('R')


def with_accounts() -> None:
    """Refuse everything here while accounts are off."""
    if settings().accounts == 'off':
        raise NotFound('There are no accounts here.')


def only_json(request: Request) -> None:
    """Refuse what a form of another site could send."""
    # Another site can send a form, but no JSON: not without asking first, and then the answer is no.
    if request.headers.get('content-type', '').partition(';')[0] != 'application/json':
        raise NotAllowed('Invalid request: send JSON here.')


router = APIRouter(prefix='/auth', dependencies=[Depends(with_accounts), Depends(only_json)])


class Credentials(BaseModel):
    """What the sign-in form sends."""

    email: Text
    password: Text
    next: Text = '/'


class Address(BaseModel):
    """What a form sends that asks for a mail."""

    email: Text


class Token(BaseModel):
    """What a form sends that needs nothing but its link."""

    token: Text


class SecondStep(Token):
    """The second step of a sign-in."""

    code: Text
    next: Text = '/'


class PasswordChange(BaseModel):
    """The old password and the new one."""

    current: Text
    password: Text


class Password(BaseModel):
    """The password once more."""

    password: Text


class Draft(BaseModel):
    """A password that is being typed, and the token of the link that led here, if there was one."""

    password: Text
    token: Text = ''


class NewPassword(BaseModel):
    """What a form sends that a mailed link leads to."""

    token: Text
    password: Text
    name: Text = ''
    email: Text = Field('', description='Only if the link is not about an address: for the first admin')


@router.post('/sign-in')
async def sign_in(sent: Credentials) -> JSONResponse:
    """Check a password and set the cookie."""
    return signed_in(*await _hashing(accounts.sign_in, sent.email, sent.password, inside(sent.next)))


@router.post('/second-step')
def second_step(sent: SecondStep) -> JSONResponse:
    """Take the second step of a sign-in."""
    return signed_in(*second_factor.finish(sent.token, sent.code, inside(sent.next)))


@router.post('/sign-out')
def sign_out() -> JSONResponse:
    """End the session and remove the cookie."""
    accounts.sign_out()
    answer = JSONResponse({'go': '/sign-in'})
    _drop_cookies(answer)
    return answer


@router.post('/sign-up')
def sign_up(sent: Address, later: BackgroundTasks) -> dict[str, str]:
    """Ask for an account. The answer is the same, and as fast, whether there is one already or not."""
    email = accounts.admit_mail(sent.email, signing_up=True)
    later.add_task(accounts.mail_sign_up, email)
    return {'told': f'We have sent a mail to {email}. Open its link on this device to choose a password.'}


@router.post('/confirm')
async def confirm(sent: NewPassword) -> JSONResponse:
    """Finish a sign-up by its link."""
    return signed_in(await _hashing(accounts.finish_sign_up, sent.token, sent.name, sent.password), '/')


@router.post('/forgot')
def forgot(sent: Address, later: BackgroundTasks) -> dict[str, str]:
    """Ask for a new password."""
    email = accounts.admit_mail(sent.email)
    later.add_task(accounts.mail_reset, email)
    return {'told': f'If {email} has an account here, a mail with a link is on its way to it.'}


@router.post('/reset')
async def reset(sent: NewPassword) -> dict[str, str]:
    """Set a new password by its link."""
    await _hashing(accounts.finish_reset, sent.token, sent.password)
    return {'go': '/sign-in?told=reset'}


@router.post('/strength')
async def judge(sent: Draft) -> Strength:
    """Say how well a password would do."""
    return await _hashing(strength, sent.password, sent.token)


@router.post('/welcome')
async def welcome(sent: NewPassword) -> JSONResponse:
    """Make the first admin by the link that the server printed."""
    return signed_in(await _hashing(accounts.make_first_admin, sent.token, sent.email, sent.password), '/')


def inside(address: str) -> str:
    """A path of this site, whatever was asked for: nobody is sent to another site after signing in."""
    fine = address.startswith('/') and not address.startswith('//') and '\\' not in address and address.isprintable()
    return address if fine else '/'


@router.post('/password')
async def change_password(sent: PasswordChange) -> dict[str, str]:
    """Change the password, knowing the old one."""
    await _hashing(lambda: self_service.change_password(accounts.session_user().id, sent.current, sent.password))
    return {'told': 'Your new password is set; all other devices are signed out.'}


@router.post('/confirm-identity')
async def confirm_identity(sent: Password) -> dict[str, str]:
    """Confirm by the password that whoever is signed in is still there."""
    await _hashing(lambda: reauthentication.by_password(accounts.session_user().id, sent.password))
    return {}


@router.post('/email')
def change_email(sent: Address) -> dict[str, str]:
    """Ask for another address."""
    user = accounts.session_user()
    self_service.begin_change_of_email(user.id, sent.email)
    return {'told': f'We have sent a mail to {user.email}. Approve the change by its link.'}


@router.post('/change-email')
def confirm_email(sent: Token) -> dict[str, str]:
    """One of the two steps of changing the address."""
    return {'told': self_service.confirm_change_of_email(sent.token)}


@router.post('/end')
def end(sent: Address) -> JSONResponse:
    """End the account in seven days."""
    self_service.ask_to_end(accounts.session_user().id, sent.email)
    answer = JSONResponse({'go': '/sign-in?told=deleted'})
    _drop_cookies(answer)
    return answer


def signed_in(token: str | None, go: str) -> JSONResponse:
    """A response that sets the cookie, if there is a token already, and says where to go on."""
    answer = JSONResponse({'go': go})
    if token is not None:
        set_cookie(answer, token)
    return answer


async def _hashing(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a service that hashes a password in the threads for that: all other routes share forty."""
    return await HASHES.call(accounts.visitor().place, service, *args, **kwargs)


def _drop_cookies(answer: Response) -> None:
    answer.delete_cookie('session')
    answer.delete_cookie(accounts.cookie_name(), secure=settings().secure, httponly=True, samesite='lax')


def set_cookie(answer: Response, token: str) -> None:
    """Let the browser keep the session's token, and who has signed in with it, where no script reads it."""
    answer.delete_cookie(
        'session'
    )  # NiceGUI's, with which a page's storage is found: nothing is left for the next user
    kept = {accounts.cookie_name(): (token, settings().session_days)}
    kept[accounts.known_cookie_name()] = (accounts.browser_marks(token), KNOWN_DAYS)
    for name, (value, days) in kept.items():
        answer.set_cookie(
            name, value, max_age=days * 24 * 3600, httponly=True, secure=settings().secure, samesite='lax'
        )
