"""What an artist wants to reach, and how far they are."""

from functools import partial

from app.artist import goals, metrics
from app.artist.goals import GoalView
from app.artist.metrics import Kind
from app.artist.series import Known
from app.errors import Invalid
from components.artist.numbers_words import amount, day, signed
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import ChoiceField, FormField
from pages.artist.numbers_entry import can_be_a_goal, day_in, number_in
from pages.shell.services import run_service, toast_errors


class NumbersGoals:
    """The goals and the form for another one."""

    def __init__(self, user_id: str, mine: list[Known]) -> None:
        self._user_id = user_id
        known = [one.metric for one in mine if can_be_a_goal(one.metric.kind)]
        usual = [metrics.find('spotify', 'followers'), metrics.find('youtube', 'subscribers')]
        self._choices = {f'{one.platform} {one.type}': one.full_label for one in [*usual, *known]}

    async def draw(self) -> None:
        """Draw both."""
        with block('panel stack', tag='section', id='goals', aria_label='Goals'):
            text('Goals', tag='h2')
            self._list = block('rows', tag='ul', data_testid='goals')
            with block('fields'):
                self._what = ChoiceField('What', self._choices, next(iter(self._choices)), 'goal-what')
                self._target = FormField('How many', '', 'goal-target', 20)
                self._due = FormField('Until (may stay empty)', '', 'goal-due', 10, kind='date')
            with block('row'):
                button('Set this goal', self._add, data_testid='goal-add')
        await self._show()

    async def _show(self) -> None:
        found = await run_service(goals.listed, self._user_id)
        self._list.clear()
        with self._list:
            for one in found:
                self._line(one)

    def _line(self, one: GoalView) -> None:
        with block('line', tag='li', data_testid='goal'):
            with block('grow'):
                until = f' until {day(one.due)}' if one.due else ''
                text(f'{amount(one.target)} {one.metric.full_label}{until}', 'strong', tag='p')
                text(_said(one), 'quiet small', tag='p')
                if one.now is not None:
                    share = min(1.0, max(0.0, one.now / one.target))
                    bar = block('meter', role='progressbar', aria_label='How far', aria_valuenow=round(share * 100))
                    with bar.style(f'--share: {share}'):
                        block(tag='i')
            button('Delete', partial(self._delete, one.id), 'bare', data_testid='goal-delete')

    async def _add(self) -> None:
        self._target.tell('')
        self._due.tell('')
        platform, _, metric = self._what.value.partition(' ')
        with toast_errors():
            try:
                due = day_in(self._due.value) if self._due.value.strip() else None
                await run_service(goals.add, self._user_id, platform, metric, number_in(self._target.value), due)
            except Invalid as error:
                self._target.tell(error.fields.get('target', error.fields.get('value', '')))
                self._due.tell(error.fields.get('due', error.fields.get('day', '')))
                return
            self._target.value = self._due.value = ''
            await self._show()

    async def _delete(self, goal_id: str) -> None:
        with toast_errors():
            await run_service(goals.delete, self._user_id, goal_id)
            await self._show()


def _said(one: GoalView) -> str:
    if one.is_reached:
        return 'Reached.'
    if one.now is None or one.as_of is None:
        return 'No numbers for it yet.'
    now = f'{amount(one.now)} in 28 days' if one.metric.kind == Kind.FLOW else amount(one.now)
    said = f'{now} on {day(one.as_of)}'
    if one.around is None:
        return f'{said}.' if one.per_day is None else f'{said}, {signed(one.per_day)} a day: not reached at this pace.'
    late = {True: ', in time', False: ', too late', None: ''}[one.is_on_track]
    return f'{said}, {signed(one.per_day or 0)} a day: about {day(one.around)} at this pace{late}.'
