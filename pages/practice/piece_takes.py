"""Takes of a piece: recorded or sent, scored by a worker, drawn on the page note by note."""

from dataclasses import replace
from functools import partial

from nicegui import background_tasks

from app.config import settings
from app.jobs import own_jobs
from app.jobs.progress import HUB, Snapshot
from app.practice import own_takes
from app.practice.own_takes import LONGEST_S, TAKE, TakeOptions, TakeView
from app.practice.pieces import Piece
from app.practice.takes.clicks import CLICKS_S, LASTS_S
from app.practice.takes.result import VerdictKind
from components.practice.keyboard_take import KeyboardTake
from components.practice.play_along import Asked, PlayAlong
from components.practice.take_recorder import Recorded, TakeRecorder
from components.uploads.uploader import DropZone
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from components.vocabulary.sound import sound
from pages.shell.page_state import PageState
from pages.shell.services import run_service, toast_errors
from pages.shell.subscription import Subscription

COLOURS = {
    VerdictKind.HIT: 'hit',
    VerdictKind.OFF: 'off',
    VerdictKind.OCTAVE: 'off',
    VerdictKind.WRONG: 'miss',
    VerdictKind.MISSING: 'miss',
}


class Takes:
    """A place to play, and how it went before."""

    def __init__(self, user_id: str, piece: Piece, page_state: PageState, along: PlayAlong) -> None:
        self._user_id, self._piece, self._state, self._along = user_id, piece, page_state, along
        self._asked = Asked(piece.tempo)
        self._followed: set[str] = set()
        self._sent: set[str] = set()
        self._coming: dict[str, tuple[Recorded, Asked]] = {}
        with block('panel stack', tag='section', aria_label='Your takes', data_testid='takes'):
            text('Play it', tag='h2')
            text(
                'Your take is heard note by note: which were hit, how early or late, and what to practise next.',
                'quiet',
            )
            TakeRecorder(int(LONGEST_S), settings().max_upload_bytes, CLICKS_S, LASTS_S, self._recorded)
            self._keyboard = KeyboardTake(piece.id, self._taken)
            with block(tag='details'):
                text('Or send a recording', tag='summary')
                DropZone('A take of this piece, in any format, of up to 10 minutes.', 'take', single=True)
            self._place = block('stack')
            self._list = Keyed(self._place)
        page_state.on_queue = self._queue_changed
        Subscription(lambda: setattr(page_state, 'on_queue', None))

    def asked(self, asked: Asked) -> None:
        """The piece is played in another way now."""
        self._asked = asked
        self._keyboard.asked(asked.tempo, asked.transpose, asked.first, asked.last)

    async def draw(self) -> None:
        """Fetch and draw the takes."""
        found = await run_service(own_takes.of_piece, self._user_id, self._piece.id)
        if self._place.is_deleted:
            return
        with self._list as shown:
            for one in found:
                shown.item(one.id, self._draw_one, one)
        for one in found:
            if one.score is None and one.error is None and one.id not in self._followed:
                self._followed.add(one.id)
                with self._place:
                    Subscription(HUB.follow_job(one.id, self._follow))
        latest = next((one for one in found if one.result is not None), None)
        if latest is not None:
            self._colour(latest)

    def _follow(self, now: Snapshot) -> None:
        background_tasks.create(self.draw(), name='takes of a piece')

    def _recorded(self, known: Recorded) -> None:
        """It is on its way, under this name; by now it may be played in another way again."""
        self._coming[known.name] = (known, self._asked)

    def _queue_changed(self) -> None:
        """What was recorded has arrived: it is scored without another press."""
        for one in self._state.waiting.here:
            if one.id not in self._sent:
                self._sent.add(one.id)
                background_tasks.create(self._submit(one.id, one.name), name='a take')

    async def _submit(self, upload_id: str, name: str) -> None:
        with self._place, toast_errors():
            known, asked = self._coming.pop(name, (None, self._asked))
            options = TakeOptions(asked.tempo, asked.transpose, asked.first, asked.last)
            if known is not None and known.began_ms is not None:
                options = replace(options, band=True, began_ms=known.began_ms, delay_ms=known.delay_ms)
            await run_service(own_takes.submit_recording, self._user_id, upload_id, self._piece.id, options)
            if self._state.uploader is not None:
                self._state.uploader.taken([upload_id])
            HUB.poke()
            await self.draw()

    async def _taken(self, take_id: str) -> None:
        HUB.poke()
        await self.draw()

    def _colour(self, take: TakeView) -> None:
        """Draw a verdict on the page."""
        if take.result is not None:
            marks: dict[str, list[str]] = {'hit': [], 'off': [], 'miss': []}
            for note in take.result.notes:
                marks[COLOURS[note.kind]].append(note.id)
            self._along.colour(marks)

    def _draw_one(self, take: TakeView) -> None:
        with block('panel stack tight', data_testid='take', data_state=take.status.value):
            with block('row spread'):
                with block('row'):
                    if take.score is not None:
                        text(f'{take.score:.0f}', 'big-number', data_testid='score')
                    LocalTime(take.created_at)
                    if take.score is None and take.error is None:
                        text(f'{take.percent} %', 'number', data_testid='take-percent')
                with block('row'):
                    if take.result is not None:
                        button('Show on the page', partial(self._colour, take), 'bare', data_testid='show-take')
                    button('Delete', partial(self._delete, take), 'bare', icon='delete', data_testid='delete-take')
            if take.error:
                text(take.error, 'note bad', tag='p', role='alert', data_testid='take-error')
            if take.result is not None:
                self._draw_result(take)

    def _draw_result(self, take: TakeView) -> None:
        assert take.result is not None
        with block('tiles'):
            for part in take.result.parts:
                with block('tile', data_testid='take-part'):
                    text(part.name.capitalize(), 'quiet small')
                    text(f'{part.points:.0f} of {part.most}', 'strong')
                    text(part.words, 'small')
        if take.result.hints:
            text('Next', 'label')
            with block(tag='ul'):
                for hint in take.result.hints:
                    text(hint, tag='li', data_testid='hint')
        if take.source == 'audio':
            sound('Your take', '', f'/files/practice/takes/{take.id}', f'take-sound-{take.id}')

    async def _delete(self, take: TakeView) -> None:
        if await confirm('Delete this take?', 'Its recording goes. The score stays in your progress.', 'Delete'):
            with toast_errors():
                await run_service(own_jobs.delete, self._user_id, TAKE, take.id)
                await self.draw()
