"""How often links of a page are followed, by day and link, without knowing who.

Nothing of a visitor is stored. That somebody presses twice within ten seconds is noticed by a hash of their address and
browser under a secret that this process draws anew each day; it is kept in memory for these seconds alone. What follows
links by itself, like search engines and the previews of messengers, is not counted, nor are the artist's own visits.
"""

import hashlib
import logging
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit, sessions
from app.accounts.visitor import Visitor
from app.artist.days import Days
from app.config import settings
from app.db import reading, transaction
from app.errors import DatabaseAway, NotFound
from models import LinkClicks, Profile, ProfileProject, User
from models.types import new_id, utc_now

log = logging.getLogger(__name__)

TWICE_S = 10.0
FLUSH_S = 5.0
MOST_SEEN = 50_000
VIEW = 'view'
RELEASE, PAGE = 'release', 'page'
_BOT = re.compile(
    r'(?<!cu)bot\b|bot[/;:_\-)]|crawl|spider|slurp|scrap|preview|facebookexternalhit|facebookcatalog|embedly|quora link'
    r'|skypeuri|whatsapp/|telegram|iframely|mastodon/|akkoma|pleroma|misskey|lemmy|friendica|bluesky|cardyb|vkshare'
    r'|flipboard|tumblr/|pinterest/0|nuzzel|outbrain|w3c_validator|lighthouse|pagespeed|headless|phantomjs|puppeteer'
    r'|playwright|selenium|python-|aiohttp|httpx|libwww|java/|okhttp|go-http|node-fetch|axios/|curl/|wget/|http\.rb'
    r'|feedfetcher|feedly|feedburner|newsblur|inoreader|mediapartners|google-(?!app)|googleother|bingpreview|yandex'
    r'|baiduspider|duckduckgo-favicons|archive\.org|ia_archiver|uptime|pingdom|statuscake|monitor|check_http|nagios',
    re.IGNORECASE,
)
"""What calls itself like this is no person. A phone by Cubot is."""
_AHEAD = ('purpose', 'sec-purpose', 'x-purpose', 'x-moz')
"""By these headers a browser says that it only looks ahead."""


@dataclass(frozen=True, slots=True)
class Target:
    """Whose link is followed, and where it stands: the release or page by its id, `link` is the service or `VIEW`."""

    user_id: str
    kind: str
    id: str
    link: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How often links were followed on the last days. `by_link` and `by_day` (links alone, without views) are counts;
    `views` is how often the page was looked at."""

    first: date
    last: date
    zone: str
    by_link: Mapping[str, int] = field(default_factory=dict)
    by_day: Mapping[date, int] = field(default_factory=dict)
    views: int = 0

    @property
    def total(self) -> int:
        """How often any link was followed."""
        return sum(self.by_link.values())


def is_person(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request seems to be somebody's who looks at it now: no robot, no preview, no look ahead."""
    if method != 'GET' or any(headers.get(name) for name in _AHEAD):
        return False
    agent = headers.get('user-agent', '')
    return bool(agent) and not _BOT.search(agent)


def followed(target: Target, who: Visitor) -> bool:
    """Count that somebody followed a link; False where they did within ten seconds, or it is their own."""
    if _is_own(target.user_id, who) or _is_twice(target, who):
        return False
    with transaction() as session:
        _add(session, target, _day(session, target.user_id, utc_now()), 1)
    return True


def looked_at(target: Target, who: Visitor) -> None:
    """Count that somebody looked at a page. That is written down some seconds later, for many at once: what a process
    has counted in the seconds before it is killed is lost."""
    if not _is_own(target.user_id, who) and not _is_twice(target, who):
        _WAITING.add(target)


def write_waiting() -> None:
    """Write down what is counted and not written yet."""
    _WAITING.write()


def figures(user_id: str, target_id: str = '', days: int = 28) -> Figures:
    """How often links of a release or page of theirs were followed, or without one all links, on the last days."""
    with reading() as session:
        user = session.get(User, user_id)
        zone = user.timezone if user else 'UTC'
        last = _day(session, user_id, utc_now())
        first = last - timedelta(days=days - 1)
        mine = [col(LinkClicks.user_id) == user_id, col(LinkClicks.day) >= first]
        mine += [col(LinkClicks.target_id) == target_id] if target_id else []
        columns = (col(LinkClicks.link), col(LinkClicks.day), sa.func.sum(LinkClicks.count))
        found = session.execute(sa.select(*columns).where(*mine).group_by(*columns[:2])).all()
    by_link, by_day, views = dict[str, int](), dict[date, int](), 0
    for link, day, count in found:
        if link == VIEW:
            views += count
            continue
        by_link[link] = by_link.get(link, 0) + count
        by_day[day] = by_day.get(day, 0) + count
    most_first = dict(sorted(by_link.items(), key=lambda one: -one[1]))
    return Figures(first, last, zone, most_first, by_day, views)


