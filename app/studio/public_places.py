"""The public pages of studios, for search engines: where each can be booked."""

from collections.abc import Iterable

from app.areas import Place
from app.studio import studios

BOOK = '/book/'


def places() -> Iterable[Place]:
    """The booking pages of all studios that take bookings, without those that were made to try things out."""
    return [Place(BOOK + one.slug, one.updated_at) for one in studios.listed() if not one.is_demo]
