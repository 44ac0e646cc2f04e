"""Where a booking is paid, and the page on which whoever booked sees it."""

from app.errors import Refused
from app.studio import access, payments
from app.studio.holding import Held
from app.studio.public_booking import client
from app.studio.public_session import OWN, link_of


def own_page(held: Held) -> str:
    """The page of a booking, for whoever has just booked it: a guest's by the secret of their link."""
    return OWN + _link(held)


def pay_address(held: Held) -> str:
    """Where its deposit is paid; its own page, if that cannot be begun now: it is held, and may be paid from there."""
    try:
        return address_of(_link(held))
    except Refused:
        return f'{own_page(held)}?told=unpaid'


def address_of(link: str) -> str:
    """Where what is due of a booking is paid now; raises as `payments.pay`."""
    return payments.pay(**link_of(link).keys, back=OWN + link)


def is_given_up(link: str) -> bool:
    """Whether the payment from which somebody comes back has come to nothing; the provider is asked, once."""
    return payments.returned(**link_of(link).keys) in ('failed', 'refunded')


def _link(held: Held) -> str:
    return held.id if client() else access.token_of(held.id)
