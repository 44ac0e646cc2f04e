"""One artist on 30 June 2027 in Berlin, with everything that the questions of the adviser's stories are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.artist import profiles, series
from app.artist.memory import facts
from app.artist.series import Point
from app.db import transaction
from app.studio import notes
from models import (
    ArtistGoal,
    ArtistPost,
    Booking,
    Deliverable,
    DeliverableVersion,
    LinkClicks,
    ProfileProject,
    Status,
    StudioRoom,
    User,
)
from tests.app.accounts_support import person
from tests.app.studio.rooms_support import opened

NOW = datetime(2027, 6, 30, 8, 0, tzinfo=UTC)
"""Ten in the morning in Berlin, a Wednesday."""
FIRST, LAST_SETTLED = date(2027, 5, 3), date(2027, 6, 27)


@dataclass(frozen=True)
class House:
    """Who is in the story: the artist, who owns the studio, and rows by which answers are checked."""

    ann: str
    olga: str
    studio: str
    booking: str
    master: str
    glasshouse: str
    goal: str


def days(first: date, last: date) -> Iterator[date]:
    """From one to another, both in it."""
    while first <= last:
        yield first
        first += timedelta(days=1)


def streams() -> list[Point]:
    """100 on weekdays, 150 on Saturdays and Sundays, but 480 on 16 June; the last two days are not settled."""
    usual = {day: 150.0 if day.weekday() >= 5 else 100.0 for day in days(FIRST, LAST_SETTLED)}
    usual |= {date(2027, 6, 16): 480.0, date(2027, 6, 28): 40.0, date(2027, 6, 29): 20.0}
    return [Point('spotify', 'streams', day, value) for day, value in usual.items()]


def followers() -> list[Point]:
    """960 on 31 May, one more each day, 988 on 28 June."""
    first = date(2027, 5, 31)
    return [Point('spotify', 'followers', day, 960.0 + (day - first).days) for day in days(first, date(2027, 6, 28))]


def views() -> list[Point]:
    """70 a day; the last import was on 20 June."""
    return [Point('youtube', 'views', day, 70.0) for day in days(FIRST, date(2027, 6, 20))]


def build(olga: str) -> House:
    """All of it."""
    ann = person('ann@example.org', name='Ann')
    studio = opened(olga)
    with transaction() as session:
        user = session.get_one(User, ann)
        user.timezone = 'Europe/Berlin'
        session.add(user)
        profiles.ensure(session, ann)
        series.write(session, ann, [*streams(), *followers(), *views()], 'csv')
        glasshouse = ProfileProject(user_id=ann, project_name='Glasshouse', slug='glasshouse')
        glasshouse.release_date, glasshouse.project_type = date(2027, 6, 14), 'single'
        nightfall = ProfileProject(user_id=ann, project_name='Nightfall', slug='nightfall', project_type='ep')
        nightfall.release_date = date(2027, 3, 5)
        goal = ArtistGoal(
            artist_id=ann, platform='spotify', metric_type='followers', target=1000, due=date(2027, 7, 31)
        )
        clicks = [
            LinkClicks(user_id=ann, target_kind='page', target_id='p', link=link, day=date(2027, 6, 20), count=count)
            for link, count in (('spotify', 41), ('bandcamp', 7), ('view', 300))
        ]
        posts = [ArtistPost(user_id=ann, platform='instagram', day=day, posted_at=NOW) for day in _posted()]
        session.add_all([glasshouse, nightfall, goal, *clicks, *posts])
        session.flush()
        booking = _session(session, ann, studio.id)
        master = _delivered(session, ann, olga, studio.id, booking)
        ids = glasshouse.id, goal.id
    notes.add(olga, studio.id, ann, 'Sing the second verse further from the microphone.', 'recording')
    for fact in (
        'My budget is 300 EUR a month',
        'I want no labels that want to own my masters',
        'My manager is Jonas',
    ):
        facts.keep(ann, fact)
    return House(ann, olga, studio.id, booking, master, *ids)


def _posted() -> list[date]:
    """One in each of the last three weeks, none in this one yet."""
    return [date(2027, 6, 10), date(2027, 6, 17), date(2027, 6, 24)]


def _session(session: Session, ann: str, studio: str) -> str:
    """On Saturday, 3 July, 18:30 to 21:30 in Berlin, half of it paid."""
    room = session.scalars(sa.select(StudioRoom).where(col(StudioRoom.studio_id) == studio)).one()
    room.name = 'Room B'
    start = datetime(2027, 7, 3, 16, 30, tzinfo=UTC)
    row = Booking(
        user_id=ann, studio_id=studio, room_id=room.id, start_time=start, end_time=start + timedelta(hours=3),
        duration=180, status='confirmed', total_amount=20250, deposit_amount=10125, actual_deposit_paid=10125,
        paid_amount=10125, remainder_amount=10125, currency='eur', customer_name='Ann',
    )  # fmt: skip
    session.add_all([room, row])
    session.flush()
    return row.id


def _delivered(session: Session, ann: str, olga: str, studio: str, booking: str) -> str:
    """A rough mix, and later the master at −9.4 LUFS."""
    for name, lufs, hours in (('Glasshouse rough mix', -18.0, 2), ('Glasshouse master', -9.4, 1)):
        at = NOW - timedelta(hours=hours)
        row = Deliverable(
            user_id=ann, studio_id=studio, booking_id=booking, file_name=f'{name}.wav', display_name=name,
            uploaded_by=olga, uploaded_by_name='Olga', created_at=at, updated_at=at,
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(
            DeliverableVersion(
                deliverable_id=row.id,
                user_id=olga,
                kind='studio.delivery',
                number=1,
                file_name=f'{name}.wav',
                sent_by_name='Olga',
                original_key=f'studio/{row.id}',
                preview_key=f'studio/{row.id}/p',
                file_size=1000,
                loudness_lufs=lufs,
                duration_seconds=200.0,
                status=Status.COMPLETED,
                created_at=at,
            )
        )
    return row.id
