"""What is done from the board: sessions opened and moved, time booked for a client or blocked."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from nicegui import ui

from app.billing import money
from app.errors import LevelMixError
from app.studio import assigning, blocks, cautions, moving
from app.studio.board import Board, Entry
from app.studio.moving import Moving
from app.studio.studios import StudioView
from components.studio.board import Spot
from components.studio.words import when
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import answer_of, block, button
from pages.shell.services import run_service, toast, toast_errors
from pages.studio.asking import ask_sure, sheet
from pages.studio.block_sheet import BlockSheet
from pages.studio.book_sheet import BookSheet
from pages.studio.moments import moment_of

NOBODY = 'none'


class BoardActions:
    """What the buttons and lanes of a board do; `on_change` is called once something has."""

    def __init__(self, user_id: str, studio: StudioView, on_change: Callable[[], Awaitable[None]]) -> None:
        self._user_id, self._studio, self._on_change = user_id, studio, on_change
        self._board: Board | None = None

    def know(self, found: Board) -> None:
        """Take note of what the board shows now."""
        self._board = found

    async def open(self, entry: Entry) -> None:
        """A session's page, or what can be done with a block."""
        if entry.kind in ('booking', 'hold'):
            ui.navigate.to(f'/studio/bookings/{entry.id}')
        elif entry.kind in ('block', 'weekly'):
            await self._open_block(entry)
        elif entry.kind == 'away':
            ui.navigate.to(f'/studio/settings/away?studio={self._studio.slug}')
        elif entry.kind == 'external':
            toast('This comes from a calendar outside. It is changed there.')
        else:
            toast('A client has asked for this time. Answer on the page of their session.')

    async def _open_block(self, entry: Entry) -> None:
        weekly = entry.kind == 'weekly'
        said = when(entry.starts_at, entry.ends_at, self._studio.zone)
        lost = f'Every week from {said} on, all of them go.' if weekly else f'{said} can be booked again.'
        if await confirm(f'Take “{entry.title}” away?', lost, 'Take it away'):
            with toast_errors():
                await run_service(blocks.remove, self._user_id, entry.id.split(':')[1])
                await self._on_change()

    async def move(self, entry: Entry, to: Spot, *, by_engineers: bool) -> tuple[str, str]:
        """Move a session once whoever works here has seen what that means; what to say, and why it was refused."""
        try:
            return await self._moved(entry, to, by_engineers), ''
        except LevelMixError as error:
            return '', f'{entry.title} stays where it was. {error}'

    async def _moved(self, entry: Entry, to: Spot, by_engineers: bool) -> str:
        day, minute = date.fromisoformat(to.day), to.minute
        start = entry.starts_at
        if (day, minute) != (entry.day, entry.start):
            start = moment_of(self._studio.zone, day, minute)
        engineer = (None if to.lane == NOBODY else to.lane) if by_engineers else entry.engineer_id
        room = entry.room_id or '' if by_engineers else to.lane
        stays = start == entry.starts_at and room == entry.room_id
        beware = await self._beware(entry, start, engineer)
        said = await self._given(entry, engineer, beware) if stays else await self._shifted(entry, start, room, beware)
        if said and engineer != entry.engineer_id:
            await run_service(assigning.assign, self._user_id, entry.id, engineer)
        return said or 'It stays where it was.'

    async def _beware(self, entry: Entry, start: datetime, engineer: str | None) -> list[str]:
        minutes = int((entry.ends_at - entry.starts_at).total_seconds()) // 60
        ask = partial(cautions.of_time, self._user_id, self._studio.id, start, minutes, engineer, but=entry.id)
        return (await run_service(ask)).sentences

    async def _given(self, entry: Entry, engineer: str | None, beware: list[str]) -> str:
        """What to say once it may have another engineer at its own time; empty where it shall not."""
        if not beware or engineer in (None, entry.engineer_id):
            return 'Done.'
        there = when(entry.starts_at, entry.ends_at, self._studio.zone)
        ask = partial(ask_sure, f'Give {entry.title} to them?', [f'It is on {there}.'], 'Do it anyway', 'sure-give')
        return 'Done.' if await ask(beware=beware) else ''

    async def _shifted(self, entry: Entry, start: datetime, room: str, beware: list[str]) -> str:
        """What to say once it was moved to another time or room; empty where it shall not be."""
        found = await run_service(partial(moving.preview, self._user_id, entry.id, start, room_id=room))
        there = when(start, start + timedelta(minutes=found.minutes), self._studio.zone)
        named = self._room_name(room) if room != entry.room_id else ''
        title = f'Move {entry.title} to {there}{f", {named}" if named else ""}?'
        yes = 'Move it anyway' if beware else 'Move it'
        if not await ask_sure(title, self._told(entry, found), yes, 'sure-move', beware=beware):
            return ''
        await run_service(partial(moving.move, self._user_id, entry.id, start, room_id=room))
        return f'Moved to {there}.'

    def _told(self, entry: Entry, found: Moving) -> list[str]:
        said = partial(money.words, currency=found.currency)
        lines = [f'It was on {when(entry.starts_at, entry.ends_at, self._studio.zone)}.']
        lines.append(f'It costs {said(found.total)}; {said(found.rest)} of that is still to be paid.')
        if found.back:
            lines.append(f'{said(found.back)} go back to whoever booked.')
        return [*lines, 'Whoever booked is told.']

    def _room_name(self, room_id: str) -> str:
        found = self._board.rooms if self._board else ()
        return next((room.name for room in found if room.id == room_id), '')

    async def add(self, spot: Spot) -> None:
        """Book or block at a place of the board that was pressed."""
        with sheet('What shall be here?', 'board-adding') as dialog, block('row'):
            button('Book for a client', partial(dialog.submit, 'book'), 'main-action', data_testid='adding-book')
            button('Block this time', partial(dialog.submit, 'block'), data_testid='adding-block')
            button('Cancel', partial(dialog.submit, None), 'bare')
        wanted = await answer_of(dialog)
        if wanted == 'book':
            await self.book(spot)
        elif wanted == 'block':
            await self.block_time(spot)

    async def book(self, spot: Spot | None = None) -> None:
        """Book a session for a client."""
        if self._board is not None and await BookSheet(self._user_id, self._board, self._at(spot)).ask():
            await self._on_change()

    async def block_time(self, spot: Spot | None = None) -> None:
        """Block some hours or a day, once or every week."""
        if self._board is not None and await BlockSheet(self._user_id, self._board, self._at(spot)).ask():
            await self._on_change()

    def _at(self, spot: Spot | None) -> Spot:
        """A place of the board; today where none was pressed, and the first room for an engineer's lane."""
        assert self._board is not None
        rooms = [room.id for room in self._board.rooms]
        if spot is None:
            days = [day.isoformat() for day in self._board.days]
            today = self._board.now.astimezone(ZoneInfo(self._studio.zone)).date().isoformat()
            return Spot(today if today in days else days[0], rooms[0], 12 * 60)
        return spot if spot.lane in rooms else Spot(spot.day, rooms[0], spot.minute)
