"""What an artist's numbers say: cards with their reasons, what is missing for more, and the report by mail."""

from functools import partial
from urllib.parse import urlencode

from nicegui import ui

from app import accounts
from app.artist import insight_cards, numbers, weekly_reports
from app.artist.insight_cards import Card, Looked
from components.artist.insight_card import insight_card
from components.vocabulary.elements import block, button, text
from components.vocabulary.empty import empty
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from components.vocabulary.sent import Sent, hear
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast, toast_errors

SHOWN = 20
NUMBERS = '/artist/numbers'
NOTHING_YET = (
    'Insights come from your numbers: enter some, import a file, or connect a platform. A spike shows after two '
    'weeks, a trend after eight, a forecast takes ten.'
)
NOT_LOOKED = 'Your numbers are looked at each night, and as soon as you want it: “Look now”.'
NOTHING_FOUND = 'Your numbers were looked at and say nothing that stands out. They are looked at again each night.'


@screen
async def insights_page(page_state: PageState) -> None:
    """The visitor’s insights."""
    ui.page_title('Insights – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'), block():
        text('Insights', tag='h1')
        text('What your numbers say, with the reason; at most five new ones a week.', tag='p')
    await _Insights(user.id).draw()


class _Insights:
    """The cards, and what stands around them."""

    def __init__(self, user_id: str) -> None:
        self._user_id, self._shown = user_id, SHOWN
        self._head = Keyed(block('stack'))
        self._cards = Keyed(block('stack loose'))
        self._foot = Keyed(block('stack'))

    async def draw(self) -> None:
        """Fetch and draw all of it."""
        me = self._user_id
        cards = await run_service(insight_cards.behind, me, None, self._shown + 1)
        dots = await run_service(insight_cards.charts, me, cards[: self._shown])
        unread, looked = await run_service(insight_cards.unread, me), await run_service(insight_cards.looked, me)
        reported = await run_service(weekly_reports.wants, me)
        has_numbers = bool(await run_service(numbers.overview, me))
        if self._cards.place.is_deleted:
            return
        with self._head as head:
            if cards or has_numbers:
                head.item('head', self._draw_head, unread, looked, bool(cards))
        with self._cards as places:
            for card in cards[: self._shown]:
                places.item(card.id, self._draw_card, card, tuple(dots.get(card.id, ())))
            if not cards:
                places.item('none', self._draw_none, looked, has_numbers)
        with self._foot as foot:
            if len(cards) > self._shown:
                foot.item('more', lambda: button('Show older ones', self._more, data_testid='older'))
            foot.item('notes', self._draw_notes, looked)
            foot.item('report', self._draw_report, reported)

    def _draw_head(self, unread: int, looked: Looked, has_cards: bool) -> None:
        with block('row spread'):
            with block('row'):
                said = f'{unread} unread' if unread else 'All read' if has_cards else 'None yet'
                text(said, 'strong', data_testid='unread-count')
                if looked.at is not None:
                    text('· last looked at', 'quiet')
                    LocalTime(looked.at)
            with block('row'):
                if unread:
                    button('Mark all as read', partial(self._read, ''), 'bare', data_testid='read-all')
                if looked.is_looking:
                    text('Your numbers are being looked at.', 'quiet', data_testid='looking')
                else:
                    button('Look again' if looked.at else 'Look now', self._look, data_testid='look-again')

    def _draw_card(self, card: Card, dots: tuple[insight_cards.Dot, ...]) -> None:
        insight_card(card, dots, insight_cards.metric_label(card), _days_href(card), self._done, self._read)

    def _draw_none(self, looked: Looked, has_numbers: bool) -> None:
        if looked.series:
            empty('Nothing that stands out', NOTHING_FOUND, testid='no-insights')
        elif has_numbers:
            empty('Not looked at yet', NOT_LOOKED, testid='no-insights')
        else:
            empty('No numbers yet', NOTHING_YET, action='Your numbers', href=NUMBERS, testid='no-insights')

    def _draw_notes(self, looked: Looked) -> None:
        if not looked.notes:
            return
        with block('panel stack', tag='section', aria_label='What is missing for more', data_testid='notes'):
            text('What is missing for more', tag='h2')
            reasons = dict[str, list[str]]()
            for sentence, reason in looked.notes:
                reasons.setdefault(reason, []).append(sentence)
            for reason, sentences in reasons.items():
                with block():
                    for sentence in sentences:
                        text(sentence, tag='p')
                    text(reason, 'small quiet', tag='p')

    def _draw_report(self, reported: bool) -> None:
        async def choose(wanted: bool) -> None:
            with toast_errors():
                await run_service(partial(weekly_reports.choose, self._user_id, wanted=wanted))
                toast('It comes on Monday mornings.' if wanted else 'No more reports come by mail.')

        with block('panel', tag='section', aria_label='Report by mail'), block('switch', tag='label'):
            box = block(tag='input', type='checkbox', data_testid='weekly-report')
            box.props.set_bool('checked', reported)
            hear(box, 'change', Sent.flag, choose, js_handler='(e) => emit(e.target.checked)')
            text('Send me a report of the week by mail, on Monday mornings')

    async def _more(self) -> None:
        self._shown += SHOWN
        await self.draw()

    async def _look(self) -> None:
        with toast_errors():
            await run_service(insight_cards.look_now, self._user_id)
            toast('Your numbers are looked at now. What is new comes by the bell.')
            await self.draw()

    async def _read(self, insight_id: str) -> None:
        with toast_errors():
            await run_service(insight_cards.mark_read, self._user_id, *([insight_id] if insight_id else []))
            await self.draw()

    async def _done(self, insight_id: str, done: bool) -> None:
        with toast_errors():
            await run_service(partial(insight_cards.mark_done, self._user_id, insight_id, done=done))
            await self.draw()


def _days_href(card: Card) -> str:
    """Where the days that carry a card stand in the table of numbers."""
    if not card.platform:
        return ''
    named = {'platform': card.platform, 'metric': card.metric, 'subject': card.subject}
    days = {'first': card.first_day.isoformat(), 'last': card.last_day.isoformat()}
    return f'{NUMBERS}?' + urlencode({name: value for name, value in {**named, **days}.items() if value})
