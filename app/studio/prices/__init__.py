"""What a session costs, line by line. Knows no database, no clock of its own and no provider.

Amounts are whole numbers of the smallest unit of a currency ("cents"). A session starts at a moment and lasts real
minutes; after-hours bands go by the clock on the studio's wall, so that a night in which the clock changes is priced as
it is lived.
"""

from app.studio.prices.cards import Band, Card, read_bands, write_bands
from app.studio.prices.coupons_taken import Off, StacksBadly
from app.studio.prices.quotes import AFTER_HOURS, COUPON, SAME_DAY, SESSION, Line, Quote, quote, session_lines
from app.studio.prices.rounding import half_up, percent_of
from app.studio.prices.wall import minutes_between, studio_day

__all__ = [
    'AFTER_HOURS',
    'COUPON',
    'SAME_DAY',
    'SESSION',
    'Band',
    'Card',
    'Line',
    'Off',
    'Quote',
    'StacksBadly',
    'half_up',
    'minutes_between',
    'percent_of',
    'quote',
    'read_bands',
    'session_lines',
    'studio_day',
    'write_bands',
]
