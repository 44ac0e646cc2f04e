"""Times in which nobody can book: those of every week, and those of single days that are still to come."""

from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from app.studio import blocks, board
from app.studio.blocks import Blocked
from app.studio.board import Board
from app.studio.studios import StudioView
from components.studio.board import Spot
from components.studio.words import clock_time
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.keyed import Keyed
from models.types import utc_now
from pages.shell.services import run_service, toast_errors
from pages.studio.block_sheet import BlockSheet, weekly_words
from pages.studio.place import Here

AHEAD = timedelta(days=400)


async def draw_blocks(found: Here, studio: StudioView) -> None:
    """Both lists."""
    today = utc_now().astimezone(ZoneInfo(studio.zone)).date()
    known = await run_service(board.between, found.user_id, studio.id, today, 1)
    await _Blocks(found.user_id, known).begin()


class _Blocks:
    def __init__(self, user_id: str, known: Board) -> None:
        self._user_id, self._board = user_id, known
        self._rooms = {room.id: room.name for room in known.rooms}
        with block('panel stack', tag='section', aria_label='Blocked times', data_testid='blocks'):
            text('Blocked times', tag='h2')
            self._list = Keyed(block('rows', tag='ul'))
            self._none = text('Nothing is blocked.', 'quiet', tag='p')
            with block('row'):
                button('Block time', self._add, icon='add', data_testid='block-time')
        self._stage = block()

    async def begin(self) -> None:
        """Show what there is."""
        studio, today = self._board.studio, self._board.days[0]
        weekly = await run_service(blocks.weekly, self._user_id, studio.id)
        each = await run_service(blocks.of_studio, self._user_id, studio.id, today, today + AHEAD)
        if self._list.place.is_deleted:
            return
        once = [one for one in each if one.weekday is None]
        self._none.visible = not weekly and not once
        with self._list as shown:
            for one in (*weekly, *once):
                shown.item(one.id, self._line, one)

    def _line(self, one: Blocked) -> None:
        said = _words(one)
        with block('line', tag='li', data_testid='blocked'):
            with block('grow'):
                text(said, 'strong')
                where = self._rooms.get(one.room_id, 'a closed room') if one.room_id else 'all rooms'
                text(', '.join(filter(None, (where, one.reason))), 'small quiet wrap-any', tag='p')
            press = partial(self._remove, one, said)
            button('Remove', press, 'bare', aria_label=f'Remove {said}', data_testid='blocked-remove')

    async def _add(self) -> None:
        at = Spot(self._board.days[0].isoformat(), '', 12 * 60)
        with self._stage:
            if await BlockSheet(self._user_id, self._board, at).ask():
                await self.begin()

    async def _remove(self, one: Blocked, said: str) -> None:
        with self._stage:
            if not await confirm(f'Remove {said}?', 'It can be booked again.', 'Remove'):
                return
        with toast_errors():
            await run_service(blocks.remove, self._user_id, one.id)
            await self.begin()


def _words(one: Blocked) -> str:
    if one.weekday is not None and one.starts is not None and one.ends is not None:
        until = f' until {one.last:%-d %B %Y}' if one.last else ''
        return f'{weekly_words(one.weekday, one.starts, one.ends)}, from {one.day:%-d %B %Y}{until}'
    if one.starts is None or one.ends is None:
        return f'{one.day:%a %-d %B %Y}, the whole day'
    return f'{one.day:%a %-d %B %Y}, {clock_time(one.starts)} to {clock_time(one.ends)}'
