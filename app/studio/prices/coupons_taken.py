"""What coupons take off a price: shares before amounts, and never more than there is."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.studio.prices.rounding import percent_of


class StacksBadly(ValueError):
    """Of several coupons one does not go together with others."""

    def __init__(self) -> None:
        super().__init__('These coupons cannot be used together. Choose one of them.')


@dataclass(frozen=True, slots=True)
class Off:
    """A coupon as a price sees it: either `percent` (1 to 100) or `cents` off the session, and off its fees as well if
    it `covers_fees`. Several are taken only if each of them `may_stack`."""

    code: str
    percent: int | None = None
    cents: int | None = None
    covers_fees: bool = False
    may_stack: bool = False

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.cents is None):
            raise ValueError('A coupon takes off either a share or an amount.')
        if self.percent is not None and not 1 <= self.percent <= 100:
            raise ValueError('A share is between 1 and 100 percent.')
        if self.cents is not None and self.cents < 1:
            raise ValueError('An amount is more than 0.')


def taken(coupons: Sequence[Off], session: int, fees: int) -> list[tuple[Off, int]]:
    """What each coupon takes off a session and its fees, in the order in which they count; raises StacksBadly."""
    if len(coupons) > 1 and not all(coupon.may_stack for coupon in coupons):
        raise StacksBadly
    found = []
    for coupon in sorted(coupons, key=lambda one: one.percent is None):
        reach = session + fees if coupon.covers_fees else session
        off = min(coupon.cents or 0, reach) if coupon.percent is None else percent_of(reach, coupon.percent)
        of_session = min(session, off if coupon.percent is None else percent_of(session, coupon.percent))
        session, fees = session - of_session, fees - (off - of_session)
        found.append((coupon, off))
    return found
