"""What an artist decides about streak, days and reports."""

from datetime import date, timedelta
from functools import partial

from nicegui import ui

from app import accounts
from app.artist import setting_out, streak
from app.artist.choices import BOUNDS
from components.artist.growth import day_words
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import ChoiceField
from pages.shell.forms import told_beside
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast, toast_errors

GOALS = {str(n): f'{n} post{"" if n == 1 else "s"} a week' for n in range(1, BOUNDS['week_goal'][1] + 1)}
UNITS = {'week': 'Weeks in a row', 'day': 'Days in a row'}
ENDS = {str(60 * hour): 'At midnight' if hour == 0 else f'At {hour} in the morning' for hour in range(7)}
REPORTS = {'yes': 'Every week by mail', 'no': 'Not by mail'}
SHOWN = {'yes': 'Everybody sees them on my page', 'no': 'Only I see them'}
WEEKS = 4


@screen
async def settings_page(page_state: PageState) -> None:
    """The choices, and weeks to pause."""
    ui.page_title('Artist settings – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'), block():
        text('Settings', tag='h1')
        text('What counts for you, and what you hear of it.', tag='p')
    await _Choices(user.id).draw()
    await _Pauses(user.id).draw()


class _Choices:
    """The form."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id

    async def draw(self) -> None:
        """Draw it as it is decided now."""
        now = await run_service(setting_out.decided, self._user_id)
        with block('panel stack', tag='section', aria_label='Streak and reports', data_testid='artist-choices'):
            with block('fields'):
                self._unit = ChoiceField('The streak counts', UNITS, now.streak_unit, 'streak-unit')
                self._goal = ChoiceField('A full week has', GOALS, str(now.week_goal), 'week-goal')
                ends = ENDS | {str(now.day_ends_minutes): ENDS.get(str(now.day_ends_minutes), 'As it is')}
                self._ends = ChoiceField('Your day ends', ends, str(now.day_ends_minutes), 'day-ends')
                report = 'yes' if now.weekly_report else 'no'
                self._report = ChoiceField('What your numbers say', REPORTS, report, 'weekly-report')
                shown = 'yes' if now.shows_level else 'no'
                self._shown = ChoiceField('Level and streak', SHOWN, shown, 'shows-level')
            text('What you post at night before your day ends counts for the day before.', 'small quiet', tag='p')
            with block('row'):
                button('Save', self._save, 'main-action', data_testid='artist-choices-save')

    async def _save(self) -> None:
        fields = {'streak_unit': self._unit, 'week_goal': self._goal, 'day_ends_minutes': self._ends}
        with toast_errors(), told_beside(fields):
            words = {
                'streak_unit': self._unit.value,
                'week_goal': int(self._goal.value),
                'day_ends_minutes': int(self._ends.value),
                'weekly_report': self._report.value == 'yes',
                'shows_level': self._shown.value == 'yes',
            }
            await run_service(setting_out.decide, self._user_id, **words)
            toast('Saved.')


class _Pauses:
    """This week and the next ones, each of which can be paused."""

    def __init__(self, user_id: str) -> None:
        self._user_id, self._place = user_id, block('stack')

    async def draw(self) -> None:
        """Draw the weeks as they are now."""
        stands = await run_service(streak.of, self._user_id)
        this = streak.monday_of(stands.until)
        self._place.clear()
        with (
            self._place,
            block('panel stack', tag='section', aria_label='Pauses', data_testid='pauses'),
        ):
            text('Weeks off', tag='h2')
            text(f'A paused week ends no streak. {streak.PAUSES} of each quarter can be paused.', 'quiet', tag='p')
            with block('rows', tag='ul'):
                for n in range(WEEKS):
                    monday = this + timedelta(days=7 * n)
                    is_paused = monday in stands.paused
                    with block('line', tag='li', data_testid='week'):
                        text(f'From {day_words(monday)}', 'grow')
                        act = partial(self._act, monday, not is_paused)
                        button('Take back' if is_paused else 'Pause', act, 'bare', aria_pressed=str(is_paused).lower())

    async def _act(self, monday: date, paused: bool) -> None:
        with toast_errors():
            await run_service(streak.pause if paused else streak.go_on, self._user_id, monday)
            await self.draw()
