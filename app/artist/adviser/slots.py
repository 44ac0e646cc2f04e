"""What a question names: platform, number, period, release, an aim, a date. Knows no database and no clock.

Words are looked for in the question in small letters and without marks, see `plain`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher

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
    'views': ('views', 'view', 'viewed', 'watched'),
    'followers': ('followers', 'follower', 'follow me', 'following me', 'fans'),
    'subscribers': ('subscribers', 'subscriber', 'subs', 'abos'),
    'likes': ('likes',),
    'saves': ('saves',),
    'shazams': ('shazams', 'shazam'),
    'sales': ('sales', 'sold'),
}
"""What people call a number; longer names first."""
MONTHS = (
    'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november',
    'december',
)  # fmt: skip
WEEKDAYS = ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')
LAW = re.compile(r'\b(?:tax|taxes|legal\w*|contract|lawyer|copyright|trademark|gema|vat|sue|law)\b')
"""By which a question on law or tax is known, on which no advice is given."""
_COUNTS = {
    'a': 1, 'one': 1, 'two': 2, 'three': 3, 'four': 4, 'five': 5, 'six': 6, 'seven': 7, 'eight': 8, 'nine': 9,
    'ten': 10, 'couple of': 2, 'few': 3, 'several': 4,
}  # fmt: skip
_SPANS = {'day': 1, 'week': 7, 'fortnight': 14, 'month': 28, 'quarter': 91, 'year': 365}
_MONTH_WORDS = '|'.join(f'{name}|{name[:3]}' for name in MONTHS)
_HOW_MANY = '|'.join(_COUNTS)
_COUNTED = re.compile(
    rf'\b(?:last|past|previous|in|these|within|over)\b(?: the)?(?: last| past)? (\d+|{_HOW_MANY}) '
    r'(day|week|month|quarter|year)s?\b'
)
_SINCE = re.compile(rf'\bsince ({_MONTH_WORDS})\b')
_IN_MONTH = re.compile(rf'\b(?:in|during|for) ({_MONTH_WORDS})(?: ((?:19|20)\d\d))?\b')
_SOME_MONTH = re.compile(rf'\b(?:in|this|next|for) ({_MONTH_WORDS})\b')
_HUNDREDS = re.compile(rf'\b({_HOW_MANY}) (hundred|thousand|million)\b')
_DAY_MONTH = re.compile(rf'\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH_WORDS})\b')
_MONTH_DAY = re.compile(rf'\b({_MONTH_WORDS}) (\d{{1,2}})(?:st|nd|rd|th)?\b')
_AHEAD = re.compile(rf'\bin (\d+|{_HOW_MANY}) (day|week|month)s?\b')
_WEEKDAY = re.compile(rf'\b({"|".join(WEEKDAYS)})\b')
LIKE = 0.75
"""So alike must a title and what is written be."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included; `words` is how it stands in a sentence."""

    first: date
    last: date
    words: str = ''

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def before(self) -> 'Period':
        """As many days right before it."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Slots:
    """What a question names; what it does not name is None or empty.

    `period` is what was asked for, in days before today; `aim` a number that is aimed at; `day` a date that lies ahead
    or a single one that is asked about; `release` the place of a title in those that were given.
    """

    platform: str | None = None
    metric: str | None = None
    period: Period | None = None
    aim: float | None = None
    day: date | None = None
    release: int | None = None


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
    return Slots(
        platform=platform_of(words),
        metric=metric_of(words),
        period=period_of(words, today),
        aim=aim_of(words),
        day=day_of(words, today),
        release=release_of(words, titles),
    )


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


def period_of(words: str, today: date) -> Period | None:
    """The days that are asked about, up to today; None where none are named."""
    yesterday = today - timedelta(days=1)
    if re.search(r'\byesterday\b', words):
        return Period(yesterday, yesterday, 'yesterday')
    if re.search(r'\btoday\b', words):
        return Period(today, today, 'today')
    counted = _COUNTED.search(words)
    if counted and not re.search(r'\b(?:next|coming|following)\b', words):
        number = _COUNTS.get(counted[1]) or int(counted[1])
        days = min(number * _SPANS[counted[2]], 3650)
        return Period(today - timedelta(days=days), yesterday, f'in the last {days} days')
    if single := re.search(r'\b(?:last|past|previous|this)\b (week|month|quarter|year)\b', words):
        days = _SPANS[single[1]]
        return Period(today - timedelta(days=days), yesterday, f'in the last {days} days')
    if since := _SINCE.search(words):
        first = _month_before(since[1], today)
        return Period(first, yesterday, f'since {first:%B}')
    if month := _IN_MONTH.search(words):
        first = date(int(month[2]), _month(month[1]), 1) if month[2] else _month_before(month[1], today)
        last = _next_month(first) - timedelta(days=1)
        return Period(first, min(last, yesterday), f'in {first:%B}') if first <= yesterday else None
    return None


def aim_of(words: str) -> float | None:
    """A number that is aimed at: “10k”, “1,000”, “2.5k”, “one thousand”."""
    if found := re.search(r'\b(\d[\d,]*)\s?(k|thousand|m|mio|million)?\b', re.sub(r'\b\d+ days?\b', '', words)):
        value, unit = _number(found[1], bool(found[2])), found[2] or ''
        return value * {'k': 1e3, 'thousand': 1e3, 'm': 1e6, 'mio': 1e6, 'million': 1e6}.get(unit, 1)
    if found := _HUNDREDS.search(words):
        return _COUNTS[found[1]] * {'hundred': 1e2, 'thousand': 1e3, 'million': 1e6}[found[2]]
    return None


def day_of(words: str, today: date) -> date | None:
    """A day that is named: “20 August”, “august 20th”, “2027-08-20”, “in August”, “in six weeks”, “on Friday”."""
    if exact := re.search(r'\b(\d{4})-(\d{2})-(\d{2})\b', words):
        return _date(int(exact[1]), int(exact[2]), int(exact[3]))
    before, behind = _DAY_MONTH.search(words), _MONTH_DAY.search(words)
    if before or behind:
        number, name = (before[1], before[2]) if before else (behind[2], behind[1]) if behind else ('1', 'jan')
        found = _date(today.year, _month(name), int(number))
        return found if found is None or found >= today - timedelta(days=180) else found.replace(year=today.year + 1)
    if ahead := _AHEAD.search(words):
        return today + timedelta(days=(_COUNTS.get(ahead[1]) or min(int(ahead[1]), 400)) * _SPANS[ahead[2]])
    if re.search(r'\bnext month\b', words):
        return _next_month(today)
    if weekday := _WEEKDAY.search(words):
        return today + timedelta(days=(WEEKDAYS.index(weekday[1]) - today.weekday() - 1) % 7 + 1)
    if re.search(r'\btomorrow\b', words):
        return today + timedelta(days=1)
    if month := _SOME_MONTH.search(words):
        first = today.replace(day=1, month=_month(month[1]))
        return first if first >= today else first.replace(year=today.year + 1)
    return None


def release_of(words: str, titles: Sequence[str]) -> int | None:
    """The place of the title that is named, written roughly like it: the one that is most alike."""
    asked = words.split()
    best: tuple[float, int] | None = None
    for place, title in enumerate(titles):
        name = plain(title)
        length = len(name.split())
        for start in range(max(0, len(asked) - length + 1)):
            part = ' '.join(asked[start : start + length])
            alike = SequenceMatcher(None, part, name).ratio() if len(name) > 3 else float(part == name)
            if alike >= LIKE and (best is None or alike > best[0]):
                best = (alike, place)
    return best[1] if best else None


def _number(written: str, has_unit: bool) -> float:
    """“1,000” is a thousand, “2,5” before “k” two and a half: marks between digits are commas here, see `plain`."""
    whole, _, rest = written.rpartition(',')
    if whole and (len(rest) != 3 or has_unit):
        return float(f'{whole.replace(",", "")}.{rest or 0}')
    return float(written.replace(',', ''))


def _month(name: str) -> int:
    return next(place for place, month in enumerate(MONTHS, 1) if month[:3] == name[:3])


def _month_before(name: str, today: date) -> date:
    """The first of this month as it was last."""
    first = today.replace(day=1, month=_month(name))
    return first if first <= today else first.replace(year=today.year - 1)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
