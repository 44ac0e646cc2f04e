"""Which provider takes the payments here."""

from functools import cache

from app.billing.provider import Provider
from app.billing.stand_in import StandIn
from app.config import settings
from app.errors import NotAllowed, NotFound
from models import User

OFF = 'Nothing can be paid here. Ask whoever runs this server.'


def provider() -> Provider:
    """The one that the settings name; raises NotAllowed where nothing can be paid."""
    if settings().payments == 'off':
        raise NotAllowed(OFF)
    return named(settings().payments)


def may_pay(user: User) -> bool:
    """Whether this user may pay here: tests of a server that people reach from outside are its admins' alone."""
    if settings().payments == 'off':
        return False
    return user.is_super_admin or settings().payments != StandIn.name or not settings().faces_outside


def named(name: str) -> Provider:
    """The provider that took an earlier payment, which may be another one; raises NotFound for any other name."""
    if name == StandIn.name:
        return StandIn()
    if name == 'stripe':
        return _stripe(settings().stripe_secret_key.get_secret_value(), settings().stripe_api_base)
    raise NotFound('Nobody of this name takes payments here.')


@cache
def _stripe(key: str, base: str) -> Provider:
    if not key:
        raise NotAllowed('The key for Stripe is missing: set LEVELMIX_STRIPE_SECRET_KEY.')
    from app.billing.stripe_provider import StripeProvider  # takes a third of a second, and 26 MB

    return StripeProvider()
