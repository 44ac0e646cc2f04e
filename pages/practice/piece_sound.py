"""The band as files: recorded by a worker, followed live, to hear, to download part by part, to send on."""

from functools import partial

from nicegui import background_tasks

from app.jobs import own_jobs
from app.jobs.progress import HUB, Snapshot
from app.practice import performing, play_alongs
from app.practice.options import FASTEST, SLOWEST
from app.practice.pieces import Piece
from app.practice.play_alongs import HOUSE, SOUND, SoundOptions, SoundView
from components.audio.player_bar import play_button
from components.vocabulary import wording
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.form import ChoiceField, FormField
from components.vocabulary.keyed import Keyed
from pages.practice.numbers import written_number
from pages.shell.page_state import PageState
from pages.shell.send_to import send_button, sending
from pages.shell.services import run_service, toast_errors
from pages.shell.subscription import Subscription

PARTS = {'melody': 'Melody', 'piano': 'Piano', 'bass': 'Bass', 'drums': 'Drums', 'click': 'Click'}


class Recordings:
    """What was recorded of a piece, and a form for one more."""

    def __init__(self, user_id: str, piece: Piece, page_state: PageState) -> None:
        self._user_id, self._piece, self._state = user_id, piece, page_state
        self._followed: set[str] = set()
        with block(tag='details', data_testid='recordings'):
            text('The band as files', tag='summary')
            with block('stack'):
                text('A mix and a stem for each part, at any tempo and in any key.', 'quiet', tag='p')
                with block('fields'):
                    self._tempo = FormField('Tempo', str(piece.tempo), 'sound-tempo', 3, hint=f'{SLOWEST} to {FASTEST}')
                    keys = {str(n): f'{n:+d}' if n else 'as written' for n in range(-6, 7)}
                    self._transpose = ChoiceField('Transpose', keys, '0', 'sound-transpose')
                    times = {
                        str(n): 'once' if n == 1 else f'{n} times' for n in range(1, play_alongs.MOST_CHORUSES + 1)
                    }
                    self._choruses = ChoiceField('Choruses', times, '1', 'sound-choruses')
                    bands = performing.bands()
                    self._band = ChoiceField('Band', bands, HOUSE, 'sound-band')
                with block('row'):
                    button('Record the band', self._record, data_testid='record-band')
                self._place = block('stack')
                self._list = Keyed(self._place)

    async def draw(self) -> None:
        """Fetch and draw what there is."""
        found = await run_service(play_alongs.of_piece, self._user_id, self._piece.id)
        if self._place.is_deleted:
            return
        with self._list as shown:
            for one in found:
                shown.item(one.id, self._draw_one, one)
        for one in found:
            if not one.there and one.error is None and one.id not in self._followed:
                self._followed.add(one.id)
                with self._place:
                    Subscription(HUB.follow_job(one.id, self._follow))

    def _follow(self, now: Snapshot) -> None:
        background_tasks.create(self.draw(), name='recordings of a piece')

    def _draw_one(self, one: SoundView) -> None:
        with block('panel stack tight', data_testid='recording', data_state=one.status.value):
            with block('row spread'):
                text(_said(one, self._piece), 'strong')
                if not one.there and one.error is None:
                    text(f'{one.percent} %', 'number', data_testid='recording-percent')
                    cancel = partial(own_jobs.cancel, self._user_id, SOUND, one.id)
                    button('Cancel', partial(self._do, cancel), 'bare', data_testid='recording-cancel')
            if one.error:
                text(one.error, 'note bad', tag='p', role='alert')
            if one.there:
                with block('row'):
                    play_button(one.id, one.title)
                    address = f'/files/practice/sounds/{one.id}'
                    link('Mix', f'{address}/mix', 'button', icon='download', download='', data_testid='stem-mix')
                    for part in one.stems:
                        link(
                            PARTS.get(part, part),
                            f'{address}/{part}',
                            'button',
                            download='',
                            data_testid=f'stem-{part}',
                        )
                    send_button(one.id, one.title, sending(self._state, SOUND, f'{one.title}.flac'), 'bare')

    async def _do(self, deed: partial[None]) -> None:
        with toast_errors():
            await run_service(deed)
            await self.draw()

    async def _record(self) -> None:
        with toast_errors():
            tempo = written_number(self._tempo.value, 'tempo')
            tempo = None if tempo == self._piece.tempo else tempo
            options = SoundOptions(tempo, int(self._transpose.value), int(self._choruses.value), 0, self._band.value)
            await run_service(play_alongs.submit, self._user_id, self._piece.id, options)
            HUB.poke()
            await self.draw()


def _said(one: SoundView, piece: Piece) -> str:
    """How it was recorded."""
    asked = one.options
    told = [f'♩ = {asked.tempo or piece.tempo}']
    told += [f'{asked.transpose:+d}'] if asked.transpose else []
    told += [f'{asked.choruses} choruses'] if asked.choruses > 1 else []
    told += [asked.band] if asked.band != HOUSE else []
    told += [wording.length(one.seconds)] if one.seconds else []
    return ', '.join(told)
