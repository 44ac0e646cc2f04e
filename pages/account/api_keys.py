"""The API keys, on the account's screen."""

from datetime import UTC, date, datetime, time, timedelta

from nicegui import ui

from app import areas
from app.accounts import api_keys
from app.accounts.api_keys import ADMIN, READ, WRITE
from app.errors import NotAllowed
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.fields import choice_field, date_field, text_field
from components.vocabulary.local_time import LocalTime
from models import User
from pages.account.confirm_identity import confirmed
from pages.shell.services import run_service, toast_errors

MAY = {'': 'Nothing', READ: 'Read', WRITE: 'Read and write'}
DOES = {READ: 'reads', WRITE: 'reads and writes'}


async def keys_section(user: User) -> None:
    """Draw the panel."""
    with block('panel stack', tag='section', aria_label='API keys', data_testid='keys'):
        text('API keys', tag='h2')
        with block('row'):
            text('For programs that act for you. Each is shown once, when it is made.', 'quiet', tag='p')
            link('What programs can do', '/api/v1/docs', 'small', target='_blank', data_testid='api-docs')
        shown, listed = block(), block('stack tight', tag='ul')
        panel = _Keys(user, shown, listed)
        await panel.draw()
        _form(panel, is_admin=user.is_super_admin)


def _form(panel: '_Keys', *, is_admin: bool) -> None:
    """What a new key is to be."""
    with block('stack'):
        with block('row bottom'):
            name = text_field('Name', '', 'key-name', 60, placeholder='Like: nightly upload')
            until = date_field('Last day (UTC); empty: until you revoke it', '', 'key-until')
        choices = _choices(is_admin=is_admin)

        async def create() -> None:
            with toast_errors():
                scopes = [
                    f'{area}:{box.value}' if area else str(box.value) for area, box in choices.items() if box.value
                ]
                if not scopes:
                    raise NotAllowed('Choose what this key may do.')
                if await panel.create(name.value or '', scopes, _end_of(until.value or '')):
                    name.value = until.value = ''

        with block('row'):
            button('Make a key', create, data_testid='key-create')


def _choices(*, is_admin: bool) -> dict[str, ui.radio]:
    """What it may do, by area; '' stands for all of them, those of later versions too."""
    known = areas.each()
    found = {
        '': choice_field('Your files, jobs and account' if len(known) == 1 else 'Everything', MAY, READ, 'key-all')
    }
    if len(known) > 1:
        text(
            'If it is for some areas only, choose “Nothing” above, and what it may do in each.', 'small quiet', tag='p'
        )
        found |= {area.name: choice_field(area.label, MAY, '', f'key-{area.name}') for area in known}
    if is_admin:
        found[ADMIN] = choice_field('What admins do', MAY, '', 'key-admin')
    return found


def _end_of(day: str) -> datetime | None:
    """The last moment of a day; None without one."""
    if not day:
        return None
    try:
        return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), UTC)
    except (ValueError, OverflowError):
        raise NotAllowed('Write the day on which the key ends like 2027-03-31.') from None


class _Keys:
    def __init__(self, user: User, shown: ui.element, listed: ui.element) -> None:
        self._user, self._shown, self._listed = user, shown, listed

    async def draw(self) -> None:
        found = await run_service(api_keys.keys, self._user.id)
        if self._listed.is_deleted:
            return
        self._listed.clear()
        with self._listed:
            for key in found:
                self._line(key)

    async def create(self, name: str, scopes: list[str], until: datetime | None) -> bool:
        made = ''
        if not await confirmed():
            return False
        with toast_errors():
            made = await run_service(api_keys.create, self._user.id, name, scopes=scopes, expires_at=until)
            self._shown.clear()
            with self._shown, block('note good stack tight'):
                text('Copy it now: it is not shown again.', tag='p')
                text(made, 'mono wrap-any strong', data_testid='key-shown')
            await self.draw()
        return bool(made)

    def _line(self, key: api_keys.Key) -> None:
        async def revoke() -> None:
            with toast_errors():
                if await confirm(f'Revoke “{key.name}”?', 'Programs that use it stop working at once.', 'Revoke'):
                    await run_service(api_keys.revoke, self._user.id, key.id)
                    self._shown.clear()
                    await self.draw()

        with block('line', tag='li', data_testid='key'):
            with block('grow'):
                text(key.name, 'strong wrap-any')
                with block('row small quiet'):
                    text(f'{key.prefix}…', 'mono')
                    text(_may(key.scopes), data_testid='key-may')
                    _moments(key)
            button('Revoke', revoke, 'bare', aria_label=f'Revoke {key.name}', data_testid='key-revoke')


def _moments(key: api_keys.Key) -> None:
    """When it was used last, and when it ends."""
    if key.last_used_at is None:
        text('never used')
    else:
        text('last used')
        LocalTime(key.last_used_at)
    if key.expires_at is not None:
        text('has ended' if key.has_expired else 'ends', 'strong' if key.has_expired else '', data_testid='key-ends')
        LocalTime(key.expires_at)


def _may(scopes: tuple[str, ...]) -> str:
    """What a key may do, in words: to write says that it reads, too."""
    most = {word.rpartition(':')[0]: word.rpartition(':')[2] for word in sorted(scopes)}
    named = {'': 'everything', ADMIN: 'what admins do'}
    said = [f'{DOES[deed]} {named.get(area) or f"in {areas.label(area)}"}' for area, deed in sorted(most.items())]
    return ', '.join(said)
