"""Insights as an artist has them: found in their numbers, five a week, read, done, brought up to date, withdrawn."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import col

from app import notifications
from app.artist import insight_cards, insight_jobs, points, series
from app.artist.series import Point
from app.db import reading, transaction
from app.errors import Changed, NotFound
from models import ArtistTask, DailyMetric, Insight, ProfileProject, XpEntry
from models.types import utc_now
from tests.app.artist.insight_support import JUMP, MAY, TODAY, cards, look, streams, write


def stored(user_id: str) -> list[Insight]:
    with reading() as session:
        return list(session.scalars(sa.select(Insight).where(col(Insight.artist_id) == user_id)))


def earned(user_id: str, rule: str) -> int:
    with reading() as session:
        mine = (col(XpEntry.user_id) == user_id, col(XpEntry.rule) == rule, col(XpEntry.taken_back_at).is_(None))
        return session.scalar(sa.select(sa.func.coalesce(sa.func.sum(col(XpEntry.points)), 0)).where(*mine)) or 0


def test_a_spike_becomes_a_card_that_leads_to_its_number(ann: str) -> None:
    write(ann, streams())
    look(ann)
    (spike,) = cards(ann, 'spike')
    assert (spike.first_day, spike.value) == (JUMP, 480)
    assert 'Spotify streams: 480 on 16 June' in spike.sentence
    with reading() as session:
        assert session.get_one(DailyMetric, spike.rows[0]).day == JUMP
    assert not spike.is_read
    assert insight_cards.unread(ann) == len(cards(ann))


def test_looking_again_finds_nothing_twice(ann: str) -> None:
    write(ann, streams(56))
    look(ann)
    before = [one.id for one in cards(ann)]
    for day in range(1, 4):
        assert look(ann, TODAY + timedelta(days=day))['shown'] == 0
    assert [one.id for one in cards(ann)] == before


def test_n3_a_revised_value_is_told_anew_on_the_same_card_with_what_it_said_first(ann: str) -> None:
    write(ann, streams())
    look(ann)
    (spike,) = cards(ann, 'spike')
    write(ann, [Point('spotify', 'streams', JUMP, 520)])
    look(ann, TODAY + timedelta(hours=2))
    (again,) = cards(ann, 'spike')
    assert (again.id, again.value) == (spike.id, 520)
    assert '520 on 16 June' in again.sentence
    assert '480 on 16 June' in again.first_said


def test_what_late_data_contradict_is_withdrawn_visibly_with_its_reason(ann: str) -> None:
    write(ann, streams())
    look(ann)
    insight_cards.mark_read(ann)
    write(ann, [Point('spotify', 'streams', JUMP, 110)])
    look(ann, TODAY + timedelta(hours=2))
    (spike,) = cards(ann, 'spike')
    assert spike.withdrawn_at is not None
    assert spike.withdrawn_why == '16 June now has 110 instead of 480.'
    assert not spike.is_read, 'somebody who has read it is told'
    assert any('withdrawn' in told.title for told in notifications.newest(ann))
    with pytest.raises(Changed):
        insight_cards.mark_done(ann, spike.id)
    write(ann, [Point('spotify', 'streams', JUMP, 480)])
    look(ann, TODAY + timedelta(hours=4))
    assert cards(ann, 'spike')[0].withdrawn_at is None, 'the number has come back'


def test_at_most_five_new_cards_come_in_a_week_the_weightiest_first(ann: str) -> None:
    many = {MAY + timedelta(days=day): 480.0 + 20 * day for day in (20, 24, 28, 32, 36, 40, 48, 52)}
    write(ann, streams(other=many))
    look(ann)
    first = cards(ann)
    assert len(first) == 5
    weights = {row.id: row.weight for row in stored(ann)}
    shown = {one.id for one in first}
    assert (
        min(weights[one] for one in shown) >= max(weight for one, weight in weights.items() if one not in shown) - 1e-9
    )
    look(ann, TODAY + timedelta(days=3))
    assert len(cards(ann)) == 5
    look(ann, TODAY + timedelta(days=7, minutes=1))
    assert 5 < len(cards(ann)) <= 10


def test_warnings_come_first_and_leave_room_for_the_rest(ann: str) -> None:
    zeros = {MAY + timedelta(days=day): 0.0 for day in (30, 33, 38)}
    write(ann, streams(other=zeros))
    look(ann)
    assert [one.rule for one in cards(ann)].count('zeros') == 2
    assert cards(ann, 'spike')


def test_streams_and_listeners_of_one_day_are_one_card(ann: str) -> None:
    write(ann, streams())
    write(ann, [Point('spotify', 'listeners', one.day, one.value * 0.8) for one in streams()])
    look(ann)
    assert len(cards(ann, 'spike')) == 1


def test_old_history_is_no_news(ann: str) -> None:
    write(ann, streams())
    look(ann, TODAY + timedelta(days=200))
    assert [one.rule for one in cards(ann)] == ['stale']


def test_a_milestone_earns_once(ann: str) -> None:
    followers = [Point('spotify', 'followers', MAY + timedelta(days=day), 950.0 + day) for day in range(58)]
    write(ann, followers)
    look(ann)
    look(ann, TODAY + timedelta(days=1))
    assert cards(ann, 'milestone')[0].sentence == 'Spotify followers reached 1,000 on 22 June.'
    assert earned(ann, 'milestone') == 50


def test_what_was_done_about_an_insight_earns_three_times_a_week_and_can_be_taken_back(ann: str) -> None:
    many = {MAY + timedelta(days=day): 480.0 + 20 * day for day in (20, 24, 28, 32)}
    write(ann, streams(other=many))
    look(ann)
    found = cards(ann)
    with time_machine.travel(TODAY, tick=False):
        for one in found:
            insight_cards.mark_done(ann, one.id)
        assert earned(ann, 'insight') == 30
        again = insight_cards.mark_done(ann, found[0].id, done=False)
    assert again.done_at is None
    assert earned(ann, 'insight') == 20


def test_a_release_is_told_with_its_name_and_not_as_a_cause(ann: str) -> None:
    write(ann, streams())
    with transaction() as session:
        release = ProfileProject(user_id=ann, project_name='Glasshouse', slug='glasshouse')
        release.release_date = date(2027, 6, 14)
        session.add(release)
    look(ann)
    (effect,) = cards(ann, 'release')
    assert 'Spotify streams: 1,980 in the 14 settled days after “Glasshouse”' in effect.sentence
    assert (effect.value, effect.expected) == (1980, 1600)
    assert 'not because of it' in effect.reason


def test_the_screen_says_what_is_missing(ann: str) -> None:
    assert insight_cards.looked(ann) == insight_cards.Looked()
    write(ann, streams())
    look(ann)
    said = ' '.join(sentence for sentence, _ in insight_cards.looked(ann).notes)
    assert '56 of 70 days' in said
    assert '28 June to 29 June will still grow' in said


def test_nobody_reads_or_does_what_is_somebody_elses(ann: str, bea: str) -> None:
    write(ann, streams())
    look(ann)
    (spike,) = cards(ann, 'spike')
    assert cards(bea) == []
    insight_cards.mark_read(bea, spike.id)
    assert not insight_cards.card(ann, spike.id).is_read
    for forbidden in (insight_cards.card, insight_cards.mark_done):
        with pytest.raises(NotFound):
            forbidden(bea, spike.id)


def test_numbers_that_are_gone_take_what_was_said_of_them_back(ann: str) -> None:
    write(ann, streams())
    look(ann)
    with transaction() as session:
        session.execute(sa.delete(DailyMetric).where(col(DailyMetric.artist_id) == ann))
    look(ann, TODAY + timedelta(hours=2))
    assert {one.withdrawn_why for one in cards(ann)} == {'Its numbers are gone.'}


def test_one_look_waits_however_often_it_is_asked_for(ann: str) -> None:
    with transaction() as session:
        first = insight_jobs.ask(session, ann)
    with transaction() as session:
        assert insight_jobs.ask(session, ann) == first


def test_everybody_with_numbers_is_looked_at_each_night_once(ann: str, bea: str) -> None:
    write(ann, streams())
    with time_machine.travel(TODAY, tick=False):
        assert insight_jobs.nightly() == 1
        assert insight_jobs.nightly() == 0
        with transaction() as session:
            row = session.scalars(sa.select(ArtistTask)).one()
            row.status, row.completed_at = 'completed', utc_now()
    assert insight_jobs.nightly(TODAY + timedelta(hours=14)) == 0, 'the night has not begun'
    with time_machine.travel(TODAY + timedelta(hours=16), tick=False):
        assert insight_jobs.nightly() == 1


def test_old_looks_are_forgotten_but_for_the_last_one(ann: str) -> None:
    write(ann, streams())
    look(ann)
    look(ann, TODAY + timedelta(days=1))
    insight_jobs.forget_old(TODAY + timedelta(days=60))
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ArtistTask)) == 1
    assert insight_cards.looked(ann).notes


def test_a_worker_looks_and_tells(ann: str, worker: Callable[[], int]) -> None:
    today = utc_now().date()
    days = [today - timedelta(days=day) for day in range(3, 60)]
    write(ann, [Point('spotify', 'streams', day, 400.0 if day == days[20] else 100.0) for day in days])
    insight_cards.look_now(ann)
    assert insight_cards.looked(ann).is_looking
    assert worker() >= 1
    assert cards(ann, 'spike')[0].first_day == days[20]
    assert any(told.href == '/artist/insights' for told in notifications.newest(ann))
    assert not insight_cards.looked(ann).is_looking


def test_a_cards_chart_has_the_days_around_it_and_marks_what_carries_it(ann: str) -> None:
    write(ann, streams())
    look(ann)
    (spike,) = cards(ann, 'spike')
    dots = insight_cards.charts(ann, [spike])[spike.id]
    assert [dot.day for dot in dots if dot.carries] == [JUMP]
    assert (dots[0].day, dots[-1].day) == (JUMP - timedelta(days=28), JUMP + timedelta(days=7))
    with reading() as session:
        known = series.read(session, ann, 'spotify', 'streams')
    by_day = dict(zip(known.days, known.values, strict=True))
    assert all(by_day[dot.day] == dot.value for dot in dots), 'the same numbers as everywhere'
    assert json.loads(stored(ann)[0].content)['version'] == 1
    assert points.of(ann).xp >= 0
