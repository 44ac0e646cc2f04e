"""The streak on the first screen: what keeps it, pauses, and a post that was just made."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial

from app.artist import posts, streak
from app.artist.streak import Streak
from components.artist.growth import day_words
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import ChoiceField, FormField
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast, toast_errors

URL_LIMIT = 500


def words(stands: Streak) -> str:
    """What keeps a streak, in one sentence."""
    unit = 'week' if stands.unit == 'week' else 'day'
    posts_left = f'{stands.missing} post{"" if stands.missing == 1 else "s"}'
    if stands.is_full:
        return f'This {unit} counts already.' if unit == 'week' else 'Today counts already.'
    if stands.is_paused:
        return 'This week is paused: nothing is lost by it.'
    until = 'by the end of today' if unit == 'day' else f'until {day_words(stands.until)}'
    ending = 's' if stands.missing == 1 else ''
    return (
        f'{posts_left} {until} keep{ending} it going.' if stands.count else f'{posts_left} {until} begin{ending} one.'
    )


def count_words(stands: Streak) -> str:
    """How long it is: 3 weeks in a row."""
    return f'{stands.unit}{"" if stands.count == 1 else "s"} in a row'


class StreakPanel:
    """Draws it; `on_change` is called after a post or a pause."""

    def __init__(self, user_id: str, on_change: Callable[[], Awaitable[None]]) -> None:
        self._user_id, self._on_change = user_id, on_change

    def draw(self, stands: Streak) -> None:
        """Draw how the streak stands, and the form below it."""
        with block('panel stack', tag='section', aria_label='Streak', data_testid='streak'):
            with block('row'):
                text(str(stands.count), 'big-number', data_testid='streak-count')
                text(count_words(stands), tag='h2')
            text(words(stands), tag='p', data_testid='streak-words')
            self._pauses(stands)
            with block('fields'):
                self._platform = ChoiceField('Where did you post?', posts.PLATFORMS, 'instagram', 'post-platform')
                self._url = FormField('Its address, if you want to keep it', '', 'post-url', URL_LIMIT)
            with block('row'):
                button('I have posted', self._post, 'main-action', data_testid='post-log')

    def _pauses(self, stands: Streak) -> None:
        left = f'{stands.pauses_left} of {streak.PAUSES} pauses left this quarter.'
        with block('row small quiet'):
            if stands.saves is not None:
                saved = f'Pause last week, and {stands.saved} it is again'
                button(saved, partial(self._pause, stands.saves), data_testid='pause-last')
            if stands.is_paused and not stands.is_full:
                button('Take the pause back', partial(self._go_on, stands), 'bare', data_testid='pause-back')
            elif not stands.is_full and stands.pauses_left > 0 and stands.count:
                button('Pause this week', partial(self._pause, stands.until), 'bare', data_testid='pause')
            text(left)

    async def _post(self) -> None:
        with toast_errors(), told_beside({'url': self._url, 'platform': self._platform}):
            made = await run_service(posts.note, self._user_id, self._platform.value, self._url.value)
            earned = f' {made.earned} points.' if made.earned else ''
            toast(f'Noted for {day_words(made.day)}.{earned}')
            await self._on_change()

    async def _pause(self, week: date) -> None:
        with toast_errors():
            await run_service(streak.pause, self._user_id, week)
            await self._on_change()

    async def _go_on(self, stands: Streak) -> None:
        with toast_errors():
            await run_service(streak.go_on, self._user_id, stands.until)
            await self._on_change()