def totals(user_id: str, days: int = 28) -> dict[str, int]:
    """How often anything of each release and of the page was followed on the last days, by its id."""
    with reading() as session:
        first = _day(session, user_id, utc_now()) - timedelta(days=days - 1)
        mine = (col(LinkClicks.user_id) == user_id, col(LinkClicks.day) >= first, col(LinkClicks.link) != VIEW)
        counts = sa.select(col(LinkClicks.target_id), sa.func.sum(LinkClicks.count)).where(*mine)
        return {one: int(count) for one, count in session.execute(counts.group_by(col(LinkClicks.target_id)))}


def reset(user_id: str, target_id: str) -> None:
    """Begin to count anew for a release or page; raises NotFound where it is not theirs."""
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = session.get(ProfileProject, target_id) or session.get(Profile, target_id)
        if row is None or row.user_id != user_id:
            raise NotFound('There is nothing of yours whose clicks are counted by this name.')
        theirs = (col(LinkClicks.user_id) == user_id, col(LinkClicks.target_id) == target_id)
        had = session.scalar(sa.select(sa.func.sum(LinkClicks.count)).where(*theirs)) or 0
        session.execute(sa.delete(LinkClicks).where(*theirs).execution_options(synchronize_session=False))
        audit.note(session, 'clicks.reset', user, target=target_id, before={'count': int(had)})


class _Seen:
    """Who followed what within the last seconds, as hashes that nobody can turn back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at: OrderedDict[bytes, float] = OrderedDict()
        self._secret, self._drawn = secrets.token_bytes(32), time.monotonic()

    def again(self, target: Target, who: Visitor, now: float) -> bool:
        """Whether the same one was here within `TWICE_S`; from now on they were."""
        with self._lock:
            if now - self._drawn > 86_400:
                self._secret, self._drawn = secrets.token_bytes(32), now
                self._at.clear()
            while self._at and (len(self._at) > MOST_SEEN or now - next(iter(self._at.values())) > TWICE_S):
                self._at.popitem(last=False)
            said = f'{who.address}\n{who.agent}\n{target.id}\n{target.link}'.encode()
            key = hashlib.blake2b(said, key=self._secret, digest_size=12).digest()
            known = key in self._at
            self._at[key] = now
            self._at.move_to_end(key)
            return known


class _Waiting:
    """Views that are counted and not written yet: pages are looked at far more often than links are followed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[Target, datetime], int] = {}
        self._timer: threading.Timer | None = None

    def add(self, target: Target) -> None:
        hour = utc_now().replace(minute=0, second=0)
        with self._lock:
            self._counts[target, hour] = self._counts.get((target, hour), 0) + 1
            if self._timer is None:
                self._timer = threading.Timer(FLUSH_S, self.write)
                self._timer.daemon = True
                self._timer.start()

    def write(self) -> None:
        with self._lock:
            counts, self._counts, self._timer = self._counts, {}, None
        if not counts:
            return
        try:
            with transaction() as session:
                for (target, hour), count in counts.items():
                    _add(session, target, _day(session, target.user_id, hour), count)
        except (DatabaseAway, sa.exc.SQLAlchemyError) as error:
            log.warning('%d looks at pages are not counted: %s', sum(counts.values()), error)


_SEEN, _WAITING = _Seen(), _Waiting()


def _is_twice(target: Target, who: Visitor) -> bool:
    return _SEEN.again(target, who, time.monotonic())


def _is_own(user_id: str, who: Visitor) -> bool:
    if settings().accounts == 'off':
        return True  # there is nobody else
    found = sessions.find(who.token) if who.token else None
    return found is not None and found[0].id == user_id


def _day(session: Session, user_id: str, moment: datetime) -> date:
    user = session.get(User, user_id)
    return Days(user.timezone if user else 'UTC', 0).day(moment)


def _add(session: Session, target: Target, day: date, count: int) -> None:
    if session.get(User, target.user_id) is None:
        return  # they have left meanwhile
    row = {'id': new_id(), 'user_id': target.user_id, 'target_kind': target.kind, 'target_id': target.id}
    adding = insert(LinkClicks).values(**row, link=target.link, day=day, count=count)
    same = (col(LinkClicks.target_id), col(LinkClicks.link), col(LinkClicks.day))
    grown = {'count': col(LinkClicks.count) + count}
    session.execute(adding.on_conflict_do_update(index_elements=same, set_=grown))
