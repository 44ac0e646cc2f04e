"""What is counted on which platform, what kind of number it is, and where its days begin and settle.

A **flow** (streams, views) may be summed over days; a **stock** (followers, plays since ever) is the last value, and
its growth a difference; a **window** (listeners of the last 28 days) is neither; a **unique** (listeners of a day)
counts people, who come back, so it cannot be summed either.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from app.errors import NotAllowed, NotFound


class Kind(StrEnum):
    """What may be done with the values of several days."""

    FLOW = 'flow'
    STOCK = 'stock'
    WINDOW = 'window'
    UNIQUE = 'unique'


ACCOUNT = ''
"""The zone of a platform that counts by the clock of whoever has the account."""
PACIFIC = 'America/Los_Angeles'


@dataclass(frozen=True, slots=True)
class Platform:
    """A service: its days begin in `zone`, and its numbers change for `settle_days` days after."""

    name: str
    label: str
    zone: str = ACCOUNT
    settle_days: int = 1


PLATFORMS = {
    one.name: one
    for one in (
        Platform('spotify', 'Spotify', 'UTC', 2),
        Platform('youtube', 'YouTube', PACIFIC, 3),
        Platform('tiktok', 'TikTok', ACCOUNT, 2),
        Platform('instagram', 'Instagram', ACCOUNT, 2),
        Platform('facebook', 'Facebook', ACCOUNT, 2),
        Platform('apple_music', 'Apple Music', 'UTC', 2),
        Platform('bandcamp', 'Bandcamp', 'UTC', 1),
        Platform('soundcloud', 'SoundCloud', 'UTC', 2),
        Platform('deezer', 'Deezer', 'UTC', 2),
        Platform('amazon_music', 'Amazon Music', 'UTC', 2),
        Platform('tidal', 'Tidal', 'UTC', 2),
        Platform('other', 'Elsewhere'),
    )
}


@dataclass(frozen=True, slots=True)
class Metric:
    """One number of one platform. `zone` is where its days begin, `ACCOUNT` the artist's own; a day's value is settled
    once `settle_days` whole days have passed after it."""

    platform: str
    type: str
    kind: Kind
    zone: str
    settle_days: int
    unit: str
    label: str

    @property
    def full_label(self) -> str:
        """With the platform before it, like “Spotify streams”."""
        return f'{platform_label(self.platform)} {self.label[:1].lower()}{self.label[1:]}'

    def today(self, moment: datetime, account_zone: str = 'UTC') -> date:
        """The platform's day at this moment: the one function by which a moment becomes a day of a metric."""
        return moment.astimezone(ZoneInfo(self.zone or account_zone)).date()

    def settled_until(self, today: date) -> date:
        """The last day whose value does not change any more, when it is `today` on the platform."""
        return today - timedelta(days=self.settle_days + 1)


_F, _S, _W, _U = Kind.FLOW, Kind.STOCK, Kind.WINDOW, Kind.UNIQUE
_WINDOWS = {'7d': '7 days', '28d': '28 days', '90d': '90 days', '365d': '365 days', '12m': '12 months'}
WINDOWS = {**_WINDOWS, 'all': 'since ever'}
"""What a file may sum up over, by the ending of the metric's name."""

