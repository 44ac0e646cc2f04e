"""Announcements, as the admin makes them."""

from datetime import UTC, datetime

from nicegui import ui

from app.installation import announcements
from components.vocabulary.elements import block, button, text
from components.vocabulary.fields import choice_field, moment_field, text_field
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from models import Announcement
from models.types import utc_now
from pages.admin.parts import Live, head
from pages.shell.notices import BOARD
from pages.shell.services import run_service, screen, toast_errors

LEVELS = {'info': 'Information', 'warn': 'Warning', 'bad': 'Trouble'}


@screen
async def notices_page() -> None:
    """What everybody reads at the top of the screens."""
    with head('/admin/notices'):
        view = _Notices()
        view.form()
        await view.live.begin()


class _Notices:
    def __init__(self) -> None:
        with block('stack') as self._top:
            pass
        self.live = Live(announcements.announcements, self._draw)

    def form(self) -> None:
        with self._top, block('panel stack', tag='section', aria_label='A new announcement'):
            text('Announce something', tag='h2')
            said = text_field('What everybody reads', '', 'notice-text', announcements.TEXT_LIMIT)
            with block('fields'):
                level = choice_field('Weight', LEVELS, 'info', 'notice-level')
                starts = moment_field('From (UTC); empty is now', 'notice-from')
                ends = moment_field('To (UTC); empty is until you end it', 'notice-to')

            async def announce() -> None:
                with toast_errors():
                    await run_service(
                        announcements.announce, said.value or '', str(level.value), _moment(starts), _moment(ends)
                    )
                    for field in (said, starts, ends):
                        field.value = ''
                    BOARD.poke()
                    await self.live.refresh()

            said.on('keydown.enter', announce, [])
            with block('row'):
                button('Announce', announce, 'main-action', data_testid='notice-save')

    def _draw(self, keyed: Keyed, found: list[Announcement]) -> None:
        if not found:
            keyed.item('none', text, 'Nothing was announced yet.', 'quiet', tag='p')
            return
        with keyed.container('all', lambda: block('panel rows', tag='ul')) as rows:
            for notice in found:
                rows.item(notice.id, self._line, notice, _state(notice))

    def _line(self, notice: Announcement, state: str) -> None:
        with block('line', tag='li', data_testid='announcement', data_state=state):
            with block('grow'):
                with block('row'):
                    text(state, f'state {"completed" if state == "Shown" else ""}')
                    text(LEVELS[notice.level], f'ease {notice.level}')
                text(notice.text, 'wrap-any', tag='p')
                with block('row small quiet'):
                    text(notice.by, 'wrap-any')
                    text('from')
                    LocalTime(notice.starts_at)
                    if notice.ends_at is not None:
                        text('to')
                        LocalTime(notice.ends_at)

            async def end() -> None:
                await self.live.deed(announcements.end, notice.id)()
                BOARD.poke()

            button('End it' if state == 'Shown' else 'Delete', end, 'bare danger', data_testid='notice-end')


def _state(notice: Announcement) -> str:
    now = utc_now()
    over = notice.ends_at is not None and notice.ends_at <= now
    return 'Over' if over else 'To come' if notice.starts_at > now else 'Shown'


def _moment(field: ui.input) -> datetime | None:
    try:
        return datetime.fromisoformat(field.value or '').replace(tzinfo=UTC)
    except ValueError:
        return None
