"""Links by which a guest finds their files: made, copied, taken back."""

from functools import partial

from nicegui import ui

from app.config import settings
from app.studio import delivery_links
from app.studio.delivery_links import Link
from app.studio.delivery_lists import ClientView
from components.vocabulary import wording
from components.vocabulary.elements import block, button, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.shell.services import run_service, toast_errors


class GuestLinks:
    """The links of one guest that work."""

    def __init__(self, user_id: str, studio_id: str, client: ClientView) -> None:
        self._user_id, self._studio, self._client = user_id, studio_id, client

    async def draw(self) -> None:
        """Fetch and draw them."""
        with block('panel stack', tag='section', aria_label='Links', data_testid='guest-links'):
            text('Links', tag='h2')
            said = 'Whoever has a link finds all files of this guest. Give it to them, and to nobody else.'
            text(said, 'quiet small', tag='p')
            self._made = block('note good')
            self._made.visible = False
            self._list = Keyed(block('rows'))
            with block('row'):
                button('Make a link', self._make, data_testid='make-link')
        await self._show()

    async def _show(self) -> None:
        found = await run_service(delivery_links.listed, self._user_id, self._studio, self._client.key)
        with self._list as rows:
            for one in found:
                rows.item(one.id, self._draw_one, one)

    def _draw_one(self, one: Link) -> None:
        with block('row small', data_testid='guest-link'):
            text('came with a mail' if one.by_mail else 'made')
            LocalTime(one.created_at)
            text(f'works until {wording.day(one.expires_at)}', 'quiet')
            if one.last_used_at is not None:
                text('used', 'quiet')
                LocalTime(one.last_used_at)
            button('Take it back', partial(self._revoke, one), 'bare', data_testid='revoke-link')

    async def _make(self) -> None:
        with toast_errors():
            name = '' if self._client.name == self._client.email else self._client.name
            path = await run_service(delivery_links.make, self._user_id, self._studio, self._client.key, name)
            self._made.visible = True
            self._made.clear()
            with self._made:
                text('It is shown only now. Copy it:', 'small', tag='p')
                field = ui.input(value=f'{settings().address}{path}').props('readonly outlined data-testid=made-link')
                field.props('aria-label="The link"')
            await self._show()

    async def _revoke(self, one: Link) -> None:
        with toast_errors():
            await run_service(delivery_links.revoke, self._user_id, self._studio, one.id)
            await self._show()
