"""The board of a studio by week and month: what its rooms or engineers have to do, moved by pointer or keys."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from nicegui import ui

from app.studio import board
from app.studio.board import Board, Entry
from app.studio.studios import StudioView
from components.studio.board import BoardDay, BoardEntry, BoardLane, Spot, StudioBoard
from components.studio.words import STATES, times
from components.vocabulary.elements import block, button, link, text
from models.types import utc_now
from pages.shell.addresses import address_of
from pages.shell.filters import chip
from pages.shell.services import look_again, run_service
from pages.studio.board_actions import BoardActions
from pages.studio.place import Here, head

PATH = '/studio'
EVERY_S = 4.0
WEEK = 7
NOBODY = 'none'
LEAST_MINUTES = 480


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks for: a day (YYYY-MM-DD) in what is shown, week or month, rooms or engineers."""

    day: str = ''
    show: str = 'week'
    by: str = 'rooms'
    studio: str = ''

    @property
    def address(self) -> str:
        """The address of this view."""
        return address_of(PATH, self)

    def first(self, today: date) -> tuple[date, int]:
        """The first day that is shown, a Monday, and how many there are."""
        at = self.at(today)
        if self.show == 'month':
            monday = _monday(at.replace(day=1))
            after = (at.replace(day=28) + timedelta(days=4)).replace(day=1)
            return monday, -(-(after - monday).days // WEEK) * WEEK
        return _monday(at), WEEK

    def at(self, today: date) -> date:
        """The day that the address names; today where it names none."""
        try:
            found = date.fromisoformat(self.day)
        except ValueError:
            return today
        return found if 1990 < found.year < 2200 else today

    def moved(self, today: date, way: int) -> 'View':
        """The same a week or a month earlier or later."""
        at = self.at(today)
        if self.show == 'month':
            there = (at.replace(day=1) + timedelta(days=way * 31 if way > 0 else -1)).replace(day=1)
        else:
            there = at + timedelta(days=WEEK * way)
        return replace(self, day=there.isoformat())


async def draw_board(found: Here, studio: StudioView, view: View) -> None:
    """Draw it, and keep it up to date while it is open."""
    with head(found, PATH):
        pass
    shown = _Shown(found, studio, view)
    shown.draw_ways()
    await shown.begin()


class _Shown:
    def __init__(self, found: Here, studio: StudioView, view: View) -> None:
        self._user_id, self._studio, self._view = found.user_id, studio, view
        self._zone = ZoneInfo(studio.zone)
        self._today = utc_now().astimezone(self._zone).date()
        self._actions = BoardActions(found.user_id, studio, self._refresh)
        self._entries: dict[str, Entry] = {}

    def draw_ways(self) -> None:
        """Earlier, today and later; week or month; rooms or engineers."""
        view, today = self._view, self._today
        first, days = view.first(today)
        with block('row spread studio-ways'):
            with block('row'):
                link('', view.moved(today, -1).address, 'button square', icon='M12.500 4.500 7 10l5.500 5.500',
                     aria_label='Earlier', data_testid='board-earlier')  # fmt: skip
                link('Today', replace(view, day='').address, 'button', data_testid='board-today')
                link('', view.moved(today, 1).address, 'button square', icon='M7.500 4.500 13 10l-5.500 5.500',
                     aria_label='Later', data_testid='board-later')  # fmt: skip
                text(_span(view, view.at(today), first, days), 'strong', tag='h2', data_testid='board-span')
            with block('row'):
                with block('chips', tag='nav', aria_label='What the board shows'):
                    for name, label in (('week', 'Week'), ('month', 'Month')):
                        chip(label, replace(view, show=name).address, name, here=view.show == name)
                self._by = block('chips', tag='nav', aria_label='Lanes')
                button('Block time', self._actions.block_time, data_testid='block-time')
                button('Book for a client', self._actions.book, 'main-action', data_testid='book-for')

    async def begin(self) -> None:
        """Draw it for the first time; what changes is drawn every few seconds."""
        found = await self._fetched()
        if found.engineers:
            with self._by:
                for name, label in (('rooms', 'Rooms'), ('engineers', 'Engineers')):
                    chip(label, replace(self._view, by=name).address, name, here=self._view.by == name)
        self._board = StudioBoard(
            on_open=self._open, on_move=self._move, on_add=self._actions.add, on_more=self._show_week
        )
        self._draw(found)
        look_again(EVERY_S, self._refresh)

    async def _refresh(self) -> None:
        found = await self._fetched()
        if not self._board.is_deleted:
            self._draw(found)

    async def _fetched(self) -> Board:
        first, days = self._view.first(self._today)
        return await run_service(board.between, self._user_id, self._studio.id, first, days)

    def _draw(self, found: Board) -> None:
        self._entries = {entry.id: entry for entry in found.entries}
        self._actions.know(found)
        by_engineers = self._view.by == 'engineers' and bool(found.engineers)
        lanes = [BoardLane(one.id, one.name) for one in (found.engineers if by_engineers else found.rooms)]
        if by_engineers:
            lanes.append(BoardLane(NOBODY, 'Nobody yet'))
        month = self._view.at(self._today).month if self._view.show == 'month' else None
        shown = [entry for entry in found.entries if by_engineers or entry.kind != 'away']
        entries = [_entry(entry, self._studio.zone, by_engineers) for entry in shown]
        first, last = _reach(found)
        days = [_day(day, found, month) for day in found.days]
        self._board.show(self._view.show, days, lanes, entries, grid=found.studio.grid_minutes, first=first, last=last)

    async def _open(self, entry_id: str) -> None:
        entry = self._entries.get(entry_id)
        if entry is not None:
            await self._actions.open(entry)

    async def _move(self, entry_id: str, to: Spot) -> None:
        entry = self._entries.get(entry_id)
        if entry is None:
            self._board.settled(entry_id, '', refused='It is not there any more.')
            return
        said, refused = await self._actions.move(entry, to, by_engineers=self._view.by == 'engineers')
        await self._refresh()
        self._board.settled(entry_id, said, refused=refused)

    def _show_week(self, day: str) -> None:
        ui.navigate.to(replace(self._view, show='week', day=day).address)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _span(view: View, at: date, first: date, days: int) -> str:
    if view.show == 'month':
        return f'{at:%B %Y}'
    last = first + timedelta(days=days - 1)
    month = '' if first.month == last.month else f' {first:%B}'
    return f'{first.day}{month} to {last.day} {last:%B %Y}'


def _day(day: date, found: Board, month: int | None) -> BoardDay:
    now = found.now.astimezone(ZoneInfo(found.studio.zone))
    minute = now.hour * 60 + now.minute
    studio_day = now.date() - timedelta(days=1) if minute < found.studio.day_starts else now.date()
    if studio_day != now.date():
        minute += 1440
    return BoardDay(
        day.isoformat(),
        f'{day:%A} {day.day} {day:%B}',
        f'{day:%a} {day.day}',
        tuple(found.studio.opening.get(day.weekday(), ())),
        minute if day == studio_day else None,
        outside=month is not None and day.month != month,
    )


def _entry(entry: Entry, zone: str, by_engineers: bool) -> BoardEntry:
    lane = entry.room_id or ''
    if by_engineers:
        lane = (entry.engineer_id or NOBODY) if entry.kind in ('booking', 'hold', 'away') else ''
    note = STATES.get(entry.state, '') if entry.state not in ('', 'confirmed') else ''
    kind = 'block' if entry.kind in ('weekly', 'away') else entry.kind
    when = times(entry.starts_at, entry.ends_at, zone)
    return BoardEntry(
        entry.id, entry.day.isoformat(), entry.start, entry.end, lane, kind, entry.title, when, note, entry.state,
        entry.movable,
    )  # fmt: skip


def _reach(found: Board) -> tuple[int, int]:
    """From which minute to which the lanes go: whatever is open or taken, in whole hours."""
    begins = [opens for day in found.days for opens, _ in found.studio.opening.get(day.weekday(), ())]
    ends = [closes for day in found.days for _, closes in found.studio.opening.get(day.weekday(), ())]
    sessions = [entry for entry in found.entries if entry.kind not in ('block', 'weekly', 'away', 'external')]
    first = min([*begins, *(entry.start for entry in sessions)], default=600) // 60 * 60
    last = -(-max([*ends, *(entry.end for entry in sessions)], default=1320) // 60) * 60
    return first, max(last, first + LEAST_MINUTES)
