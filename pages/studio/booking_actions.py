"""What staff do with a booking: answer it, move it, let it go on, end it, put something on its bill."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from app.billing import money
from app.errors import Invalid
from app.studio import assigning, cautions, deciding, extras, moving, rooms, states, studios
from app.studio.desk import Desk
from app.studio.extras import Longer
from app.studio.policies import Policy
from components.studio.words import length, when
from components.vocabulary.elements import answer_of, block, button, text
from components.vocabulary.form import ChoiceField, FormField
from models.types import utc_now
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast, toast_errors
from pages.studio import money_lines
from pages.studio.asking import ask_reason, ask_sure, sheet, ways_out
from pages.studio.bill_sheet import BillSheet
from pages.studio.move_sheet import MoveSheet
from pages.studio.place import read_all, whole

Change = Callable[[], Awaitable[None]]


class BookingActions:
    """The buttons; sheets open in `stage`, beside what is drawn anew, and `on_change` is called after each deed."""

    def __init__(self, user_id: str, stage: ui.element, on_change: Change) -> None:
        self._user_id, self._stage, self._on_change = user_id, stage, on_change

    def draw(self, known: Desk) -> None:
        """Those that make sense now."""
        if known.booking.status == states.PENDING_APPROVAL:
            self._answer(known)
        if known.wanted is not None:
            self._answer_move(known)
        with block('row', data_testid='booking-actions'):
            for label, press, bad, testid in self._ways(known):
                button(label, partial(press, known), 'bare danger' if bad else '', data_testid=testid)

    def _ways(self, known: Desk) -> list[tuple[str, Callable[[Desk], Awaitable[None]], bool, str]]:
        booking, may, now = known.booking, known.steps, utc_now()
        is_confirmed = booking.status == states.CONFIRMED
        ways: list[tuple[str, Callable[[Desk], Awaitable[None]], bool, str]] = []
        if is_confirmed:
            ways.append(('Move', self._move, False, 'move'))
        if is_confirmed and now >= booking.start_time:
            ways.append(('Let it go on', self._extend, False, 'extend'))
        if is_confirmed and states.COMPLETED in may:
            ways.append(('It was held', self._complete, False, 'complete'))
        if booking.status in (states.CONFIRMED, states.COMPLETED):
            ways.append(('Add to the bill', self._bill, False, 'bill'))
        if is_confirmed and states.NO_SHOW in may:
            ways.append(('Nobody came', self._no_show, True, 'no-show'))
        if booking.status in (states.COMPLETED, states.NO_SHOW) and may & {states.COMPLETED, states.NO_SHOW}:
            missed = booking.status == states.NO_SHOW
            if (states.COMPLETED if missed else states.NO_SHOW) in may:
                ways.append(('They came after all' if missed else 'They did not come', self._correct, True, 'correct'))
        if booking.status not in (states.COMPLETED, states.NO_SHOW) and states.CANCELLED in may:
            ways.append(('Cancel it', self._cancel, True, 'cancel'))
        if booking.status in (states.PENDING_APPROVAL, states.CONFIRMED):
            ways.insert(0, ('Choose an engineer', self._assign, False, 'assign'))
        return ways

    def _answer(self, known: Desk) -> None:
        with block('note warn stack tight', data_testid='answer'):
            text('This request waits for your answer.', 'strong', tag='p')
            with block('row'):
                button('Approve', partial(self._approve, known), 'main-action', data_testid='approve')
                button('Reject', partial(self._reject, known), 'danger', data_testid='reject')

    def _answer_move(self, known: Desk) -> None:
        assert known.wanted is not None
        assert known.wanted_ends is not None
        there = when(known.wanted, known.wanted_ends, known.studio.zone)
        with block('note warn stack tight', data_testid='answer-move'):
            text(f'They ask for {there} instead. Both times are held.', 'strong', tag='p')
            with block('row'):
                button('Accept', partial(self._accept_move, known), 'main-action', data_testid='move-accept')
                button('Refuse', partial(self._refuse_move, known), 'danger', data_testid='move-refuse')

    async def _do(self, deed: Callable[[], object], said: str) -> None:
        with self._stage, toast_errors():  # the button may be drawn anew while its sheet is open
            try:
                await run_service(deed)
                toast(said)
            finally:
                await self._on_change()

    async def _approve(self, known: Desk) -> None:
        await self._do(partial(deciding.approve, self._user_id, known.booking.id), 'Approved. They are told.')

    async def _reject(self, known: Desk) -> None:
        lines = [self._all_back(known)]
        with self._stage:
            reason = await ask_reason('Reject this request?', lines, 'Reject', 'rejecting')
        if reason is not None:
            await self._do(
                partial(deciding.reject, self._user_id, known.booking.id, reason), 'Rejected. They are told.'
            )

    async def _cancel(self, known: Desk) -> None:
        if known.booking.status == states.PENDING_PAYMENT:
            with self._stage:
                lines = ['It is not paid. Its time is free at once.']
                if not await ask_sure('Cancel this booking?', lines, 'Cancel it', 'cancelling', bad=True):
                    return
            await self._do(partial(deciding.cancel, self._user_id, known.booking.id), 'Cancelled.')
            return
        with self._stage:
            lines = [self._all_back(known), 'Its time is free at once.']
            reason = await ask_reason('Cancel this session?', lines, 'Cancel it', 'cancelling')
        if reason is not None:
            await self._do(
                partial(deciding.cancel, self._user_id, known.booking.id, reason), 'Cancelled. They are told.'
            )

    async def _move(self, known: Desk) -> None:
        with self._stage:
            if await MoveSheet(self._user_id, known).ask():
                await self._on_change()

    async def _accept_move(self, known: Desk) -> None:
        if await self._may_accept(known):
            await self._do(partial(moving.accept, self._user_id, known.booking.id), 'Moved. They are told.')

    async def _may_accept(self, known: Desk) -> bool:
        """Whether it shall be moved, though its engineer has got another session, or days off, since it was asked."""
        assert known.wanted is not None
        booking, may = known.booking, False
        where = known.studio.id, known.wanted, known.wanted_minutes, booking.engineer_id
        with self._stage, toast_errors():
            found = await run_service(partial(cautions.of_time, self._user_id, *where, but=booking.id))
            may = not found.of_engineer or await ask_sure(
                'Move it to that time?', [], 'Move it anyway', 'sure-accept', beware=found.of_engineer
            )
        return may

    async def _refuse_move(self, known: Desk) -> None:
        with self._stage:
            lines = ['The session stays when it is.']
            reason = await ask_reason('Refuse the other time?', lines, 'Refuse it', 'refusing')
        if reason is not None:
            await self._do(partial(moving.refuse, self._user_id, known.booking.id, reason), 'They are told.')

    async def _complete(self, known: Desk) -> None:
        lines = money_lines.held(known, await self._policy(known))
        with self._stage:
            if not await ask_sure('Was this session held?', lines, 'It was held', 'completing'):
                return
        await self._do(partial(deciding.complete, self._user_id, known.booking.id), 'Noted.')

    async def _no_show(self, known: Desk) -> None:
        lines = money_lines.missed(known, await self._policy(known))
        with self._stage:
            if not await ask_sure('Did nobody come?', lines, 'Nobody came', 'missing', bad=True):
                return
        await self._do(partial(deciding.no_show, self._user_id, known.booking.id), 'Noted.')

    async def _correct(self, known: Desk) -> None:
        came = known.booking.status == states.NO_SHOW
        title = 'Did they come after all?' if came else 'Did they not come?'
        lines = (money_lines.held if came else money_lines.missed)(known, await self._policy(known))
        with self._stage:
            reason = await ask_reason(title, lines, 'Correct it', 'correcting')
        if reason is not None:
            await self._do(partial(deciding.correct, self._user_id, known.booking.id, reason), 'Corrected.')

    async def _extend(self, known: Desk) -> None:
        """Ask for how long, tell what that costs, and then do it."""
        with self._stage, sheet('Let it go on', 'extending') as dialog:
            minutes = FormField('Minutes over the end', '30', 'extend-minutes', 4, hint='each begun step counts')

            async def look() -> None:
                with toast_errors(), told_beside({'minutes': minutes}):
                    asked = read_all({'minutes': partial(whole, minutes.value, 'the minutes')})['minutes']
                    found: Longer = await run_service(extras.overtime, self._user_id, known.booking.id, asked)
                    _check_free(found)
                    lines = money_lines.overtime(known, found)
                    title = f'Let it go on for {length(found.minutes)}?'
                    with self._stage:
                        if not await ask_sure(title, lines, 'Let it go on', 'sure-extend'):
                            return
                    await run_service(extras.extend, self._user_id, known.booking.id, asked)
                    toast('It goes on.')
                    dialog.submit(True)

            ways_out(dialog, 'See what it costs', look, 'extend')
        if await answer_of(dialog):
            await self._on_change()

    async def _bill(self, known: Desk) -> None:
        with self._stage:
            if await BillSheet(self._user_id, known.booking).ask():
                await self._on_change()

    async def _assign(self, known: Desk) -> None:
        there = await run_service(rooms.engineers, known.studio.id)
        names = {'': 'Nobody yet', **{one.id: one.name for one in there}}
        with self._stage, sheet('Who works it?', 'assigning') as dialog:
            choice = ChoiceField('Engineer', names, known.booking.engineer_id or '', 'assign-engineer')

            async def save() -> None:
                dialog.submit(choice.value)

            ways_out(dialog, 'Save', save, 'assigning')
        chosen = await answer_of(dialog)
        if isinstance(chosen, str) and await self._may_work(known, chosen):
            await self._do(partial(assigning.assign, self._user_id, known.booking.id, chosen or None), 'Saved.')

    async def _may_work(self, known: Desk, engineer_id: str) -> bool:
        """Whether this engineer shall work it, who may have another session, or that time off."""
        booking, may = known.booking, False
        ask = partial(cautions.of_time, self._user_id, known.studio.id, booking.start_time, booking.duration)
        with self._stage, toast_errors():
            found = await run_service(partial(ask, engineer_id or None, but=booking.id))
            may = not found.of_engineer or engineer_id == booking.engineer_id
            if not may:
                title = f'Give it to {found.engineer or found.away}?'
                may = await ask_sure(title, [], 'Do it anyway', 'sure-give', beware=found.of_engineer)
        return may

    @staticmethod
    async def _policy(known: Desk) -> Policy:
        found: Policy = await run_service(studios.policy, known.studio.id)
        return found

    def _all_back(self, known: Desk) -> str:
        booking = known.booking
        back = booking.paid_amount - booking.refunded_amount
        return f'{self._said(known, back)} go back to them, all they have paid.' if back else 'Nothing was paid yet.'

    @staticmethod
    def _said(known: Desk, cents: int) -> str:
        return money.words(cents, known.booking.currency)


def _check_free(found: Longer) -> None:
    """Raise Invalid where the room is needed before that."""
    if not found.is_free:
        most = f'for {length(found.most)} more at most' if found.most else 'no longer'
        raise Invalid({'minutes': f'The room is free {most}: then it is needed for something else.'})
