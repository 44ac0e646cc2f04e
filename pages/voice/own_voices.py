"""The voices somebody has had learnt, and those that are being learnt right now."""

import asyncio
from dataclasses import replace
from functools import partial

from nicegui import background_tasks

from app.jobs.progress import HUB, Snapshot
from app.voice import own_voices
from app.voice.options import NAME_LIMIT
from app.voice.own_voices import OwnVoice
from components.jobs.live_row import LiveRow
from components.vocabulary import wording
from components.vocabulary.confirm import confirm
from components.vocabulary.dialogs import ask_text
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.keyed import Keyed
from components.vocabulary.sound import sound
from models import Status
from pages.shell.services import run_service, toast, toast_errors
from pages.shell.subscription import Subscription


class OwnVoices:
    """The list; it follows the jobs that learn."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        self._one_by_one = asyncio.Lock()
        self._shown: set[str] = set()
        self._others: set[str] = set()
        self._rows: dict[str, LiveRow] = {}
        self._list = Keyed(block('stack', tag='ul', data_testid='own-voices'))
        with block() as self._nothing:
            empty('No voice of your own yet', 'Send or record a sample above; it takes some minutes.', testid='no-own')
        Subscription(HUB.follow_user(user_id, self._hear))

    async def draw(self) -> None:
        """Fetch and draw all of them."""
        async with self._one_by_one:
            found = await run_service(own_voices.mine, self._user_id)
            if self._list.place.is_deleted:
                return
            self._shown = {one.job_id for one in found}
            learning = {one.job_id: one.moving for one in found if one.moving is not None}
            with self._list as shown:
                for one in found:
                    # What moves is no reason to draw the whole anew: a press on what is replaced would be lost.
                    shown.item(one.id, self._draw_one, replace(one, moving=None))
            self._rows = {job_id: row for job_id, row in self._rows.items() if job_id in learning}
            for job_id, row in self._rows.items():
                row.show(learning[job_id])
            self._nothing.visible = not found

    def _hear(self, now: Snapshot) -> None:
        """A job of theirs has moved: one that learns moves on here, one that ended is drawn, and of one that is new it
        is looked which it is."""
        row = self._rows.get(now.id)
        if row is not None and now.active:
            row.show(now)
        elif now.id not in self._others:
            background_tasks.create(self._look(now.id), name='own voices')

    async def _look(self, job_id: str) -> None:
        await self.draw()
        if job_id not in self._shown:
            self._others.add(job_id)

    def _draw_one(self, one: OwnVoice) -> None:
        with block('panel stack tight', tag='li', data_testid='own-voice', data_status=one.status, data_name=one.name):
            with block('row spread'):
                text(one.name, 'strong wrap-any', tag='h3')
                with block('acts row tight'):
                    self._buttons(one)
            if one.status == 'training':
                waits = Snapshot(one.job_id, self._user_id, Status.QUEUED, 0, None, None, cancel_requested=False)
                self._rows[one.job_id] = LiveRow(one.name, waits)
                text('You can leave this page or close it: learning goes on.', 'quiet small', tag='p')
            elif one.there:
                self._draw_ready(one)
            elif one.cancelled:
                text(one.error or '', 'note', tag='p', role='status', data_testid='own-error')
            else:
                text(one.error or '', 'note bad', tag='p', role='alert', data_testid='own-error')
            agreed = f'{one.consent_name} agreed on {wording.day(one.consented_at)}.'
            text(agreed, 'quiet small wrap-any', tag='p', data_testid='own-agreed')

    def _draw_ready(self, one: OwnVoice) -> None:
        if one.similarity is not None and one.nearest is not None:
            near, alike = one.nearest_name, one.nearest[1]
            told = f'Likeness {one.similarity:.2f} of 1; the nearest voice of the list, {near}, has {alike:.2f}.'
            text(told, tag='p', data_testid='own-likeness')
        for warning in one.warnings:
            text(warning, 'quiet small', tag='p')
        sound('Hear it', f'learnt from {one.seconds or 0:.0f} s', f'/files/voice/own/{one.id}/preview', 'own-preview')

    def _buttons(self, one: OwnVoice) -> None:
        if one.status == 'training':
            button('Cancel', partial(self._do, own_voices.cancel, one, ''), 'bare', data_testid='own-cancel')
            return
        if not one.there:
            button('Try again', partial(self._do, own_voices.retry, one, ''), data_testid='own-retry')
        else:
            link('Speak with it', f'/voice?voice={one.id}', 'button', data_testid='own-speak')
        button('Rename', partial(self._rename, one), 'bare', data_testid='own-rename')
        button('Delete', partial(self._delete, one), 'bare danger', data_testid='own-delete')

    async def _do(self, deed: object, one: OwnVoice, said: str) -> None:
        assert callable(deed)
        with toast_errors():
            await run_service(deed, self._user_id, one.id)
            HUB.poke()
            await self.draw()
            if said:
                toast(said)

    async def _rename(self, one: OwnVoice) -> None:
        name = await ask_text('Rename the voice', 'What it is called', one.name, NAME_LIMIT, 'Save')
        if name is not None:
            with toast_errors():
                await run_service(own_voices.rename, self._user_id, one.id, name)
                await self.draw()

    async def _delete(self, one: OwnVoice) -> None:
        consequence = 'Its samples and all that was learnt of them go, too. Clips stay. This can’t be undone.'
        if await confirm(f'Delete “{one.name}”?', consequence, 'Delete'):
            await self._do(own_voices.delete, one, f'Deleted: {one.name}.')
