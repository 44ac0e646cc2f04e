"""Signing in, on the account's screen: password, providers, passkeys, the second factor and devices."""

from dataclasses import replace
from functools import partial

import segno
from nicegui import ui

from app import accounts
from app.accounts import identities, passkeys, second_factor, sessions
from components.account.auth_form import NEW_PASSWORD, AuthForm, Field
from components.account.passkey_button import PasskeyButton
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.fields import text_field
from components.vocabulary.local_time import LocalTime
from models import User
from pages.account.confirm_identity import confirmed
from pages.shell.services import run_service, toast, toast_errors

CURRENT = Field('current', 'Current password', 'password', 'current-password', limit=201)
NEW_EMAIL = Field('email', 'New e-mail', 'email', 'email', limit=254)
_LINK = """() => fetch((window.path_prefix || '') + '/auth/oidc/%s/link',
    {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'})
    .then((answer) => answer.json()).then((said) => said.go && location.assign(said.go))"""


async def security_sections(user: User) -> None:
    """Draw the panels."""
    with block('panel stack', tag='section', aria_label='Ways to sign in'):
        text('Ways to sign in', tag='h2')
        ways = block('stack tight', data_testid='ways')
        await _Ways(user, ways).draw()
        _password(user)
    with block('panel stack', tag='section', aria_label='Passkeys', data_testid='passkeys') as place:
        await _Passkeys(user, place).draw()
    with block('panel stack', tag='section', aria_label='Second factor', data_testid='second-factor') as place:
        await _SecondFactor(user, place).draw()
    with block('panel stack', tag='section', aria_label='Devices', data_testid='devices') as place:
        await _Devices(user, place).draw()


def _password(user: User) -> None:
    if user.password_hash is None:

        async def send() -> None:
            with toast_errors():
                email = await run_service(accounts.admit_mail, user.email)
                await run_service(accounts.mail_reset, email)
                toast(f'A mail with a link is on its way to {user.email}.')

        with block('row'):
            button('Mail me a link to set a password', send, data_testid='set-password')
    else:
        with ui.element('details'):
            text('Change the password', tag='summary', data_testid='change-password')
            with block('narrow'):
                fields = [CURRENT, replace(NEW_PASSWORD, label='New password')]
                AuthForm('/auth/password', fields, 'Change the password')
    with ui.element('details'):
        text('Change the e-mail', tag='summary', data_testid='change-email')
        with block('narrow'):
            AuthForm('/auth/email', [NEW_EMAIL], 'Change the e-mail', confirmed=confirmed)


async def _connect(provider_id: str) -> None:
    if await confirmed():
        ui.run_javascript(f'({_LINK % provider_id})()')


class _Ways:
    def __init__(self, user: User, place: ui.element) -> None:
        self._user, self._place = user, place

    async def draw(self) -> None:
        methods = await run_service(identities.methods, self._user.id)
        if self._place.is_deleted:
            return
        self._place.clear()
        with self._place:
            if self._user.password_hash is not None:
                with block('line'):
                    text('E-mail and password', 'grow')
                    text(self._user.email, 'quiet wrap-any')
            for method in methods:
                self._connected(method)
            known = {method.provider for method in methods}
            for at in accounts.configured_providers():
                if identities.provider_key(at) not in known:
                    with block('line'):
                        text(at.label, 'grow')
                        button(f'Connect {at.label}', partial(_connect, at.id), data_testid=f'connect-{at.id}')

    def _connected(self, method: identities.Method) -> None:
        async def disconnect() -> None:
            with toast_errors():
                question = f'Disconnect {method.label}?'
                if await confirm(question, 'You can connect it again at any time.', 'Disconnect'):
                    await run_service(identities.disconnect, self._user.id, method.id)
                    await self.draw()

        with block('line', data_testid='connected'):
            text(method.label, 'grow')
            text(method.email, 'quiet wrap-any')
            button('Disconnect', disconnect, 'bare', aria_label=f'Disconnect {method.label}', data_testid='disconnect')


