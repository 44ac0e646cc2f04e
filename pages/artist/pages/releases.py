"""An artist's releases: in their order, with what was clicked, made and deleted here."""

from functools import partial

from nicegui import ui

from app import accounts
from app.artist import clicks, public_words, release_fields, releases
from app.artist.release_views import ReleaseView
from components.artist.numbers_words import counted
from components.artist.ordered import Ordered, handle
from components.vocabulary.dialogs import ask_text
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from pages.artist.pages.place import tabs
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast, toast_errors

DAYS = 28


@screen
async def releases_screen(page_state: PageState) -> None:
    """All of them."""
    ui.page_title('Releases – LevelMix')
    user = await run_service(accounts.current_user)
    await _Releases(user.id).draw()


class _Releases:
    def __init__(self, user_id: str) -> None:
        self._user_id, self._deleted = user_id, ('', '')
        self._seen = ''
        tabs('/artist/releases')
        with block('pagehead'):
            with block():
                text('Releases', tag='h1')
                text('The first one stands at the top of your page. Move them by their handles.', tag='p')
            button('New release', self._new, 'main-action', icon='add', data_testid='release-new')
        self._note = block()
        self._place = block('stack')

    async def draw(self) -> None:
        """Draw them as they are."""
        found = await run_service(releases.listed, self._user_id)
        counts = await run_service(clicks.totals, self._user_id, DAYS)
        self._seen = releases.mark_of([one.id for one in found])
        self._draw_note()
        self._place.clear()
        with self._place:
            if not found:
                lesson = 'A release has a page of its own, with every place where it is heard. Begin with its title.'
                empty('No release yet', lesson, testid='releases-empty')
                return
            with Ordered(self._order).classes('ordered'):
                for one in found:
                    self._draw_row(one, counts.get(one.id, 0))

    def _draw_row(self, one: ReleaseView, count: int) -> None:
        day = public_words.day(one.date) if one.date else 'no date'
        count_links = len(one.links) + len(one.custom)
        with block(tag='li', data_key=one.id, data_testid='release-row'):
            handle(one.title)
            with block('stack tight'):
                link(one.title, f'/artist/releases/{one.id}', 'name')
                with block('row small quiet'):
                    text('Public' if one.is_public else 'Draft', f'badge-word {"good" if one.is_public else ""}')
                    text(f'{one.kind_label} · {day} · {counted(count_links, "link")}')
                    text(f'{counted(count, "click")} in {DAYS} days', data_testid='release-clicks')
                if gone := len(one.links_gone):
                    said = 'A link leads nowhere' if gone == 1 else f'{gone} links lead nowhere'
                    text(said, 'remark', data_testid='release-links-gone')
            with block('acts'):
                button('Delete', partial(self._delete, one), 'bare danger', data_testid='release-delete')

    def _draw_note(self) -> None:
        self._note.clear()
        release_id, title = self._deleted
        if release_id:
            with self._note, block('note row', role='status', data_testid='release-deleted'):
                text(f'“{title}” is deleted. It can be brought back for 30 days.')
                button('Bring it back', self._restore, 'bare', data_testid='release-restore')

    async def _new(self) -> None:
        title = await ask_text('New release', 'Title', '', release_fields.TITLE_MOST, 'Go on')
        if title is None:
            return
        with toast_errors():
            made = await run_service(releases.make, self._user_id, title)
            ui.navigate.to(f'/artist/releases/{made.id}')

    async def _delete(self, one: ReleaseView) -> None:
        with toast_errors():
            await run_service(releases.delete, self._user_id, one.id)
            self._deleted = (one.id, one.title)
            await self.draw()

    async def _restore(self) -> None:
        with toast_errors():
            await run_service(releases.restore, self._user_id, self._deleted[0])
            self._deleted = ('', '')
            await self.draw()
            toast('It is back.')

    async def _order(self, ids: list[str]) -> None:
        with toast_errors():
            try:
                await run_service(releases.order, self._user_id, ids, self._seen)
            finally:  # what was drawn follows what is stored, whoever was first
                await self.draw()
