"""Rate cards: what an hour costs from a day on, what comes on top at night, and how much is paid beforehand."""

from datetime import date
from functools import partial

from app.billing import money
from app.errors import NotAllowed
from app.studio import rate_cards, rooms
from app.studio.rate_cards import CardView
from app.studio.rooms import Room
from app.studio.studios import StudioView
from components.studio.bands import BadBands, bands, shown
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import ChoiceField, FormField
from components.vocabulary.keyed import Keyed
from components.vocabulary.long_text import LongField
from models.types import utc_now
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast, toast_errors
from pages.studio.place import Here, amount, plain_amount, read_all, whole


async def draw_prices(found: Here, studio: StudioView) -> None:
    """All cards, and the form that adds one."""
    known = await run_service(partial(rooms.of_studio, studio.id))
    cards = await run_service(rate_cards.of_studio, studio.id)
    prices = _Prices(found.user_id, studio, known)
    prices.draw(cards)


class _Prices:
    def __init__(self, user_id: str, studio: StudioView, known: list[Room]) -> None:
        self._user_id, self._studio, self._rooms = user_id, studio, {room.id: room.name for room in known}

    def draw(self, cards: list[CardView]) -> None:
        """Draw the list, and the form with what counts now in it."""
        with block('panel stack', tag='section', aria_label='Prices', data_testid='prices'):
            text('Prices', tag='h2')
            lesson = 'The latest card that has begun counts. What is booked keeps the price it was booked for.'
            text(lesson, 'quiet', tag='p')
            self._list = Keyed(block('rows', tag='ul'))
        self._show(cards)
        now = cards[0] if cards else None
        currency = self._studio.currency
        with block('panel stack', tag='section', aria_label='New prices', data_testid='price-form'):
            text('New prices from a day on', tag='h2')
            with block('fields top'):
                self._fields: dict[str, FormField | ChoiceField | LongField] = {
                    'valid_from': FormField('From', utc_now().date().isoformat(), 'price-from', 10, kind='date'),
                    'room': ChoiceField('For', {'': 'All rooms', **self._rooms}, '', 'price-room'),
                    'hourly_cents': FormField(
                        f'An hour, {currency.upper()}',
                        plain_amount(now.hourly_cents if now else 0, currency),
                        'price-hour',
                        12,
                    ),
                    'same_day_cents': FormField(
                        'Same-day fee, on top',
                        plain_amount(now.same_day_cents if now else 0, currency),
                        'price-same-day',
                        12,
                    ),
                    'deposit_percent': FormField(
                        'Paid beforehand, percent', str(now.deposit_percent if now else 50), 'price-deposit', 6
                    ),
                }
            self._fields['bands'] = LongField(
                'Hours that cost more',
                shown(now.bands if now else (), currency_places=money.places(currency)),
                'price-bands',
                2000,
                hint='A line each: times, and what an hour costs on top, like 20:00-24:00 15.00. '
                'Days may stand before it: Fri Sat 00:00-06:00 25.00.',
            )
            with block('row'):
                button('Save', self._add, 'main-action', data_testid='price-save')

    def _show(self, cards: list[CardView]) -> None:
        today = utc_now().date()
        begun = dict[str | None, str]()  # the latest stand first
        for card in cards:
            if card.valid_from <= today:
                begun.setdefault(card.room_id, card.id)
        with self._list as listed:
            for card in cards:
                listed.item(card.id, self._line, card, card.id == begun.get(card.room_id))

    def _line(self, card: CardView, counts: bool) -> None:
        currency = self._studio.currency
        with block('line', tag='li', data_testid='price'):
            with block('grow'):
                with block('row'):
                    text(f'{money.words(card.hourly_cents, currency)} an hour', 'strong')
                    where = self._rooms.get(card.room_id, 'a closed room') if card.room_id else 'all rooms'
                    text(f'{where}, from {card.valid_from:%-d %B %Y}')
                    if counts:
                        text('now', 'badge-word good')
                share = card.deposit_percent
                more = [f'{share} % beforehand' if share else 'nothing beforehand']
                if card.same_day_cents:
                    more.append(f'same day +{money.words(card.same_day_cents, currency)}')
                more += shown(card.bands, currency_places=money.places(currency)).splitlines()
                text(', '.join(more), 'quiet small', tag='p')
            named = f'Delete the prices from {card.valid_from:%-d %B %Y}'
            button('Delete', partial(self._delete, card), 'bare', aria_label=named, data_testid='price-delete')

    async def _add(self) -> None:
        said = {name: field.value for name, field in self._fields.items()}
        currency = self._studio.currency
        with toast_errors(), told_beside(self._fields):
            read = read_all(
                {
                    'valid_from': partial(_day, said['valid_from']),
                    'hourly_cents': partial(amount, said['hourly_cents'], currency),
                    'same_day_cents': partial(amount, said['same_day_cents'], currency),
                    'deposit_percent': partial(_share, said['deposit_percent']),
                    'bands': partial(_bands, said['bands'], currency),
                }
            )
            add = partial(rate_cards.add, self._user_id, self._studio.id, room_id=said['room'] or None, **read)
            await run_service(add)
            toast('Saved. It counts for what is booked from that day on.')
            self._show(await run_service(rate_cards.of_studio, self._studio.id))

    async def _delete(self, card: CardView) -> None:
        kept = 'What is booked keeps its price.'
        if await confirm(f'Delete the prices from {card.valid_from:%-d %B %Y}?', kept, 'Delete'):
            with toast_errors():
                await run_service(rate_cards.delete, self._user_id, card.id)
                self._show(await run_service(rate_cards.of_studio, self._studio.id))


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise NotAllowed('Choose the day from which it counts.') from error


def _share(written: str) -> int:
    try:
        return whole(written.removesuffix('%'), 'the share')
    except NotAllowed as error:
        raise NotAllowed('Write a whole number from 0 to 100.') from error


def _bands(written: str, currency: str) -> list[dict[str, object]]:
    try:
        return bands(written, partial(amount, currency=currency))
    except BadBands as error:
        raise NotAllowed(str(error)) from error
