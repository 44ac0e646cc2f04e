"""Who works a session, and what staff keep in mind about it: nothing of this is told to whoever booked."""

from app.db import transaction
from app.errors import NotAllowed
from app.studio import access, rooms, steps
from app.studio.steps import Given
from models.types import utc_now

NOTES_MOST = 8000


def assign(user_id: str, booking_id: str, engineer_id: str | None) -> None:
    """Let an engineer work a session, or nobody yet, as staff.

    Raises
    ------
    NotFound
        There is no such engineer in this studio, or no such booking.
    """
    with transaction() as session:
        found = access.reached(session, user_id, booking_id, writing=True, staff=True)
        engineer = rooms.engineer_of(session, found.studio.id, engineer_id)
        values = {'engineer_id': engineer.id if engineer else None, 'updated_at': utc_now()}
        given = Given(details={'engineer': engineer.name if engineer else ''})
        steps.write(session, found.booking, values, 'booking.assigned', found.by, given)


def note(user_id: str, booking_id: str, notes: str) -> None:
    """Keep what staff write about a session, for staff alone."""
    said = notes.strip()
    if len(said) > NOTES_MOST:
        raise NotAllowed(f'Notes have up to {NOTES_MOST:,} characters; these have {len(said):,}.')
    with transaction() as session:
        found = access.reached(session, user_id, booking_id, writing=True, staff=True)
        values = {'admin_notes': said or None, 'updated_at': utc_now()}
        steps.write(session, found.booking, values, 'booking.noted', found.by)
