"""Three things for newcomers: what they are called, the address of their page, and whose days they live by."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from app import accounts
from app.accounts import profile as account
from app.artist import profiles, setting_out
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import FormField
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast_errors

ZONES = 'artist-zones'
BROWSER_ZONE = 'Intl.DateTimeFormat().resolvedOptions().timeZone'
NAME_LIMIT, SLUG_LIMIT, ZONE_LIMIT = 80, 60, 60


class SettingOut:
    """The form; `on_done` is called once it is saved, or skipped."""

    def __init__(self, user_id: str, on_done: Callable[[], Awaitable[None]]) -> None:
        self._user_id, self._on_done = user_id, on_done

    async def draw(self) -> None:
        """Draw it, filled in with what is known."""
        page = await run_service(profiles.of, self._user_id)
        user = await run_service(accounts.current_user)
        slug = page.slug or (await run_service(profiles.proposed_slug, self._user_id, page.name)).slug
        with block('panel stack', tag='section', aria_label='Set up your page', data_testid='setting-out'):
            text('Three things, and you have a page', tag='h2')
            with block('fields top'):
                self._name = FormField('What you are called as an artist', page.name, 'artist-name', NAME_LIMIT)
                hint = f'Everybody finds you at /u/{slug or "your-name"}.'
                self._slug = FormField('The address of your page', slug, 'artist-slug', SLUG_LIMIT, hint=hint)
                with block(tag='datalist', id=ZONES):
                    for zone in await run_service(account.time_zones):
                        block(tag='option', value=zone)
                self._name.on_left(self._propose)
                self._zone = FormField(
                    'Your time zone',
                    '' if user.timezone == 'UTC' else user.timezone,
                    'artist-zone',
                    ZONE_LIMIT,
                    hint='Your days and weeks begin and end by it.',
                    suggestions=ZONES,
                )
            with block('row'):
                button('Save', self._save, 'main-action', data_testid='artist-set-out')
                button('Skip for now', self._skip, 'bare', data_testid='artist-skip')
        if not self._zone.value:
            ui.timer(0.1, self._ask_browser, once=True)

    async def _ask_browser(self) -> None:
        """What the browser takes for its zone is a good guess, as long as nothing was written."""
        said = await ui.run_javascript(BROWSER_ZONE, timeout=5)
        if isinstance(said, str) and not self._zone.value:
            self._zone.value = said[:ZONE_LIMIT]

    async def _propose(self) -> str:
        """Show the address that the name would give, as long as none was written; what there is to say about it."""
        if not self._name.value.strip() or self._slug.value.strip():
            return ''
        found = await run_service(profiles.proposed_slug, self._user_id, self._name.value)
        if not self._slug.value.strip():
            self._slug.value = found.slug
            self._slug.tell(found.said)
        return found.said

    async def _save(self) -> None:
        if await self._propose():
            return  # another address than the name would give is seen before it is saved
        with toast_errors():
            fields = {'name': self._name, 'slug': self._slug, 'time_zone': self._zone}
            with told_beside(fields):
                zone = self._zone.value or 'UTC'
                await run_service(setting_out.set_out, self._user_id, self._name.value, self._slug.value, zone)
                await self._on_done()

    async def _skip(self) -> None:
        with toast_errors():
            await run_service(setting_out.skip, self._user_id)
            await self._on_done()