_KNOWN: dict[str, tuple[tuple[str, Kind, str, str], ...]] = {
    'spotify': (
        ('streams', _F, 'streams', 'Streams'),
        ('listeners', _U, 'listeners', 'Listeners'),
        ('followers', _S, 'followers', 'Followers'),
        ('monthly_listeners', _W, 'listeners', 'Monthly listeners'),
        ('popularity', _W, 'of 100', 'Popularity'),
        ('saves', _F, 'saves', 'Saves'),
    ),
    'youtube': (
        ('views', _F, 'views', 'Views'),
        ('watch_minutes', _F, 'minutes', 'Watch time'),
        ('subscribers', _S, 'subscribers', 'Subscribers'),
        ('subscribers_gained', _F, 'subscribers', 'Subscribers gained'),
        ('subscribers_lost', _F, 'subscribers', 'Subscribers lost'),
        ('net_subscribers', _F, 'subscribers', 'New subscribers, less those who left'),
        ('impressions', _F, 'impressions', 'Impressions'),
        ('likes', _F, 'likes', 'Likes'),
        ('comments', _F, 'comments', 'Comments'),
        ('lifetime_views', _S, 'views', 'Views since ever'),
    ),
    'tiktok': (
        ('video_views', _F, 'views', 'Video views'),
        ('profile_views', _F, 'views', 'Profile views'),
        ('likes', _F, 'likes', 'Likes'),
        ('comments', _F, 'comments', 'Comments'),
        ('shares', _F, 'shares', 'Shares'),
        ('followers', _S, 'followers', 'Followers'),
        ('net_followers', _F, 'followers', 'New followers, less those who left'),
        ('viewers', _U, 'viewers', 'Viewers'),
        ('new_viewers', _U, 'viewers', 'New viewers'),
        ('returning_viewers', _U, 'viewers', 'Returning viewers'),
    ),
    'instagram': (),
    'facebook': (),
    'apple_music': (
        ('plays', _F, 'plays', 'Plays'),
        ('listeners', _U, 'listeners', 'Listeners'),
        ('lifetime_plays', _S, 'plays', 'Plays since ever'),
        ('average_daily_listeners', _W, 'listeners', 'Average daily listeners'),
        ('lifetime_shazams', _S, 'Shazams', 'Shazams since ever'),
        ('lifetime_radio_spins', _S, 'spins', 'Radio spins since ever'),
        ('lifetime_purchases', _S, 'purchases', 'Purchases since ever'),
    ),
    'bandcamp': (('sales', _F, 'sales', 'Sales'), ('followers', _S, 'followers', 'Followers')),
    'soundcloud': (
        ('plays', _F, 'plays', 'Plays'),
        ('lifetime_plays', _S, 'plays', 'Plays since ever'),
        ('followers', _S, 'followers', 'Followers'),
        ('likes', _F, 'likes', 'Likes'),
        ('reposts', _F, 'reposts', 'Reposts'),
    ),
}
_META = (
    ('views', _F, 'views', 'Views'),
    ('viewers', _U, 'viewers', 'Viewers'),
    ('reach', _U, 'people', 'Reach'),
    ('followers', _S, 'followers', 'Followers'),
    ('follows', _F, 'follows', 'New followers'),
    ('visits', _F, 'visits', 'Profile visits'),
    ('interactions', _F, 'interactions', 'Interactions'),
    ('link_clicks', _F, 'clicks', 'Link clicks'),
)
_ELSEWHERE = (
    ('streams', _F, 'streams', 'Streams'),
    ('listeners', _U, 'listeners', 'Listeners'),
    ('followers', _S, 'followers', 'Followers'),
)


def _defined() -> dict[tuple[str, str], Metric]:
    found = {}
    for platform in PLATFORMS.values():
        rows = _META if platform.name in ('instagram', 'facebook') else _KNOWN.get(platform.name, _ELSEWHERE)
        for name, kind, unit, label in rows:
            found[platform.name, name] = Metric(
                platform.name, name, kind, platform.zone, platform.settle_days, unit, label
            )
    return found


METRICS = _defined()
"""What is known by name; `find` knows what is made from these, too: windows, money, and what people name themselves."""

_SUMMED = re.compile(
    rf'(streams|listeners|saves|views|watch_minutes|impressions|net_subscribers)_({"|".join(WINDOWS)})'
)
_MONEY = re.compile(r'income_([a-z]{3})')
_OWN = re.compile(r'(flow|stock|window|unique)\.([a-z0-9][a-z0-9 _-]{0,59})')
NO_SUCH = 'There is no such number here. Choose one of the list, or name one of your own.'


def platform_label(platform: str) -> str:
    """What people read of a platform."""
    return PLATFORMS[platform].label if platform in PLATFORMS else platform.replace('_', ' ').capitalize()


@cache
def _made(platform: str, name: str) -> Metric | None:
    service = PLATFORMS[platform]

    def metric(kind: Kind, unit: str, label: str) -> Metric:
        return Metric(platform, name, kind, service.zone, service.settle_days, unit, label)

    if summed := _SUMMED.fullmatch(name):
        base, window = summed.groups()
        words = base.replace('_', ' ')
        kind = Kind.STOCK if window == 'all' and base != 'listeners' else Kind.WINDOW
        unit = {'watch_minutes': 'minutes', 'net_subscribers': 'subscribers'}.get(base, words)
        over = WINDOWS[window] if window == 'all' else f'in {WINDOWS[window]}'
        return metric(kind, unit, f'{words.capitalize()} {over}')
    if money := _MONEY.fullmatch(name):
        return metric(Kind.FLOW, money[1].upper(), f'Income in {money[1].upper()}')
    if own := _OWN.fullmatch(name):
        return metric(Kind(own[1]), own[2].replace('_', ' '), own[2].replace('_', ' ').capitalize())
    return None


def find(platform: str, metric_type: str) -> Metric:
    """The definition of a number.

    Raises
    ------
    NotFound
        There is no such platform, or nothing of this name on it.
    """
    found = METRICS.get((platform, metric_type))
    if found is None and platform in PLATFORMS and len(metric_type) <= 80:
        found = _made(platform, metric_type)
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def own_type(kind: str, name: str) -> str:
    """The type of a number that somebody names themselves; raises NotAllowed where the name has no letters for it."""
    words = re.sub(r'[^a-z0-9 _-]+', '', name.strip().lower())[:60].strip()
    made = f'{kind}.{words}'
    if not _OWN.fullmatch(made):
        raise NotAllowed('Name the number by letters from a to z and digits, and say what kind it is.')
    return made


def of_platform(platform: str) -> list[Metric]:
    """What is known by name on a platform."""
    return [metric for (name, _), metric in METRICS.items() if name == platform]
