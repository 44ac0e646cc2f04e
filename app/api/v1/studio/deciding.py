"""What is decided about a booking, moved, and put on its bill; each with what it would mean, told before."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import IfNoneMatch, Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.studio.asking import Asking, BookingId, Cents
from app.api.v1.studio.told import BookingDetail, detail
from app.studio import assigning, deciding

router = APIRouter(prefix='/bookings/{booking_id}')
CHANGED = may_fail('changed')
Why = Annotated[str, Field(min_length=1, max_length=500, description='Whoever booked reads it.')]


class Reason(Wanted):
    """Why."""

    reason: Why

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {'reason': 'The room is being repaired.'}


class CancelWanted(Wanted):
    """How a session is cancelled."""

    reason: str = Field('', max_length=500, description='Staff give one.')
    most_kept_cents: int | None = Field(
        None, description='What you were told that stays with the studio: nothing is done if it is more by now.'
    )

    @classmethod
    def example(cls) -> dict[str, Any]:
        """As it was told."""
        return {'most_kept_cents': 9000}


class Cancellation(Resource):
    """What cancelling now would mean."""

    paid_cents: Cents
    back_cents: Cents = Field(description='What comes back.')
    kept_cents: Cents = Field(description='What stays with the studio.')
    currency: str
    is_withdrawn: bool = Field(description='Whether it was not approved yet: then all comes back.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Half of it."""
        money = {'paid_cents': 10125, 'back_cents': 5063, 'kept_cents': 5062}
        return {**money, 'currency': 'eur', 'is_withdrawn': False}


class EngineerChosen(Wanted):
    """Who works a session."""

    engineer_id: str | None = Field(max_length=64, description='Null is nobody yet.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Nobody."""
        return {'engineer_id': None}


class NotesWanted(Wanted):
    """What staff keep in mind."""

    notes: str = Field(max_length=assigning.NOTES_MOST)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One line."""
        return {'notes': 'Brings a bass amplifier.'}


@router.post('/approve', response_model=BookingDetail, summary='Approve a booking', openapi_extra=CHANGED)
def approve_booking(request: Request, who: Asking, _: Once, booking_id: BookingId) -> Response:
    """Accept a request, as staff."""
    deciding.approve(who.id, booking_id)
    return one(request, detail(who.id, booking_id))


@router.post('/reject', response_model=BookingDetail, summary='Reject a booking', openapi_extra=CHANGED)
def reject_booking(request: Request, who: Asking, _: Once, booking_id: BookingId, wanted: Reason) -> Response:
    """Reject a request, as staff, with a reason; all that was paid goes back."""
    deciding.reject(who.id, booking_id, wanted.reason)
    return one(request, detail(who.id, booking_id))


@router.get('/cancellation', response_model=Cancellation, summary='What cancelling would mean')
def get_cancellation(request: Request, who: Asking, booking_id: BookingId, _: IfNoneMatch = None) -> Response:
    """What would come back if you cancelled at this moment. Nothing is done."""
    found = deciding.cancelling(who.id, booking_id)
    money = {'paid_cents': found.paid, 'back_cents': found.back, 'kept_cents': found.kept}
    return one(request, Cancellation(**money, currency=found.currency, is_withdrawn=found.is_withdrawn))


@router.post('/cancel', response_model=BookingDetail, summary='Cancel a booking', openapi_extra=CHANGED)
def cancel_booking(request: Request, who: Asking, _: Once, booking_id: BookingId, wanted: CancelWanted) -> Response:
    """Cancel a session: clients get back what the policy says for this moment, and all of it where the studio does."""
    deciding.cancel(who.id, booking_id, wanted.reason, most_kept=wanted.most_kept_cents)
    return one(request, detail(who.id, booking_id))


@router.post('/complete', response_model=BookingDetail, summary='A session was held', openapi_extra=CHANGED)
def complete_booking(request: Request, who: Asking, _: Once, booking_id: BookingId) -> Response:
    """Say that it was held, as staff, once it has ended; what is not paid is due then."""
    deciding.complete(who.id, booking_id)
    return one(request, detail(who.id, booking_id))


@router.post('/no-show', response_model=BookingDetail, summary='Nobody came', openapi_extra=CHANGED)
def miss_booking(request: Request, who: Asking, _: Once, booking_id: BookingId) -> Response:
    """Say that nobody came, as staff. Nothing goes back; the rest is waived or due, by the policy."""
    deciding.no_show(who.id, booking_id)
    return one(request, detail(who.id, booking_id))


@router.post('/correct', response_model=BookingDetail, summary='Correct whether somebody came', openapi_extra=CHANGED)
def correct_booking(request: Request, who: Asking, _: Once, booking_id: BookingId, wanted: Reason) -> Response:
    """Turn around whether somebody came, as the owner, for some days."""
    deciding.correct(who.id, booking_id, wanted.reason)
    return one(request, detail(who.id, booking_id))


@router.put('/engineer', response_model=BookingDetail, summary='Choose who works a session')
def assign_engineer(request: Request, who: Asking, booking_id: BookingId, wanted: EngineerChosen) -> Response:
    """Let an engineer work it, as staff, or nobody yet."""
    assigning.assign(who.id, booking_id, wanted.engineer_id)
    return one(request, detail(who.id, booking_id))


@router.put('/notes', response_model=BookingDetail, summary='Note something about a session')
def note_booking(request: Request, who: Asking, booking_id: BookingId, wanted: NotesWanted) -> Response:
    """Keep what staff write about it, for staff alone."""
    assigning.note(who.id, booking_id, wanted.notes)
    return one(request, detail(who.id, booking_id))


@router.delete(
    '', status_code=204, response_class=Response, summary='Take a booking off the lists', openapi_extra=CHANGED
)
def delete_booking(who: Asking, booking_id: BookingId) -> Response:
    """Take it off all lists, as the owner, once it is over for 30 days; the books keep it."""
    deciding.delete(who.id, booking_id)
    return Response(status_code=204)
