"""The rooms of a studio, and who works in them."""

from functools import partial

from app.studio import rooms
from app.studio.rooms import Engineer, Room
from app.studio.studios import StudioView
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, dialog_named, text
from components.vocabulary.form import FormField
from components.vocabulary.keyed import Keyed
from pages.shell.forms import Fields, told_beside
from pages.shell.services import run_service, toast, toast_errors
from pages.studio.place import Here, read_all, whole

ROOM_SHEET = 'Room'


async def draw_rooms(found: Here, studio: StudioView) -> None:
    """Both lists, each with a form below it."""
    await _Rooms(found.user_id, studio.id).begin()
    await _Engineers(found.user_id, studio.id).begin()


class _Rooms:
    def __init__(self, user_id: str, studio_id: str) -> None:
        self._user_id, self._studio_id = user_id, studio_id
        with block('panel stack', tag='section', aria_label='Rooms', data_testid='rooms'):
            text('Rooms', tag='h2')
            self._list = Keyed(block('rows', tag='ul'))
            with block('row'):
                button('Add a room', partial(self._ask, None), icon='add', data_testid='room-add')
        self._stage = block()

    async def begin(self) -> None:
        """Show what there is."""
        found = await run_service(partial(rooms.of_studio, self._studio_id, closed=True))
        if not self._list.place.is_deleted:
            with self._list as shown:
                for room in found:
                    shown.item(room.id, self._line, room)

    def _line(self, room: Room) -> None:
        with block('line', tag='li', data_testid='room'):
            with block('grow'):
                with block('row'):
                    text(room.name, 'strong wrap-any')
                    if not room.is_active:
                        text('not booked any more', 'badge-word')
                gaps = {'before': room.gap_before, 'after': room.gap_after}
                gap = ', '.join(f'{minutes} min {when}' for when, minutes in gaps.items() if minutes)
                text(f'{gap} each session' if gap else 'no gap between sessions', 'quiet small', tag='p')
            button(
                'Change', partial(self._ask, room), 'bare', aria_label=f'Change {room.name}', data_testid='room-change'
            )
            word = 'Close' if room.is_active else 'Open again'
            press = partial(self._switch, room)
            button(word, press, 'bare', aria_label=f'{word} {room.name}', data_testid='room-switch')

    async def _switch(self, room: Room) -> None:
        with toast_errors():
            await run_service(partial(rooms.change, self._user_id, room.id, is_active=not room.is_active))
            await self.begin()

    async def _ask(self, room: Room | None) -> None:
        title = f'Change {room.name}' if room else 'A new room'
        with (
            self._stage,
            dialog_named(title) as dialog,
            block('sheet stack', role='dialog', aria_label=title, data_testid='room-form'),
        ):
            text(title, tag='h2')
            name = FormField('Name', room.name if room else '', 'room-name', 120)
            with block('fields top'):
                before = FormField('Minutes before a session', str(room.gap_before if room else 0), 'room-before', 3)
                after = FormField('Minutes after it', str(room.gap_after if room else 0), 'room-after', 3)
            text('What is booked already keeps the gaps it was booked with.', 'quiet small', tag='p')
            fields: Fields = {'name': name, 'gap_before': before, 'gap_after': after}

            async def save() -> None:
                with toast_errors(), told_beside(fields):
                    gaps = read_all(
                        {
                            'gap_before': partial(whole, before.value, 'minutes'),
                            'gap_after': partial(whole, after.value, 'minutes'),
                        }
                    )
                    if room is None:
                        await run_service(
                            partial(rooms.add, self._user_id, self._studio_id, name.value, about='', **gaps)
                        )
                    else:
                        await run_service(partial(rooms.change, self._user_id, room.id, name=name.value, **gaps))
                    dialog.submit(True)

            with block('row end'):
                button('Cancel', partial(dialog.submit, False))
                button('Save', save, 'main-action', data_testid='room-save')
        dialog.props('no-backdrop-dismiss')
        if await dialog:
            await self.begin()
        if not dialog.is_deleted:
            dialog.delete()


class _Engineers:
    def __init__(self, user_id: str, studio_id: str) -> None:
        self._user_id, self._studio_id = user_id, studio_id
        with block('panel stack', tag='section', aria_label='Engineers', data_testid='engineers'):
            text('Engineers', tag='h2')
            text(
                'Who works sessions. With the mail address of an account, they sign in and see them.', 'quiet', tag='p'
            )
            self._list = Keyed(block('rows', tag='ul'))
            with block('row bottom'):
                self._name = FormField('Name', '', 'engineer-name', 120)
                self._mail = FormField(
                    'Mail of their account, if they have one', '', 'engineer-mail', 254, kind='email'
                )
                button('Add', self._add, icon='add', data_testid='engineer-add')

    async def begin(self) -> None:
        """Show who there is."""
        found = await run_service(rooms.engineers, self._studio_id)
        if not self._list.place.is_deleted:
            with self._list as shown:
                for engineer in found:
                    shown.item(engineer.id, self._line, engineer)

    def _line(self, engineer: Engineer) -> None:
        with block('line', tag='li', data_testid='engineer'):
            with block('grow row'):
                text(engineer.name, 'strong wrap-any')
                if engineer.user_id:
                    text('signs in', 'badge-word')
            press = partial(self._end, engineer)
            button('Remove', press, 'bare', aria_label=f'Remove {engineer.name}', data_testid='engineer-end')

    async def _add(self) -> None:
        with toast_errors(), told_beside({'name': self._name}):
            given = self._name.value, self._mail.value
            await run_service(partial(rooms.add_engineer, self._user_id, self._studio_id, given[0], email=given[1]))
            self._name.value = self._mail.value = ''
            toast(f'{given[0].strip()} works here now.')
            await self.begin()

    async def _end(self, engineer: Engineer) -> None:
        if await confirm(f'Remove {engineer.name}?', 'Sessions to come have no engineer then.', 'Remove'):
            with toast_errors():
                await run_service(rooms.end_engineer, self._user_id, engineer.id)
                await self.begin()
