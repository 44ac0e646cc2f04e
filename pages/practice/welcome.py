"""Three steps for newcomers: what they play and how far they are, what they like, and how much they want to do.

Each step is kept as it is left and may be skipped; all of it can be changed later at an address of its own.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from nicegui import ui

from app import accounts
from app.practice import preferences, schedule
from app.practice.preferences import Musician
from components.practice.words import KEYS, SKILLS, SKILLS_MEAN, STYLES, key_name
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.form import FormField
from components.vocabulary.keyed import Keyed
from pages.practice.numbers import written_number
from pages.practice.one_of import OneOf, SomeOf
from pages.shell.forms import told_beside
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast_errors

TITLES = ('What do you play?', 'What do you like to play?', 'How much would you like to practise?')
LONGEST_YEARS, LONGEST_MINUTES = 3, 3
Save = Callable[[], Awaitable[bool]]
"""Keeps what a step was told; False where something in it is wrong."""


@screen
async def you_page(page_state: PageState) -> None:
    """The same three steps, whenever somebody wants to change what they told."""
    ui.page_title('About you – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'), block():
        text('About you', tag='h1')
        text('New pieces begin with this. Nobody else sees it.', tag='p')

    async def back() -> None:
        ui.navigate.to('/practice')

    await Welcome(user.id, back).draw()
    with block('row'):
        link('Back to Create', '/practice', 'button')


class Welcome:
    """The steps, one at a time; `on_done` is called after the last one, or when somebody wants none."""

    def __init__(self, user_id: str, on_done: Callable[[], Awaitable[None]]) -> None:
        self._user_id, self._on_done = user_id, on_done
        self._step = 0
        self._place = Keyed(block())

    async def draw(self) -> None:
        """Draw the step that it is at."""
        known = await run_service(preferences.musician, self._user_id)
        minutes = (await run_service(schedule.get, self._user_id)).minutes
        if self._place.place.is_deleted:
            return
        with self._place as shown:
            shown.item(self._step, self._draw_step, known, minutes)

    def _draw_step(self, known: Musician, minutes: int) -> None:
        with block('panel stack', tag='section', aria_label='About you', data_testid='welcome'):
            with block('row spread'):
                text(TITLES[self._step], tag='h2')
                text(f'Step {self._step + 1} of {len(TITLES)}', 'quiet small', data_testid='welcome-step')
            save = (self._playing, self._liking, self._aiming)[self._step](known, minutes)
            with block('row'):
                last = self._step == len(TITLES) - 1
                go = partial(self._go, save)
                button('Done' if last else 'Next', go, 'main-action', data_testid='welcome-next')
                if self._step:
                    button('Back', self._back, data_testid='welcome-back')
                button('Skip this step', self._next, 'bare', data_testid='welcome-skip')
                if not last:
                    button('Skip all', self._finish, 'bare', data_testid='welcome-skip-all')

    def _playing(self, known: Musician, minutes: int) -> Save:
        level = OneOf('How far are you?', SKILLS, known.skill_level, 'skill', notes=SKILLS_MEAN)
        with block('fields top'):
            played = FormField(
                'Instruments', known.instruments, 'instruments', preferences.TEXT_LIMIT, hint='like piano'
            )
            years = FormField('Years', str(known.years or ''), 'years', LONGEST_YEARS)

        async def save() -> bool:
            kept = False
            with told_beside({'instruments': played, 'years': years}):
                said = written_number(years.value, 'years') or 0
                told = replace(known, skill_level=level.value, instruments=played.value, years=said)
                await run_service(preferences.tell, self._user_id, told)
                kept = True
            return kept

        return save

    def _liking(self, known: Musician, minutes: int) -> Save:
        styles = SomeOf(
            'Styles; the first one that you choose is what new pieces begin with', STYLES, known.styles, 'like'
        )
        names = {key: key_name(key) for key in KEYS}
        keys = SomeOf('Keys that you want to be at home in', names, known.keys, 'home')

        async def save() -> bool:
            kept = False
            with told_beside({'styles': styles, 'keys': keys}):
                told = replace(known, styles=tuple(styles.chosen), keys=tuple(keys.chosen))
                await run_service(preferences.tell, self._user_id, told)
                kept = True
            return kept

        return save

    def _aiming(self, known: Musician, minutes: int) -> Save:
        with block('fields top'):
            daily = FormField('Minutes a day', str(minutes), 'daily', LONGEST_MINUTES)
            goal = FormField(
                'What are you after?', known.goals, 'goal', 200, hint='like: play over a blues without the book'
            )

        async def save() -> bool:
            kept = False
            with told_beside({'minutes': daily, 'goals': goal}):
                week = await run_service(schedule.get, self._user_id)
                wanted = replace(week, minutes=written_number(daily.value, 'minutes') or minutes)
                await run_service(schedule.save, self._user_id, wanted)
                await run_service(preferences.tell, self._user_id, replace(known, goals=goal.value))
                kept = True
            return kept

        return save

    async def _go(self, save: Save) -> None:
        """On to the next step, unless something in this one is wrong: that is said beside it."""
        with toast_errors():
            if await save():
                await self._next()

    async def _next(self) -> None:
        if self._step == len(TITLES) - 1:
            await self._finish()
            return
        self._step += 1
        await self.draw()

    async def _back(self) -> None:
        self._step -= 1
        await self.draw()

    async def _finish(self) -> None:
        """They are asked no more."""
        with toast_errors():
            known = await run_service(preferences.musician, self._user_id)
            await run_service(preferences.tell, self._user_id, replace(known, told=True))
            await self._on_done()
