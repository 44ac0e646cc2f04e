"""Screens for people who are not signed in: sign in, sign up, and where the mailed links lead."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import unquote, urlencode

from nicegui import ui

from app import accounts
from app.config import settings
from components.account.auth_form import CODE, EMAIL, NAME, NEW_PASSWORD, PASSWORD, AuthForm
from components.account.passkey_button import PasskeyButton
from components.vocabulary.elements import block, link, text

TOLD = {
    'reset': 'Your new password is set. Sign in with it.',
    'out': 'You were signed out. Sign in again to go on; nothing is lost.',
    'deleted': 'Your account is closed. Sign in within 7 days if you want to keep it after all.',
}


async def sign_in_page(next: str = '/', told: str = '') -> None:
    """Sign in."""
    with _sheet('Sign in', 'Drop a DJ mix, choose how loud, get it back at exactly that loudness.'):
        sentence = TOLD.get(told) or told_by_cookie()
        if sentence:
            text(sentence, 'note', tag='p', role='status', data_testid='note')
        AuthForm('/auth/sign-in', [EMAIL, PASSWORD], 'Sign in', extra={'next': next})
        PasskeyButton('enter', 'Sign in with a passkey', next=next)
        _providers(next)
        with block('row spread small'):
            link('Forgot your password?', '/forgot', data_testid='to-forgot')
            if settings().sign_up == 'open':
                link('Make an account', '/sign-up', data_testid='to-sign-up')


async def sign_up_page() -> None:
    """Ask for an account: the address first, the password behind the mailed link."""
    with _sheet('Make an account', 'First your address: we send a link to it, and behind it you choose a password.'):
        if settings().sign_up == 'open':
            AuthForm('/auth/sign-up', [EMAIL], 'Send me the link')
        else:
            text('New accounts are made by the admin here. Ask for one.', 'note', tag='p', data_testid='closed')
        _providers('/')
        _back()


async def confirm_page() -> None:
    """Finish a sign-up."""
    with _sheet('Choose a password', 'Then your account is ready.'):
        AuthForm('/auth/confirm', [NAME, NEW_PASSWORD], 'Finish', secret=True)


async def forgot_page() -> None:
    """Ask for a new password."""
    with _sheet('Set a new password', 'Type your address: we send a link to it.'):
        AuthForm('/auth/forgot', [EMAIL], 'Send me the link')
        _back()


async def reset_page() -> None:
    """Set a new password."""
    with _sheet('Set a new password', 'You will be signed out everywhere, and sign in again with the new one.'):
        AuthForm('/auth/reset', [replace(NEW_PASSWORD, label='New password')], 'Set the password', secret=True)


async def welcome_page() -> None:
    """Become the first admin."""
    with _sheet('Welcome', 'This makes the first account of this LevelMix: yours, the admin’s.'):
        AuthForm('/auth/welcome', [EMAIL, NEW_PASSWORD], 'Make my account', secret=True)


def told_by_cookie() -> str:
    """What the return from a provider wants to have shown."""
    request = ui.context.client.request
    return unquote(request.cookies.get(accounts.TOLD_COOKIE, ''))[:300] if request else ''


def _providers(next: str) -> None:
    known = accounts.configured_providers()
    if not known:
        return
    with block('or small quiet', aria_hidden='true'):
        text('or')
    for at in known:
        # Relative, because an address that begins with a slash changes the screen and keeps the page.
        way = f'auth/oidc/{at.id}?{urlencode({"next": next})}'
        link(f'Continue with {at.label}', way, 'button', data_testid=f'with-{at.id}')


async def second_step_page(next: str = '/') -> None:
    """The second step of a sign-in."""
    with _sheet('One more step', 'The six digits that your app shows, or one of your recovery codes.'):
        AuthForm('/auth/second-step', [CODE], 'Sign in', secret=True, extra={'next': next})
        _back()


async def change_email_page() -> None:
    """One of the two steps of changing the address."""
    with _sheet('Change of address', 'Press the button to go on. If you did not ask for it, just close this page.'):
        AuthForm('/auth/change-email', [], 'Yes, go on', secret=True)


@contextmanager
def _sheet(title: str, lesson: str) -> Iterator[None]:
    ui.page_title(f'{title} – LevelMix')
    with block('entering stack loose', data_testid='entering'):
        with block('stack tight'):
            text(title, tag='h1')
            text(lesson, 'quiet', tag='p')
        with block('panel stack'):
            yield


def _back() -> None:
    with block('row small'):
        link('Back to the sign-in', '/sign-in', data_testid='to-sign-in')
