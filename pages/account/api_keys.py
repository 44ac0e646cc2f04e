"""The API keys, on the account's screen."""

from nicegui import ui

from app import areas
from app.accounts import api_keys
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.fields import text_field
from components.vocabulary.local_time import LocalTime
from models import User
from pages.account.confirm_identity import confirmed
from pages.shell.services import run_service, toast_errors


async def keys_section(user: User) -> None:
    """Draw the panel."""
    with block('panel stack', tag='section', aria_label='API keys', data_testid='keys'):
        text('API keys', tag='h2')
        text('For programs that act for you. Each is shown once, when it is made.', 'quiet', tag='p')
        shown, listed = block(), block('stack tight', tag='ul')
        panel = _Keys(user, shown, listed)
        await panel.draw()
        with block('row bottom'):
            name = text_field('Name', '', 'key-name', 60, placeholder='Like: nightly upload')
            writes = ui.checkbox('May write').props('data-testid=key-writes')
            limits = _limits()

            async def create() -> None:
                only = [area for area, box in limits.items() if box.value]
                if await panel.create(name.value or '', writes=bool(writes.value), only=only):
                    name.value = ''

            button('Make a key', create, data_testid='key-create')


def _limits() -> dict[str, ui.checkbox]:
    """The areas that a key may be limited to, if there are several; if none is chosen, it works for all."""
    known = areas.each()
    return {
        area.name: ui.checkbox(f'{area.label} only').props(f'data-testid=key-only-{area.name}')
        for area in (known if len(known) > 1 else ())
    }


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

    async def create(self, name: str, *, writes: bool, only: list[str]) -> bool:
        made = ''
        if not await confirmed():
            return False
        with toast_errors():
            made = await run_service(api_keys.create, self._user.id, name, writes=writes, only=only)
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
                    text('reads and writes' if key.writes else 'reads only')
                    if key.areas:
                        text(f'{" and ".join(areas.label(area) for area in key.areas)} only')
                    if key.last_used_at is None:
                        text('never used')
                    else:
                        text('last used')
                        LocalTime(key.last_used_at)
            button('Revoke', revoke, 'bare', aria_label=f'Revoke {key.name}', data_testid='key-revoke')
