"""The journal: a clock with goals, what is played while it runs, and every session before."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from app import accounts
from app.practice import journal, piece_lists
from app.practice.journal import Item, Sitting
from components.practice.clock import Clock
from components.practice.piece_card import address
from components.practice.words import signs
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.form import ChoiceField, FormField
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.practice.numbers import written_number
from pages.shell.forms import Fields, told_beside
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast_errors

SHOWN = 20
RATINGS = {'': 'not rated', '1': '★', '2': '★★', '3': '★★★', '4': '★★★★', '5': '★★★★★'}


@screen
async def journal_page(page_state: PageState) -> None:
    """The visitor’s sessions."""
    ui.page_title('Journal – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'), block():
        text('Journal', tag='h1')
        text('Say what you are after, start the clock, and write down how it went.', tag='p')
    desk = _Desk(user.id)
    await desk.draw()


class _Desk:
    """The clock, and the sessions below it."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        self._now = Keyed(block('stack'))
        with block('stack', tag='section', aria_label='Sessions before'):
            text('Earlier sessions', tag='h2')
            self._before = Keyed(block('stack'))

    async def draw(self) -> None:
        """Fetch and draw all of it."""
        running = await run_service(journal.running, self._user_id)
        found = await run_service(journal.behind, self._user_id, None, SHOWN)
        if self._now.place.is_deleted:
            return
        with self._now as now:
            if running is None:
                now.item('start', self._draw_start)
            else:
                now.item(running.id, self._draw_running, running)
        with self._before as before:
            for sitting in found:
                if not sitting.running:
                    before.item(sitting.id, self._draw_sitting, sitting)
            if not any(not sitting.running for sitting in found):
                before.item(
                    'none', lambda: empty('No sessions yet', 'The first one begins above.', testid='no-sessions')
                )

    def _draw_start(self) -> None:
        with block('panel stack', tag='section', aria_label='A new session'):
            goals = ui.textarea('Goals, one on each line').props('outlined autogrow maxlength=4000 data-testid=goals')

            async def begin() -> None:
                with toast_errors():
                    await run_service(journal.start, self._user_id, (goals.value or '').splitlines())
                    await self.draw()

            with block('row'):
                button('Start the clock', begin, 'main-action big', data_testid='start')

    def _draw_running(self, sitting: Sitting) -> None:
        with block('panel stack', tag='section', aria_label='The session now', data_testid='running'):
            with block('row spread'):
                Clock(sitting.started_at, sitting.rested_s, sitting.paused_at)
                with block('row'):
                    if sitting.paused_at is None:
                        button('Pause', partial(self._turn, journal.pause, sitting), data_testid='pause')
                    else:
                        again = partial(self._turn, journal.resume, sitting)
                        button('Go on', again, 'main-action', data_testid='go-on')
                    button('Stop', partial(self._turn, journal.stop, sitting), 'danger', data_testid='stop')
            reached = set(sitting.achievements)
            for goal in sitting.goals:
                self._goal(sitting, goal, goal in reached)
            _Played(self._user_id, sitting, self.draw).draw()

    def _goal(self, sitting: Sitting, goal: str, reached: bool) -> None:
        async def tick(now: bool) -> None:
            kept = [one for one in sitting.achievements if one != goal] + ([goal] if now else [])
            with toast_errors():
                await run_service(partial(journal.change, self._user_id, sitting.id, achievements=kept))
                await self.draw()

        box = ui.checkbox(goal, value=reached, on_change=lambda event: tick(bool(event.value)))
        box.props('data-testid=goal')

    async def _turn(self, deed: Callable[[str, str], Sitting], sitting: Sitting) -> None:
        """Pause the clock, let it go on, or stop it."""
        with toast_errors():
            await run_service(deed, self._user_id, sitting.id)
            await self.draw()

    def _draw_sitting(self, sitting: Sitting) -> None:
        with block('panel stack tight', data_testid='session'):
            with block('row spread'):
                with block('row'):
                    LocalTime(sitting.started_at)
                    text(f'{sitting.minutes} min', 'strong', data_testid='minutes')
                    text(RATINGS.get(str(sitting.rating or ''), ''), aria_label=f'{sitting.rating or 0} of 5')
                with block('row'):
                    button('How was it?', partial(self._write, sitting), 'bare', icon='edit', data_testid='write')
                    button('Delete', partial(self._delete, sitting), 'bare', icon='delete', data_testid='delete')
            for goal in sitting.goals:
                text(f'{"✓" if goal in sitting.achievements else "–"} {goal}', 'small')
            if sitting.notes:
                text(sitting.notes, 'clip-text', tag='p')
            _items(sitting.items)

    async def _write(self, sitting: Sitting) -> None:
        with ui.dialog() as dialog, block('sheet', role='dialog', aria_label='Session', data_testid='session-sheet'):
            text('How was it?', tag='h2')
            rating = ChoiceField('Rating', RATINGS, str(sitting.rating or ''), 'rating')
            notes = ui.textarea('Notes', value=sitting.notes)
            notes.props(f'outlined autogrow maxlength={journal.NOTES_LIMIT} data-testid=session-notes')
            with block('row').style('justify-content: flex-end'):
                button('Go back', lambda: dialog.submit(False))
                button('Save', lambda: dialog.submit(True), 'main-action', data_testid='session-save')
        if await dialog is True:
            with toast_errors():
                said = int(rating.value) if rating.value else None
                await run_service(
                    partial(journal.change, self._user_id, sitting.id, notes=notes.value or '', rating=said)
                )
                await self.draw()
        if not dialog.is_deleted:
            dialog.delete()

    async def _delete(self, sitting: Sitting) -> None:
        if await confirm('Delete this session?', 'What was played in it goes, too. Scores stay.', 'Delete'):
            with toast_errors():
                await run_service(journal.delete, self._user_id, sitting.id)
                await self.draw()


