"""All that an answer may stand on, read for one artist, each part when it is first asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from app import areas
from app.area_parts import Known
from app.artist import series as numbers
from app.artist.adviser import slots
from app.artist.adviser.slots import Slots
from app.artist.insights.numbers import Numbers
from app.artist.memory import facts
from app.artist.memory.facts import Fact, Found
from app.artist.metrics import Kind
from app.artist.series import Series
from app.db import reading
from models import ArtistGoal, ProfileProject, User

MOST_RELEASES, MOST_GOALS = 200, 20
BY_CHOICE = ('streams', 'plays', 'views', 'video_views', 'listeners')
"""What is looked at where no number is named, the first that there is."""
MEANT = {
    'streams': ('streams', 'plays'),
    'plays': ('plays', 'streams', 'lifetime_plays'),
    'views': ('views', 'video_views', 'lifetime_views'),
    'listeners': ('listeners', 'monthly_listeners'),
    'monthly_listeners': ('monthly_listeners', 'listeners_28d'),
    'followers': ('followers', 'subscribers'),
    'subscribers': ('subscribers', 'followers'),
    'shazams': ('lifetime_shazams',),
}
"""What may be meant by what people say, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release that has come out."""

    id: str
    title: str
    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class Goal:
    """A number that is aimed at."""

    id: str
    platform: str
    metric: str
    target: float
    due: date | None


@dataclass
class Artist:
    """One artist at one moment."""

    user_id: str
    now: datetime
    _series: dict[tuple[str, str], Series] = field(default_factory=dict)

    @cached_property
    def zone(self) -> str:
        """By whose clock they live."""
        with reading() as session:
            user = session.get(User, self.user_id)
            return user.timezone if user is not None else 'UTC'

    @cached_property
    def today(self) -> date:
        """Their date."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    @cached_property
    def known(self) -> list[numbers.Known]:
        """Which series there are of all that they do (not of one release or video)."""
        with reading() as session:
            return [one for one in numbers.known(session, self.user_id) if not one.subject]

    @cached_property
    def platforms(self) -> list[str]:
        """Where there are numbers from."""
        return list(dict.fromkeys(one.platform for one in self.known))

    @cached_property
    def releases(self) -> list[Release]:
        """What has come out, the latest first."""
        table = ProfileProject
        mine = (
            col(table.user_id) == self.user_id,
            col(table.deleted_at).is_(None),
            col(table.release_date).is_not(None),
        )
        wanted = sa.select(table).where(*mine).order_by(col(table.release_date).desc()).limit(MOST_RELEASES)
        with reading() as session:
            return [
                Release(row.id, row.project_name, row.project_type, row.release_date)
                for row in session.scalars(wanted)
                if row.release_date is not None and row.release_date <= self.today
            ]

    @cached_property
    def goals(self) -> list[Goal]:
        """What they aim at and have not reached, what is due first."""
        table = ArtistGoal
        mine = (col(table.artist_id) == self.user_id, col(table.deleted_at).is_(None), col(table.reached_at).is_(None))
        wanted = sa.select(table).where(*mine).order_by(col(table.due).is_(None), col(table.due)).limit(MOST_GOALS)
        with reading() as session:
            return [Goal(row.id, row.platform, row.metric_type, row.target, row.due) for row in session.scalars(wanted)]

    def series(self, platform: str, metric: str) -> Series:
        """One series."""
        key = platform, metric
        if key not in self._series:
            with reading() as session:
                self._series[key] = numbers.read(session, self.user_id, platform, metric)
        return self._series[key]

    def settled_until(self, series: Series) -> date:
        """The last day of a series whose value does not change any more."""
        return series.settled_until(series.metric.today(self.now, self.zone))

    def as_numbers(self, series: Series) -> Numbers:
        """A series as the rules of the insights read it."""
        metric = series.metric
        known = series.trusted() if metric.kind == Kind.STOCK else series
        return Numbers(
            metric.platform,
            metric.type,
            metric.kind.value,
            tuple(known.days),
            tuple(max(0.0, one) for one in known.values),
            self.settled_until(series),
            metric.today(self.now, self.zone),
            label=metric.full_label,
            confirmed=series.confirmed,
        )

    def meant(self, asked: Slots, kinds: Sequence[Kind] = tuple(Kind)) -> list[Series]:
        """The series that a question is about, the likeliest first: of what is named, else of what counts most."""
        wanted = MEANT.get(asked.metric or '', (asked.metric,) if asked.metric else ())
        if asked.metric == 'income':
            wanted = tuple(one.metric_type for one in self.known if one.metric_type.startswith('income_')) or wanted
        found = [
            one
            for one in self.known
            if (asked.platform is None or one.platform == asked.platform)
            and (not wanted or one.metric_type in wanted)
            and one.metric.kind in kinds
        ]
        order = wanted or BY_CHOICE
        rank = {name: place for place, name in enumerate(order)}
        found.sort(key=lambda one: (rank.get(one.metric_type, len(rank)), -one.last.toordinal(), -(one.days or 0)))
        return [self.series(one.platform, one.metric_type) for one in found]

    def knows(self, kind: str) -> list[Known]:
        """What other areas know of them."""
        return areas.knows(kind, self.user_id)

    def told(self, question: str, most: int = 3) -> list[Found]:
        """Facts that a question is about, the nearest first."""
        return facts.search(self.user_id, question, most)

    def budget(self) -> Fact | None:
        """What they said of their budget."""
        for one in self.told('What is my budget? How much money can I spend a month?', 5):
            if any(word in one.fact.content.lower() for word in ('budget', 'spend', 'afford')):
                return one.fact
        return None

    def slots(self, question: str) -> Slots:
        """What a question names."""
        return slots.read(question, self.today, [one.title for one in self.releases])
