"""What a question names: platform, number, period, release, an aim, a date. Knows no database and no clock.

Words are looked for in the question in small letters and without marks, see `plain`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher

from app.artist.adviser import calendar_days, named_days, periods
from app.artist.adviser.countries import country_of
from app.artist.adviser.named_days import COUNTS, HOW_MANY, MONTH, WEEKDAYS
from app.artist.adviser.periods import Period
from app.artist.adviser.spelling import spelt_out

PLATFORMS: dict[str, tuple[str, ...]] = {
    'spotify': ('spotify', 'spotfy', 'spotifi', 'spoti'),
    'youtube': ('youtube', 'you tube', 'yt', 'utube'),
    'apple_music': ('apple music', 'apple', 'itunes'),
    'tiktok': ('tiktok', 'tik tok', 'tt'),
    'instagram': ('instagram', 'insta', 'ig'),
    'facebook': ('facebook', 'fb'),
    'soundcloud': ('soundcloud', 'sound cloud'),
    'bandcamp': ('bandcamp', 'band camp'),
    'deezer': ('deezer',),
    'tidal': ('tidal',),
    'amazon_music': ('amazon music', 'amazon'),
}
"""What people call a platform."""
PLATFORM_NAMES = {
    'spotify': 'Spotify',
    'youtube': 'YouTube',
    'apple_music': 'Apple Music',
    'tiktok': 'TikTok',
    'instagram': 'Instagram',
    'facebook': 'Facebook',
    'soundcloud': 'SoundCloud',
    'bandcamp': 'Bandcamp',
    'deezer': 'Deezer',
    'tidal': 'Tidal',
    'amazon_music': 'Amazon Music',
}
METRICS: dict[str, tuple[str, ...]] = {
    'monthly_listeners': ('monthly listeners', 'monthly listener', 'monthlies'),
    'listeners': ('listeners', 'listener', 'people listen', 'people listened', 'audience'),
    'streams': ('streams', 'stream', 'streamed', 'streaming'),
    'plays': ('plays', 'played'),
    'profile_views': ('profile views',),
    'watch_minutes': ('watch time', 'watch minutes', 'watch hours', 'minutes watched', 'hours watched'),
    'views': ('views', 'view', 'viewed', 'watched'),
    'viewers': ('viewers', 'viewer'),
    'followers': ('followers', 'follower', 'follow me', 'following me', 'fans'),
    'subscribers': ('subscribers', 'subscriber', 'subs', 'abos'),
    'likes': ('likes',),
    'saves': ('saves',),
    'shazams': ('shazams', 'shazam'),
    'sales': ('sales', 'sold'),
    'income': ('income', 'revenue', 'earnings', 'earned', 'earn'),
    'comments': ('comments',),
    'shares': ('shares', 'shared'),
    'reposts': ('reposts',),
    'impressions': ('impressions',),
    'interactions': ('interactions',),
    'visits': ('profile visits', 'visits'),
    'reach': ('my reach', 'our reach', 'reach on'),
    'popularity': ('popularity',),
}
"""What people call a number; longer names first."""
LAW = re.compile(r'\b(?:tax|taxes|legal\w*|contract|lawyer|copyright|trademark|gema|vat|sue|law)\b')
"""By which a question on law or tax is known, on which no advice is given."""
_SOME_MONTH = re.compile(rf'\b(?:in|this|next|for) ({MONTH})\b')
_HUNDREDS = re.compile(rf'\b({HOW_MANY}) (hundred|thousand|million)\b')
_DAY_MONTH = re.compile(rf'\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({MONTH})\b')
_MONTH_DAY = re.compile(rf'\b({MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?\b')
_AHEAD = re.compile(rf'\bin (\d+|{HOW_MANY}) (day|week|month)s?\b')
_WEEKDAY = re.compile(rf'\b({"|".join(WEEKDAYS)})\b')
_SPANS = {'day': 1, 'week': 7, 'month': 28}
_NO_AIM = re.compile(rf'\b\d+ days?\b|\b(?:in|by|before|until|{MONTH}) (?:19|20)\d\d\b|\b\d{{4}}-\d\d(?:-\d\d)?\b')
"""Numbers that are days and years."""
LIKE = 0.75
"""So alike must a title and what is written be."""
MOST_DIGITS = 15
"""No number that is kept has more of them."""


@dataclass(frozen=True, slots=True)
class Slots:
    """What a question names; what it does not name is None or empty.

    `period` is what was asked for, `ends` both ends of it where both are named, `beside` what it is held against; `aim`
    a number that is aimed at; `day` a date that lies ahead or a single one that is asked about; `release` the place of
    a title in those that were given; `country` one whose numbers are asked for, of which there are none.
    """

    platform: str | None = None
    metric: str | None = None
    period: Period | None = None
    beside: Period | None = None
    ends: tuple[Period, Period] | None = None
    aim: float | None = None
    day: date | None = None
    release: int | None = None
    country: str | None = None


def plain(question: str) -> str:
    """In small letters, accents and marks off, blanks single: “What’s up?!” is “what s up”."""
    flat = unicodedata.normalize('NFKD', question.lower())
    kept = ''.join(one for one in flat if not unicodedata.combining(one))
    kept = re.sub(r'(?<=\d)[.,](?=\d)', '\0', kept)
    kept = re.sub(r'[^\w\0+%-]+', ' ', kept)
    return re.sub(r'\s+', ' ', kept.replace('\0', ',')).strip()


def read(question: str, today: date, titles: Sequence[str] = ()) -> Slots:
    """All that a question names."""
    words = plain(question)
    days = periods.find(_without(spelt_out(plain(dated(question))), titles), today)
    found = _title_in(words, titles)
    country = country_of(_without(_cut(words, found[1:]) if found else words, titles))
    return Slots(
        platform=platform_of(words),
        metric=metric_of(words),
        period=days.period,
        beside=days.beside,
        ends=days.ends,
        aim=aim_of(words),
        day=day_of(words, today),
        release=found[0] if found else None,
        country=country[1] if country else None,
    )


def dated(question: str) -> str:
    """With dashes and years as they are read: “Jan–Mar ’25”."""
    return re.sub(r"['‘’](\d\d)\b", r'20\1', re.sub('[–—−]', '-', question))


def _without(words: str, titles: Sequence[str]) -> str:
    """Without titles of several words: in “September Rain” nobody asks for a month."""
    for name in (plain(title) for title in titles):
        if ' ' in name:
            words = words.replace(name, 'it')
    return words


def platform_of(words: str) -> str | None:
    """The platform that is named first."""
    found = [
        (where, name)
        for name, called in PLATFORMS.items()
        for one in called
        if (where := f' {words} '.find(f' {one} ')) >= 0
    ]
    return min(found)[1] if found else None


def metric_of(words: str) -> str | None:
    """The number that is named."""
    for name, called in METRICS.items():
        if any(f' {one} ' in f' {words} ' for one in called):
            return name
    return None


def without_names(words: str) -> str:
    """Words without what platforms and numbers are called."""
    called = {one for names in (*PLATFORMS.values(), *METRICS.values()) for one in names}
    for one in sorted(called, key=len, reverse=True):
        words = f' {words} '.replace(f' {one} ', ' ').strip()
    return words


def aim_of(words: str) -> float | None:
    """A number that is aimed at: “10k”, “1,000”, “2.5k”, “one thousand”."""
    if found := re.search(r'\b(\d[\d,]*)\s?(k|thousand|m|mio|million)?\b', _NO_AIM.sub('', words)):
        if len(found[1].replace(',', '')) > MOST_DIGITS:
            return None
        value, unit = _number(found[1], bool(found[2])), found[2] or ''
        return value * {'k': 1e3, 'thousand': 1e3, 'm': 1e6, 'mio': 1e6, 'million': 1e6}.get(unit, 1)
    if found := _HUNDREDS.search(words):
        return COUNTS[found[1]] * {'hundred': 1e2, 'thousand': 1e3, 'million': 1e6}[found[2]]
    return None


def day_of(words: str, today: date) -> date | None:
    """A day that is named: “20 August”, “august 20th”, “2027-08-20”, “in August”, “in six weeks”, “on Friday”."""
    if exact := re.search(r'\b(\d{4})-(\d{2})-(\d{2})\b', words):
        return calendar_days.day(int(exact[1]), int(exact[2]), int(exact[3]))
    before, behind = _DAY_MONTH.search(words), _MONTH_DAY.search(words)
    if before or behind:
        number, name = (before[1], before[2]) if before else (behind[2], behind[1]) if behind else ('1', 'jan')
        found = calendar_days.day(today.year, named_days.month(name), int(number))
        if found is None or found >= today - timedelta(days=180):
            return found
        return calendar_days.day(found.year + 1, found.month, found.day)
    if ahead := _AHEAD.search(words):
        return today + timedelta(days=(COUNTS.get(ahead[1]) or min(int(ahead[1]), 400)) * _SPANS[ahead[2]])
    if re.search(r'\bnext month\b', words):
        return _next_month(today)
    if weekday := _WEEKDAY.search(words):
        return today + timedelta(days=(WEEKDAYS.index(weekday[1]) - today.weekday() - 1) % 7 + 1)
    if re.search(r'\btomorrow\b', words):
        return today + timedelta(days=1)
    if named := _SOME_MONTH.search(words):
        first = today.replace(day=1, month=named_days.month(named[1]))
        return first if first >= today else first.replace(year=today.year + 1)
    return None


def release_of(words: str, titles: Sequence[str]) -> int | None:
    """The place of the title that is named, written roughly like it: the one that is most alike."""
    found = _title_in(words, titles)
    return found[0] if found else None


def _title_in(words: str, titles: Sequence[str]) -> tuple[int, int, int] | None:
    """The place of the title that is most alike, and from which to which word it stands."""
    asked = words.split()
    best: tuple[float, int, int, int] | None = None
    for place, title in enumerate(titles):
        name = plain(title)
        length = len(name.split())
        for start in range(max(0, len(asked) - length + 1)):
            part = ' '.join(asked[start : start + length])
            alike = SequenceMatcher(None, part, name).ratio() if len(name) > 3 else float(part == name)
            if name and alike >= LIKE and (best is None or alike > best[0]):
                best = alike, place, start, start + length
    return best[1:] if best else None


def _cut(words: str, part: tuple[int, int]) -> str:
    """Without the words of a title: a release may be called like a country."""
    every = words.split()
    return ' '.join([*every[: part[0]], 'it', *every[part[1] :]])


def _number(written: str, has_unit: bool) -> float:
    """“1,000” is a thousand, “2,5” before “k” two and a half: marks between digits are commas here, see `plain`."""
    whole, _, rest = written.rpartition(',')
    if whole and (len(rest) != 3 or has_unit):
        return float(f'{whole.replace(",", "")}.{rest or 0}')
    return float(written.replace(',', ''))


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