class _Passkeys:
    def __init__(self, user: User, place: ui.element) -> None:
        self._user = user
        with place:
            text('Passkeys', tag='h2')
            text(
                'Sign in with your finger, face or PIN instead of a password; no second step follows.', 'quiet', tag='p'
            )
            self._list = block('stack tight', tag='ul')
            with block('row'):
                PasskeyButton('make', 'Make a passkey', on_done=self.draw, confirmed=confirmed)

    async def draw(self) -> None:
        found = await run_service(passkeys.passkeys, self._user.id)
        if self._list.is_deleted:
            return
        self._list.clear()
        with self._list:
            for key in found:
                self._line(key)

    def _line(self, key: passkeys.Key) -> None:
        async def remove() -> None:
            with toast_errors():
                consequence = 'You cannot sign in with it any more.'
                if await confirm(f'Remove the passkey of {key.name}?', consequence, 'Remove'):
                    await run_service(passkeys.remove, self._user.id, key.id)
                    await self.draw()

        with block('line', tag='li', data_testid='passkey'):
            with block('grow'):
                text(key.name, 'strong wrap-any')
                with block('row small quiet'):
                    text('made')
                    LocalTime(key.created_at)
                    if key.last_used_at is not None:
                        text('last used')
                        LocalTime(key.last_used_at)
            button(
                'Remove', remove, 'bare', aria_label=f'Remove the passkey of {key.name}', data_testid='passkey-remove'
            )


class _SecondFactor:
    def __init__(self, user: User, place: ui.element) -> None:
        self._user, self._place = user, place

    async def draw(self) -> None:
        user = await run_service(accounts.session_user)
        left = await run_service(second_factor.codes_left, user.id)
        if self._place.is_deleted:
            return
        self._place.clear()
        with self._place:
            text('Second factor', tag='h2')
            if user.totp_since is None:
                text('Six digits from an app on your phone, asked for after the first step.', 'quiet', tag='p')
                with block('row'):
                    button('Set it up', self._begin, data_testid='totp-begin')
                return
            text(f'It is on. {left} recovery codes are left.', tag='p', data_testid='totp-on')
            with block('row bottom'):
                code = text_field('Code, to turn it off', '', 'totp-off-code', 40)
                button('Turn it off', lambda: self._turn_off(code.value or ''), 'danger', data_testid='totp-off')

    async def _begin(self) -> None:
        if not await confirmed():
            return
        with toast_errors():
            secret, address = await run_service(second_factor.begin, self._user.id)
            self._place.clear()
            with self._place:
                text('Second factor', tag='h2')
                text('Scan this with an authenticator app, then type the six digits that it shows.', tag='p')
                drawing = segno.make(address, error='m').svg_inline(scale=5, border=4, dark='#000', light='#fff')
                ui.html(drawing, sanitize=False).classes('qr').props('role=img aria-label="QR code with the secret"')
                text(secret, 'mono wrap-any', data_testid='totp-secret')
                with block('row bottom'):
                    code = text_field('Code', '', 'totp-code', 12)
                    code.props('inputmode=numeric')
                    code.on('keydown.enter', lambda: self._confirm(code.value or ''), [])
                    button(
                        'Turn it on', lambda: self._confirm(code.value or ''), 'main-action', data_testid='totp-confirm'
                    )

    async def _confirm(self, code: str) -> None:
        with toast_errors():
            codes = await run_service(second_factor.confirm, self._user.id, code)
            self._place.clear()
            with self._place:
                text('Your recovery codes', tag='h2')
                text(
                    'Each works once in place of a code. Save them where you can read them without your phone.', tag='p'
                )
                with block('codes mono', tag='ul', data_testid='recovery-codes'):
                    for one in codes:
                        text(one, tag='li')
                with block('row'):
                    button('I have saved them', self.draw, 'main-action', data_testid='codes-kept')

    async def _turn_off(self, code: str) -> None:
        if not await confirmed():
            return
        with toast_errors():
            await run_service(second_factor.turn_off, self._user.id, code)
            toast('Your second factor is off.')
            await self.draw()


class _Devices:
    def __init__(self, user: User, place: ui.element) -> None:
        self._user, self._place = user, place

    async def draw(self) -> None:
        found = await run_service(sessions.devices, self._user.id)
        if self._place.is_deleted:
            return
        self._place.clear()
        with self._place:
            text('Devices', tag='h2')
            with block('stack tight', tag='ul'):
                for device in found:
                    self._line(device)
            if len(found) > 1:
                with block('row'):
                    button('Sign out everywhere else', self._end_others, data_testid='end-others')

    def _line(self, device: sessions.Device) -> None:
        async def end() -> None:
            with toast_errors():
                await run_service(sessions.end, self._user.id, device.id)
                await self.draw()

        with block('line', tag='li', data_testid='device'):
            with block('grow'):
                text(device.name, 'strong')
                with block('row small quiet'):
                    text(device.address)
                    text(f'by {device.method}')
                    LocalTime(device.last_seen_at)
            if device.here:
                text('This one', 'quiet')
            else:
                button('Sign out', end, 'bare', aria_label=f'Sign out {device.name}', data_testid='end-device')

    async def _end_others(self) -> None:
        with toast_errors():
            await run_service(sessions.end_others, self._user.id)
            toast('All other devices are signed out.')
            await self.draw()
