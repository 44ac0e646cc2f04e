"""Connected platforms: how each is doing in plain words, and what could be connected."""

from functools import partial
from urllib.parse import unquote

from nicegui import ui

from app import accounts
from app.artist import connecting, platforms, syncing
from app.artist.platforms import Health, Offer
from components.vocabulary.confirm import confirm_which
from components.vocabulary.elements import block, button, text
from components.vocabulary.empty import empty
from components.vocabulary.form import FormField
from components.vocabulary.local_time import LocalTime
from pages.shell.forms import told_beside
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast, toast_errors

TONES = {'ok': 'good', 'reading': 'good', 'reconnect': 'bad', 'choose': 'bad'}
ASKED_LIMIT = 300
ERASE = 'erase'


@screen
async def platforms_page(page_state: PageState) -> None:
    """How all connections are doing."""
    ui.page_title('Platforms – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'), block():
        text('Platforms', tag='h1')
        text('What you connect is read once a day. What opens it is kept sealed, and shown to nobody.', tag='p')
    if said := _told():
        text(said, 'note', tag='p', role='status', data_testid='told')
    await _Platforms(user.id).draw()


def _told() -> str:
    """What the way back from a platform wants to have shown."""
    request = ui.context.client.request
    return unquote(request.cookies.get(accounts.TOLD_COOKIE, ''))[:300] if request else ''


class _Platforms:
    """Everything below the heading."""

    def __init__(self, user_id: str) -> None:
        self._user_id, self._place = user_id, block('stack loose')

    async def draw(self) -> None:
        """Look at it again, and draw it."""
        found = await run_service(platforms.overview, self._user_id)
        if self._place.is_deleted:
            return
        self._place.clear()
        with self._place:
            for health in found.connections:
                self._connection(health)
            if found.offers:
                text('Connect another one' if found.connections else 'Connect one', tag='h2')
            for offer in found.offers:
                self._offer(offer)
            if not found.offers and not found.connections:
                lesson = 'Whoever runs this server has entered no keys for any. Bring your numbers by file instead.'
                empty('No platform can be connected here', lesson, action='Bring a file', href='/artist/numbers')

    def _connection(self, one: Health) -> None:
        label = f'{one.label}: {one.account}'
        with block('panel stack', tag='section', aria_label=label, data_testid='connection', data_state=one.state):
            with block('row spread'):
                text(label, 'wrap-any', tag='h2')
                text(one.words, f'badge-word {TONES.get(one.state, "")}', data_testid='connection-state')
            with block('row small quiet'):
                if one.synced_at is None:
                    text('Not read yet')
                else:
                    text('Last read')
                    LocalTime(one.synced_at)
                if one.next_at is not None:
                    text('· tried again')
                    LocalTime(one.next_at)
            if one.error:
                text(one.error, 'note bad' if one.state == 'reconnect' else 'note', tag='p', data_testid='last-error')
            with block('row'):
                self._actions(one)

    def _actions(self, one: Health) -> None:
        if one.state == 'choose':
            button('Use this account', partial(self._choose, one), 'main-action', data_testid='use-account')
        elif one.state == 'reconnect':
            asked = one.asked if one.asks else ''
            press = partial(self._connect, one.platform, asked, None)
            button('Connect again', press, 'main-action', data_testid='reconnect')
        elif one.state == 'ok':
            button('Read it now', partial(self._read, one), data_testid='read-now')
        button('Disconnect', partial(self._disconnect, one), 'bare danger', data_testid='disconnect')

    def _offer(self, one: Offer) -> None:
        with block('panel stack', tag='section', aria_label=one.label, data_testid=f'offer-{one.platform}'):
            text(one.label, tag='h3')
            text(one.gives, 'quiet', tag='p')
            field = None
            if one.asks:
                hint = 'It looks like https://open.spotify.com/artist/…' if one.platform == 'spotify' else ''
                field = FormField(one.asks, one.asked, f'asked-{one.platform}', ASKED_LIMIT, hint=hint)
            with block('row'):
                press = partial(self._connect, one.platform, '', field)
                button(f'Connect {one.label}', press, 'main-action', data_testid=f'connect-{one.platform}')

    async def _connect(self, platform: str, asked: str, field: FormField | None) -> None:
        with toast_errors(), told_beside({'asked': field} if field else {}):
            typed = field.value if field else asked
            ui.navigate.to(await run_service(connecting.begin, self._user_id, platform, typed))

    async def _choose(self, one: Health) -> None:
        with toast_errors():
            toast(await run_service(connecting.choose, self._user_id, one.id))
            await self.draw()

    async def _read(self, one: Health) -> None:
        with toast_errors():
            await run_service(syncing.ask, self._user_id, one.id)
            toast(f'{one.label} is being read.')
            await self.draw()

    async def _disconnect(self, one: Health) -> None:
        with toast_errors():
            ways = {ERASE: 'Disconnect and erase its numbers'}
            how = await confirm_which(f'Disconnect {one.label}?', one.parting, ways, 'Disconnect, keep its numbers')
            if how is None:
                return
            toast(await run_service(syncing.disconnect, self._user_id, one.id, keep_numbers=how != ERASE))
            await self.draw()
