"""A session in a list: when, who or where, how it stands, and what it costs."""

from components.studio.words import length, state_badge, when
from components.vocabulary.elements import block, link, text
from models import Booking


def session_card(booking: Booking, href: str, zone: str, title: str, money: str, note: str = '') -> None:
    """One line; `title` is who comes, or where it is, `money` what is paid and due in words."""
    with block('line', tag='li', data_testid='session', data_id=booking.id):
        with block('grow'):
            with block('row'):
                link(title, href, 'strong wrap-any plain-title', data_testid='session-link')
                state_badge(booking.status)
            with block('row small quiet'):
                text(when(booking.start_time, booking.end_time, zone))
                text(length(booking.duration))
                if note:
                    text(note)
        text(money, 'small number')
