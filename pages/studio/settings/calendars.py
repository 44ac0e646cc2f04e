"""Calendars: sessions that others read at secret addresses, and calendars elsewhere that keep rooms busy."""

from collections.abc import Iterator
from functools import partial

from app.errors import AddressRefused, NoAnswer, NotAllowed
from app.studio import feeds, outside, people, rooms
from app.studio.outside import Outside
from app.studio.rooms import Room
from app.studio.studios import StudioView
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import ChoiceField, FormField
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.shell.services import run_service, toast, toast_errors
from pages.studio.feed_addresses import FeedAddresses, Kind
from pages.studio.place import Here

LONGEST_ADDRESS = 2000
BUSY_ONLY = 'When, and nothing of who comes. For a calendar that others see.'


async def draw_calendars(found: Here, studio: StudioView) -> None:
    """What goes out, and what comes in."""
    engineers = await run_service(rooms.engineers, studio.id)
    works = any(one.user_id == found.user_id and one.is_active for one in engineers)
    known = await run_service(partial(rooms.of_studio, studio.id, closed=True))
    owns = await run_service(people.owns, found.user_id, studio.id)
    await FeedAddresses(found.user_id, list(_kinds(studio, works))).draw()
    elsewhere = _Elsewhere(found.user_id, studio.id, known, owns)
    elsewhere.draw()
    await elsewhere.refresh()


def _kinds(studio: StudioView, works: bool) -> Iterator[Kind]:
    yield Kind('All sessions', f'Who comes to {studio.name}, when, and to which room.', feeds.ALL, studio.id)
    yield Kind('All sessions, busy only', BUSY_ONLY, feeds.ALL, studio.id, True)
    if works:
        yield Kind('Sessions that I work', 'Those that have you as their engineer.', feeds.ENGINEER, studio.id)
        yield Kind('Sessions that I work, busy only', BUSY_ONLY, feeds.ENGINEER, studio.id, True)


class _Elsewhere:
    """The calendars elsewhere; only who owns the studio adds and removes them."""

    def __init__(self, user_id: str, studio_id: str, known: list[Room], owns: bool) -> None:
        self._user_id, self._studio_id, self._owns = user_id, studio_id, owns
        self._rooms = {room.id: room.name for room in known}
        self._open = {room.id: room.name for room in known if room.is_active}

    def draw(self) -> None:
        """Draw the list, empty still, and the form for owners."""
        with block('panel stack', tag='section', aria_label='Calendars elsewhere', data_testid='outside'):
            text('Calendars elsewhere', tag='h2')
            lesson = 'While one of them says busy, its room cannot be booked. They are read every quarter of an hour.'
            text(lesson, 'quiet', tag='p')
            self._list = Keyed(block('rows', tag='ul'))
            self._none = text('No calendar is read so far.', 'quiet', tag='p')
            if self._owns:
                self._draw_form()
            else:
                text('The owner of the studio adds and removes them.', 'quiet small', tag='p')
        self._stage = block()

    def _draw_form(self) -> None:
        hint = 'It ends in .ics, most times. Calendar programs call it the secret or the public address.'
        self._address = FormField('Its address', '', 'outside-address', LONGEST_ADDRESS, hint=hint, kind='url')
        with block('fields top'):
            hint = 'Empty is the name of its server'
            self._name = FormField('What you call it', '', 'outside-name', 120, hint=hint)
            self._room = ChoiceField('It keeps busy', {'': 'All rooms', **self._open}, '', 'outside-room')
        with block('row'):
            button('Add', self._add, 'main-action', data_testid='outside-add')

    async def refresh(self) -> None:
        """Show what there is."""
        found = await run_service(outside.of_studio, self._user_id, self._studio_id)
        if self._list.place.is_deleted:
            return
        self._none.visible = not found
        with self._list as shown:
            for one in found:
                shown.item(one.id, self._line, one)

    def _line(self, one: Outside) -> None:
        with block('line', tag='li', data_testid='outside-one'):
            with block('grow'):
                text(one.name, 'strong wrap-any')
                where = self._rooms.get(one.room_id, 'a closed room') if one.room_id else 'all rooms'
                busy = 'once' if one.times == 1 else f'{one.times:,} times'
                with block('row small quiet'):
                    text(', '.join(([one.host] if one.host != one.name else []) + [where, f'busy {busy}']), 'wrap-any')
                    if one.read_at is not None:
                        with block('row tight', data_testid='outside-read-at'):
                            text('last read')
                            LocalTime(one.read_at)
                if one.error:
                    self._failed(one)
            now = partial(self._read_now, one)
            button('Read now', now, 'bare', aria_label=f'Read now: {one.name}', data_testid='outside-read')
            if self._owns:
                press = partial(self._remove, one)
                button('Remove', press, 'bare', aria_label=f'Remove {one.name}', data_testid='outside-remove')

    @staticmethod
    def _failed(one: Outside) -> None:
        text(one.error, 'wrong wrap-any', tag='p', data_testid='outside-error')
        with block('row small quiet'):
            text('What it said last goes on to count. It is tried again')
            LocalTime(one.next_at)

    async def _add(self) -> None:
        self._address.tell('')
        given = self._user_id, self._studio_id, self._address.value, self._name.value
        with toast_errors():
            try:
                added = await run_service(partial(outside.add, *given, room_id=self._room.value))
            except (AddressRefused, NoAnswer, NotAllowed) as error:
                self._address.tell(str(error))
                return
            self._address.value = self._name.value = ''
            toast(f'{added.name} is read from now on.')
            await self.refresh()

    async def _read_now(self, one: Outside) -> None:
        with toast_errors():
            try:
                found = await run_service(outside.read_now, self._user_id, one.id)
                if not found.error:
                    toast(f'{found.name} was read.')
            finally:
                await self.refresh()

    async def _remove(self, one: Outside) -> None:
        with self._stage:
            if not await confirm(f'Remove {one.name}?', 'What it kept busy can be booked again.', 'Remove'):
                return
        with toast_errors():
            await run_service(outside.remove, self._user_id, one.id)
            await self.refresh()
