"""Files of numbers: dropped, asked about, shown before they are saved, and taken back."""

from collections.abc import Callable
from datetime import date
from functools import partial

from nicegui import background_tasks

from app.artist import import_jobs
from app.artist.import_jobs import ImportView
from app.artist.import_views import PREVIEW, READ, SAVED, UNDONE
from app.errors import LevelMixError
from app.jobs.progress import HUB
from components.artist.numbers_words import amount, day
from components.uploads.uploader import DropZone, Here
from components.vocabulary import wording
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from models import Status
from pages.artist.numbers_questions import Questions
from pages.shell.declined import declined
from pages.shell.page_state import PageState
from pages.shell.services import run_service, sentence, toast, toast_errors
from pages.shell.subscription import Subscription

HINT = (
    'CSV or ZIP, up to 50 MB, as Spotify for Artists, YouTube Studio, TikTok Studio, Meta Business Suite, Bandcamp and '
    'Apple Music for Artists let you download them; any other table, too.'
)
WORDS = {'new': 'New', 'changed': 'Changed', 'equal': 'Known already', 'kept': 'Stays, from a stronger source'}
LISTED = 20


class NumbersImports:
    """The place to drop files, and what becomes of them; `on_first` is called once any is saved."""

    def __init__(self, user_id: str, page_state: PageState, on_first: Callable[[], None] | None = None) -> None:
        self._user_id, self._state, self._on_first = user_id, page_state, on_first
        self._sent: set[str] = set()
        self._asked = self._drawn = 0

    async def draw(self) -> None:
        """Draw it, and follow imports while they are at work."""
        with block('panel stack', tag='section', id='import', aria_label='Import'):
            text('Bring a file', tag='h2')
            await declined(self._user_id, self._state, 'artist', 'was not taken')
            DropZone(HINT, 'files of numbers', anything=True)
            self._shown = Keyed(block('stack', data_testid='imports'))
        await self._show()
        self._state.on_queue = self._queue_changed
        Subscription(lambda: setattr(self._state, 'on_queue', None))
        Subscription(HUB.follow_user(self._user_id, lambda now: self._again()))
        self._queue_changed()

    def _queue_changed(self) -> None:
        for one in self._state.waiting.here:
            if one.id not in self._sent:
                self._sent.add(one.id)
                background_tasks.create(self._take(one), name='a file of numbers')

    async def _take(self, one: Here) -> None:
        """A file has arrived: it is read without another press."""
        if self._shown.place.is_deleted:
            return
        with self._shown.place:
            try:
                await run_service(import_jobs.submit_sent, self._user_id, one.id, {import_jobs.CHOICE: {}})
            except LevelMixError as error:
                toast(f'{one.name}: {sentence(error)}', bad=True)
                return
            if self._state.uploader is not None:
                self._state.uploader.taken([one.id])
            HUB.poke()
            await self._show()

    def _again(self) -> None:
        background_tasks.create(self._show(), name='imports of numbers')

    async def _show(self) -> None:
        """Draw what there is; a look that took longer than a later one draws nothing over it."""
        self._asked += 1
        mine = self._asked
        found = await run_service(import_jobs.behind, self._user_id, None, LISTED)
        if self._shown.place.is_deleted or mine < self._drawn:
            return
        self._drawn = mine
        with self._shown.place.client, self._shown as shown:
            for one in found:
                shown.item(one.id, self._one, one)
            if self._on_first is not None and any(one.step == SAVED for one in found):
                self._on_first()
                self._on_first = None

    def _one(self, one: ImportView) -> None:
        tone = 'bad' if one.status == Status.FAILED else ''
        with block(
            f'note stack tight {tone}',
            tag='article',
            aria_label=one.file_name,
            data_testid='import',
            data_step=one.step,
        ):
            with block('row spread'):
                text(one.file_name, 'strong wrap-any')
                with block('small quiet'):
                    LocalTime(one.created_at)
            if one.is_active:
                self._moving(one)
            elif one.error:
                text(one.error, tag='p', role='alert')
                self._buttons(one)
            elif one.asks:
                Questions(one, partial(self._answer, one.id)).draw()
                self._buttons(one)
            else:
                self._preview(one)
                self._buttons(one)

    def _moving(self, one: ImportView) -> None:
        with block('row spread small'):
            text(one.stage_label or 'Waiting for its turn', data_testid='import-stage')
            text(wording.time_left(one.seconds_left) or f'{one.percent} %', 'number')
        bar = block('meter', role='progressbar', aria_label='How far it is', aria_valuenow=one.percent)
        with bar.style(f'--share: {one.percent / 100}'):
            block(tag='i')
        with block('row'):
            button('Cancel', partial(self._do, import_jobs.cancel, one.id), 'bare', data_testid='import-cancel')

    def _preview(self, one: ImportView) -> None:
        told = one.found
        counts = {WORDS[word].lower(): count for word, count in told.get('counts', {}).items() if count}
        said = ', '.join(f'{count:,} {word}' for word, count in counts.items()) or 'nothing in it'
        brings = one.step != PREVIEW or not counts or counts.keys() & {WORDS['new'].lower(), WORDS['changed'].lower()}
        what = {SAVED: 'Saved', UNDONE: 'Taken back'}.get(one.step, 'Would bring' if brings else 'Nothing to save')
        text(f'{one.label}. {what}: {said}.', tag='p', data_testid='import-counts')
        if one.step != PREVIEW:
            return
        if one.is_outdated:
            text('Your numbers have changed since this was compared with them.', tag='p', data_testid='outdated')
        for note in told.get('notes', ()):
            text(note, 'small', tag='p')
        if told.get('rows'):
            with block('table-scroll', tabindex='0', role='region', aria_label=f'The first values of {one.file_name}'):
                _rows(told['rows'])
        if told.get('refusals'):
            with block(tag='details', data_testid='refused'):
                text(f'{told["refusals"]:,} rows are left out', tag='summary')
                for line, why, member in told['refused']:
                    where = f'{member}, line {line}' if member and member != one.file_name else f'Line {line}'
                    text(f'{where}: {why}', 'small', tag='p')

    def _buttons(self, one: ImportView) -> None:
        with block('row'):
            if one.can_save:
                brings = one.found['counts']['new'] + one.found['counts']['changed']
                if brings:
                    said = f'Save {brings:,} value{"s" if brings > 1 else ""}'
                    save = partial(self._do, import_jobs.save, one.id)
                    button(said, save, 'main-action', data_testid='import-save')
            if one.is_outdated:
                button('Compare again', partial(self._answer, one.id, {}), data_testid='import-compare')
            if one.status in (Status.FAILED, Status.CANCELLED) and one.step == READ:
                button('Try again', partial(self._answer, one.id, {}), data_testid='import-again')
            if one.step == SAVED:
                link('Show all', '/artist/numbers', 'button', data_testid='import-show')
            if one.can_undo:
                button('Undo', partial(self._do, import_jobs.undo, one.id), data_testid='import-undo')
            if one.step in (READ, PREVIEW, UNDONE):
                discard = partial(self._do, import_jobs.discard, one.id)
                button('Throw away', discard, 'bare', data_testid='import-discard')

    async def _answer(self, import_id: str, answers: dict[str, object]) -> None:
        with toast_errors():
            await run_service(import_jobs.answer, self._user_id, import_id, answers)
            HUB.poke()
            await self._show()

    async def _do(self, service: Callable[[str, str], None], import_id: str) -> None:
        with toast_errors():
            await run_service(service, self._user_id, import_id)
            HUB.poke()
            await self._show()


def _rows(rows: list[dict[str, object]]) -> None:
    with block('table', tag='table'):
        text('The first five values', 'hidden-visually', tag='caption')
        with block(tag='thead'), block(tag='tr'):
            for label in ('Day', 'What', 'Value', 'Change'):
                text(label, 'num' if label == 'Value' else '', tag='th', scope='col')
        with block(tag='tbody'):
            for row in rows:
                was = f', was {amount(float(str(row["was"])))}' if row['word'] == 'changed' else ''
                with block(tag='tr', data_testid='preview-row'):
                    text(day(date.fromisoformat(str(row['day']))), tag='td')
                    text(' · '.join(str(row[one]) for one in ('what', 'subject') if row[one]), 'wrap-any', tag='td')
                    text(amount(float(str(row['value']))), 'num', tag='td')
                    text(f'{WORDS[str(row["word"])]}{was}', 'quiet', tag='td')
