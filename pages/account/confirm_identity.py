"""Asks whoever has been signed in for a while to confirm that it is them, before something that cannot be undone."""

from dataclasses import replace

from nicegui import ui

from app import accounts
from app.accounts import identities, passkeys, reauthentication
from components.account.auth_form import PASSWORD, AuthForm
from components.account.passkey_button import PasskeyButton
from components.vocabulary.elements import answer_of, block, button, text
from models import User
from pages.shell.services import run_service, toast_errors

_AT_PROVIDER = """() => fetch((window.path_prefix || '') + '/auth/oidc/%s/link?confirm=1',
    {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'})
    .then((answer) => answer.json()).then((said) => said.go && location.assign(said.go))"""


async def confirmed() -> bool:
    """True if the visitor has signed in or confirmed lately, or does so now; False if they go back."""
    fresh = False
    with toast_errors():
        fresh = not await run_service(reauthentication.needed)
        if not fresh:
            user = await run_service(accounts.session_user)
            methods = await run_service(identities.methods, user.id)
            keys = await run_service(passkeys.passkeys, user.id)
            answer = await _ask(user, {method.provider for method in methods}, by_passkey=bool(keys))
            fresh = answer and not await run_service(reauthentication.needed)
    return fresh


async def _ask(user: User, providers: set[str], *, by_passkey: bool) -> bool:
    title = 'Confirm that it is you'
    with (
        ui.dialog() as dialog,
        block('sheet question', role='dialog', aria_label=title, data_testid='confirm-identity'),
    ):
        text(title, tag='h2')
        text('It is a while since you signed in here, and this is about your account as a whole.', 'quiet', tag='p')

        async def done() -> None:
            dialog.submit(True)

        if user.password_hash is not None:
            AuthForm('/auth/confirm-identity', [replace(PASSWORD, autofocus=True)], 'Confirm', on_done=done)
        if by_passkey:
            PasskeyButton('confirm', 'Confirm with a passkey', on_done=done)
        for at in accounts.configured_providers():
            if identities.provider_key(at) in providers:
                way = block('button', tag='button', type='button', data_testid=f'confirm-{at.id}')
                way.on('click', js_handler=_AT_PROVIDER % at.id)
                with way:
                    text(f'Confirm with {at.label}')
        with block('row').style('justify-content: flex-end'):
            button('Go back', lambda: dialog.submit(False), data_testid='confirm-back')
    answer = await answer_of(dialog)
    return answer is True