@dataclass(frozen=True, slots=True)
class _Played:
    """What was played in the session that runs, and a line to add something."""

    user_id: str
    sitting: Sitting
    on_change: Callable[[], Awaitable[None]]

    def draw(self) -> None:
        """Draw it."""
        _items(self.sitting.items)
        place = block('stack')

        async def open_form() -> None:
            found = await run_service(piece_lists.mine, self.user_id)
            place.clear()
            with place:
                if not found.found:
                    empty('No pieces yet', 'Create one first.', action='Create', href='/practice')
                    return
                self._form({piece.id: signs(piece.title) for piece in found.found})

        with block('row'):
            button('Write down a piece', open_form, icon='add', data_testid='add-item')

    def _form(self, titles: dict[str, str]) -> None:
        with block('fields top'):
            piece = ChoiceField('Piece', titles, next(iter(titles)), 'item-piece')
            minutes = FormField('Minutes', '5', 'item-minutes', 4)
            times = FormField('Times', '1', 'item-times', 4)
            went = FormField('How it went, 0 to 100', '', 'item-performance', 5)

        async def add() -> None:
            fields: Fields = {'minutes': minutes, 'repetitions': times, 'performance': went}
            with toast_errors(), told_beside(fields):
                told = partial(
                    journal.add_item,
                    self.user_id,
                    self.sitting.id,
                    piece.value,
                    minutes=written_number(minutes.value, 'minutes') or 0,
                    repetitions=written_number(times.value, 'times', 'repetitions') or 1,
                    performance=written_number(went.value, 'points', 'performance'),
                )
                await run_service(told)
                await self.on_change()

        with block('row'):
            button('Add', add, 'main-action', data_testid='item-add')


def _items(items: tuple[Item, ...]) -> None:
    if not items:
        return
    with block('rows', tag='ul'):
        for item in items:
            with block('line', tag='li', data_testid='item'):
                link(signs(item.title), address(item.content_id))
                went = f', {item.performance:.0f} of 100' if item.performance is not None else ''
                text(f'{item.minutes} min, {item.repetitions} ×{went}', 'quiet small')
