"""What somebody does with a session that they booked: move it, call it off with the money told before, pay for it."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from app.billing import money
from app.studio import deciding, payments, states
from app.studio.deciding import Cancelling
from app.studio.desk import Desk
from components.vocabulary.elements import block, button
from models.types import utc_now
from pages.shell.services import run_service, toast, toast_errors
from pages.studio.asking import ask_sure
from pages.studio.move_sheet import MoveSheet


class OwnSession:
    """The buttons of whoever booked."""

    def __init__(self, user_id: str, stage: ui.element, on_change: Callable[[], Awaitable[None]]) -> None:
        self._user_id, self._stage, self._on_change = user_id, stage, on_change

    def draw(self, known: Desk) -> None:
        """Those that make sense now."""
        booking = known.booking
        with block('row', data_testid='own-actions') as place:
            if _is_to_pay(known):
                due = booking.deposit_amount if booking.status == states.PENDING_PAYMENT else booking.remainder_amount
                label = f'Pay {money.words(due, booking.currency)}'
                button(label, partial(self._pay, known), 'main-action', data_testid='own-pay')
            if booking.status == states.CONFIRMED and utc_now() < booking.start_time:
                button('Move it', partial(self._move, known), data_testid='own-move')
        if states.CANCELLED in known.steps:
            ui.timer(0, partial(self._offer_cancel, known, place), once=True)

    async def _offer_cancel(self, known: Desk, place: ui.element) -> None:
        """Say on the button what comes back, at this moment."""
        with toast_errors():
            found = await run_service(deciding.cancelling, self._user_id, known.booking.id)
            if not place.is_deleted:
                with place:
                    label = (
                        f'Cancel now: {self._back(found) if found.back else "nothing"} back'
                        if found.paid
                        else 'Cancel it'
                    )
                    press = partial(self._cancel, known)
                    button(label, press, 'bare danger', data_testid='own-cancel')

    async def _pay(self, known: Desk) -> None:
        with toast_errors():
            back = f'/studio/sessions/{known.booking.id}'
            ui.navigate.to(await run_service(partial(payments.pay, self._user_id, known.booking.id, back=back)))

    async def _move(self, known: Desk) -> None:
        with self._stage:
            if await MoveSheet(self._user_id, known).ask():
                await self._on_change()

    async def _cancel(self, known: Desk) -> None:
        with self._stage, toast_errors():  # the button may be drawn anew while its sheet is open
            found = await run_service(deciding.cancelling, self._user_id, known.booking.id)
            lines = [_returned(found)]
            if found.kept:
                lines.append(f'{money.words(found.kept, found.currency)} stay with the studio.')
            lines = lines if found.paid else ['You have paid nothing yet.']
            with self._stage:
                title = 'Take the request back?' if found.is_withdrawn else 'Cancel your session?'
                verb = 'Take it back' if found.is_withdrawn else 'Cancel it'
                if not await ask_sure(title, lines, verb, 'own-cancelling', bad=True):
                    return
            cancel = partial(deciding.cancel, self._user_id, known.booking.id, most_kept=found.kept)
            try:
                await run_service(cancel)
                toast('Cancelled.')
            finally:
                await self._on_change()

    @staticmethod
    def _back(found: Cancelling) -> str:
        return money.words(found.back, found.currency)


def _returned(found: Cancelling) -> str:
    """What of their money comes back to whoever cancels."""
    back, paid = money.words(found.back, found.currency), money.words(found.paid, found.currency)
    if found.back == found.paid:
        return f'{back} come back to you, all that you paid.'
    return (
        f'{back} come back to you, of {paid} that you paid.' if found.back else f'Nothing of {paid} comes back to you.'
    )


def _is_to_pay(known: Desk) -> bool:
    """Whether something can be paid now; the service has the last word."""
    booking = known.booking
    if booking.status == states.PENDING_PAYMENT:
        return booking.hold_expires_at is not None and booking.hold_expires_at > utc_now()
    return booking.status in (states.CONFIRMED, states.COMPLETED, states.NO_SHOW) and booking.remainder_amount > 0
