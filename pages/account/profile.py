"""The profile on the account's screen: what others see of somebody, their phone number, and what to do first."""

import html

from nicegui import ui

from app.accounts import faces, phone, profile
from app.accounts.own_time import NONE_CHOSEN
from app.pictures import MOST_BYTES
from components.account.face import PictureField
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import ChoiceField, FormField
from components.vocabulary.local_time import change_to
from models import User
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast, toast_errors

ZONES = 'time-zones'
_HERE = 'Intl.DateTimeFormat().resolvedOptions().timeZone'


async def onboarding_section(user: User) -> None:
    """What somebody new may do first, until it is done or they want to hear no more of it."""
    found = await run_service(profile.onboarding, user)
    if not found.open:
        return
    with block('panel stack', tag='section', aria_label='First steps', data_testid='onboarding') as place:
        text('First steps', tag='h2')
        with block('stack tight', tag='ul'):
            for step, done in found.steps.items():
                with block(f'step {"done" if done else ""}', tag='li', data_done=str(done).lower()):
                    block('dot', tag='i')
                    text(step, 'quiet' if done else '')
                    if done:
                        text('done', 'hidden-visually')

        async def hide() -> None:
            with toast_errors():
                await run_service(profile.end_onboarding, user.id)
                place.delete()

        with block('row'):
            button('Hide this', hide, 'bare', data_testid='onboarding-hide')


def profile_section(user: User) -> ui.element:
    """Draw the panel; returns the place at its end."""
    with block('panel stack', tag='section', aria_label='Profile'):
        text('You', tag='h2')
        with block('row', data_testid='who'):
            text(user.email, 'strong wrap-any')
            if user.is_super_admin:
                text('Admin', 'quiet')
        PictureField(faces.address(user), user.display_name or user.email, MOST_BYTES)
        _Form(user)
        return block()


class _Form:
    """Name, handle, time zone and language."""

    def __init__(self, user: User) -> None:
        self._user_id, now = user.id, profile.draft_of(user)
        options = ''.join(f'<option value="{html.escape(zone)}"></option>' for zone in profile.time_zones())
        ui.html(options, sanitize=False, tag='datalist').props(f'id={ZONES}')
        with block('fields top'):
            self._name = FormField('Name', now.name, 'profile-name', 80, hint='What LevelMix calls you.')
            self._handle = FormField(
                'Handle', now.handle, 'profile-handle', 40, hint='Unique, like @ann-k. It can be changed once a month.'
            )
            self._zone = FormField(
                'Time zone',
                now.time_zone,
                'profile-zone',
                60,
                hint='Like Europe/Berlin. With UTC, times are those of your browser.',
                suggestions=ZONES,
            )
            hint = 'For dates and times; the screens are in English so far.'
            self._language = ChoiceField('Language', profile.LANGUAGES, now.language, 'profile-language', hint=hint)
        with block('row'):
            button('Save', self._save, 'main-action', data_testid='profile-keep')
            button('Use the time zone of this browser', self._here, 'bare', data_testid='profile-zone-here')

    async def _here(self) -> None:
        found = await ui.run_javascript(f'return {_HERE}')
        self._zone.value = str(found)[:60]

    async def _save(self) -> None:
        fields: dict[str, FormField | ChoiceField] = {
            'name': self._name,
            'handle': self._handle,
            'time_zone': self._zone,
            'language': self._language,
        }
        draft = profile.Draft(**{name: field.value for name, field in fields.items()})
        with toast_errors(), told_beside(fields):
            saved = await run_service(profile.save, self._user_id, draft)
            self._name.value, self._handle.value, self._zone.value = saved.name, saved.handle, saved.time_zone
            change_to('' if saved.time_zone == NONE_CHOSEN else saved.time_zone, saved.language)
            toast('Your profile is saved.')


class PhoneSection:
    """The number, and the code that verifies it."""

    def __init__(self, user: User) -> None:
        self._user_id = user.id
        with block('panel stack', tag='section', aria_label='Phone', data_testid='phone'):
            text('Phone', tag='h2')
            self._place = block('stack')
        self._draw(user.phone, user.phone_change)

    def _draw(self, number: str | None, pending: str | None) -> None:
        self._place.clear()
        with self._place:
            if pending:
                self._code(pending)
            elif number:
                with block('line'):
                    text(phone.shown(number), 'grow strong', data_testid='phone-number')
                    text('verified', 'quiet')
                    button('Remove', self._remove, 'bare', data_testid='phone-remove')
            else:
                self._number()

    def _number(self) -> None:
        text('A few roles, and bookings, ask for a phone number. Nobody else sees it.', 'quiet', tag='p')
        with block('row top'):
            field = FormField('Number, with its country', '', 'phone-field', 40, kind='tel', autocomplete='tel')

            async def ask() -> None:
                with toast_errors(), told_beside({phone.FIELD: field}):
                    self._draw(None, await run_service(phone.ask, self._user_id, field.value))

            button('Send me a code', ask, 'main-action', data_testid='phone-ask')

    def _code(self, pending: str) -> None:
        text(f'A code is on its way to {phone.shown(pending)}. It works for ten minutes.', tag='p')
        with block('row top'):
            field = FormField('Code', '', 'phone-code', 12, autocomplete='one-time-code')

            async def check() -> None:
                with toast_errors(), told_beside({phone.CODE_FIELD: field}):
                    self._draw(await run_service(phone.confirm, self._user_id, field.value), None)
                    toast('Your number is verified.')

            button('Verify', check, 'main-action', data_testid='phone-verify')
            button('Another number', self._forget, 'bare', data_testid='phone-again')

    async def _forget(self) -> None:
        with toast_errors():
            await run_service(phone.remove, self._user_id)
            self._draw(None, None)

    async def _remove(self) -> None:
        with toast_errors():
            if await confirm('Remove your phone number?', 'What asks for one is closed to you then.', 'Remove'):
                await self._forget()
