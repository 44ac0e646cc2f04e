"""Where a mail leads: to a booking's page for whoever has an account, and by their secret link for guests."""

from app.accounts import tokens
from app.studio import access, telling
from models import Booking

GUEST = '/booking/'


def of(booking: Booking) -> str:
    """The path under which whoever booked finds a booking; empty where a guest's link has died."""
    if booking.user_id is not None:
        return telling.page_of(booking.id)
    token = access.token_of(booking.id)
    return GUEST + token if tokens.digest(token) == booking.claim_token_hash else ''


def of_staff(booking: Booking) -> str:
    """The same for those who work there."""
    return telling.page_of(booking.id)
