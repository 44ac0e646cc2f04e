"""What an artist's numbers say: rules over the days of a metric, each with its reason, its interval and its days.

Pure functions on numpy: no database, no clock, nothing else of ours. `look_at_all` says everything there is to say of
all series, the weightiest first; `look_again` whether something that was said earlier still stands. Only settled days
are looked at, missing days are never zeros, and what is wrong with the numbers is told before what they say.
"""

from app.artist.insights.findings import DATA_RULES, RULES, VERSION, Finding
from app.artist.insights.limits import STANDING, TELLING, Limits
from app.artist.insights.looking import look, look_across, look_at_all
from app.artist.insights.numbers import FLOW, STOCK, UNIQUE, WINDOW, Numbers
from app.artist.insights.platforms import Growth, growth
from app.artist.insights.releases import Release
from app.artist.insights.withdrawal import Again, look_again

__all__ = [
    'DATA_RULES',
    'FLOW',
    'RULES',
    'STANDING',
    'STOCK',
    'TELLING',
    'UNIQUE',
    'VERSION',
    'WINDOW',
    'Again',
    'Finding',
    'Growth',
    'Limits',
    'Numbers',
    'Release',
    'growth',
    'look',
    'look_across',
    'look_again',
    'look_at_all',
]
