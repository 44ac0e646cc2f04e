"""Numbers as they are shown: the same everywhere, entered by hand, confirmed, taken along; and what is aimed at."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from app.artist import goals, import_jobs, numbers, thinning
from app.artist.series import Point
from app.db import reading, transaction
from app.errors import Invalid, NotAllowed, NotFound
from models import MetricChange, MetricImport
from tests.app.artist.numbers.days import day, put, put_points, read

NOW = datetime(2027, 6, 30, 12, tzinfo=UTC)


def test_n1_what_is_shown_summed_and_taken_along_are_the_same_numbers(ann: str) -> None:
    put(ann, [100, None, 120.5, *[130] * 40])
    shown = numbers.get(ann, 'spotify', 'streams', now=NOW)
    _, content = numbers.export(ann, 'spotify', 'streams')
    exported = {row['day']: float(row['value']) for row in csv.DictReader(io.StringIO(content))}
    whole = read(ann)
    assert exported == {one.isoformat(): value for one, value in zip(whole.days, whole.values, strict=True)}
    assert (shown.series.days, shown.series.values) == (whole.days, whole.values)
    assert shown.total is not None
    assert (shown.total.value, shown.total.words) == (sum(exported.values()), '42 of 58 days')
    assert shown.settled_until == date(2027, 6, 27)


def test_days_that_are_named_are_shown_and_summed_alone_in_either_order(ann: str) -> None:
    put(ann, [100, None, 120.5, *[130] * 40])
    for between in ((day(1), day(3)), (day(3), day(1))):
        shown = numbers.get(ann, 'spotify', 'streams', between=between, now=NOW)
        assert (shown.first, shown.last, shown.series.days) == (day(1), day(3), [day(2), day(3)])
        assert shown.total is not None
        assert (shown.total.value, shown.total.words) == (250.5, '2 of 3 days')


def test_n6_a_sum_over_platforms_is_of_flows_alone(ann: str) -> None:
    put(ann, [10, 20], 'deezer', 'streams')
    put(ann, [100, 200])
    put(ann, [10, 20], metric_type='listeners')
    total = numbers.over_platforms(ann, 'streams', day(0), day(1))
    assert (total.value, total.known, total.asked) == (330, 4, 4)
    with pytest.raises(NotAllowed, match='the same people'):
        numbers.over_platforms(ann, 'listeners', day(0), day(1))


def test_i6_our_own_export_holds_no_formula(ann: str) -> None:
    put(ann, [5], subject='=HYPERLINK("http://x")')
    _, content = numbers.export(ann, 'spotify', 'streams', '=HYPERLINK("http://x")')
    (row,) = csv.DictReader(io.StringIO(content))
    assert row['of'] == '\'=HYPERLINK("http://x")'


def test_a_value_by_hand_stays_and_is_refused_where_it_cannot_be(ann: str) -> None:
    today = datetime.now(UTC).date()
    numbers.enter(ann, 'deezer', 'followers', today - timedelta(days=1), 44)
    put(ann, [1], 'deezer', 'followers')
    assert read(ann, 'deezer', 'followers').values[-1] in (44, 1)
    with pytest.raises(NotAllowed, match='ahead of today'):
        numbers.enter(ann, 'deezer', 'followers', today + timedelta(days=2), 44)
    with pytest.raises(NotAllowed, match='below zero'):
        numbers.enter(ann, 'deezer', 'followers', today, -1)
    with pytest.raises(NotFound):
        numbers.enter(ann, 'deezer', 'nothing', today, 1)


def test_n4_a_confirmed_zero_is_a_fact(ann: str, bea: str) -> None:
    put(ann, [1000] * 10 + [0] + [1010] * 10)
    value_id = read(ann).ids[10]
    with pytest.raises(NotFound):
        numbers.confirm(bea, value_id)
    numbers.confirm(ann, value_id)
    assert read(ann).doubts == {}
    assert day(10) in read(ann).trusted().days


def test_a_deleted_value_is_missing_and_what_it_was_is_kept(ann: str, bea: str) -> None:
    put(ann, [10, 20, 30])
    value_id = read(ann).ids[1]
    with pytest.raises(NotFound):
        numbers.remove(bea, value_id)
    numbers.remove(ann, value_id)
    assert read(ann).days == [day(0), day(2)]
    with reading() as session:
        (kept,) = session.exec(select(MetricChange)).all()
    assert (kept.old_value, kept.new_value) == (20, None)


@pytest.mark.parametrize('act', ['enter', 'remove'])
def test_a_file_that_waits_is_told_that_a_value_was_typed_or_deleted(ann: str, act: str) -> None:
    put(ann, [10, 20])
    with transaction() as session:
        waits = MetricImport(user_id=ann, kind=import_jobs.KIND, file_name='streams.csv', step='preview', found='{}')
        session.add(waits)
        session.flush()
        waits_id = waits.id
    assert not import_jobs.get(ann, waits_id).is_outdated
    if act == 'enter':
        numbers.enter(ann, 'deezer', 'followers', datetime.now(UTC).date(), 44)
    else:
        numbers.remove(ann, read(ann).ids[0])
    assert import_jobs.get(ann, waits_id).is_outdated


def test_series_of_songs_stand_behind_the_whole(ann: str, bea: str) -> None:
    put(ann, [5], subject='Nightfall')
    put(ann, [100, 120])
    put(ann, [7], 'youtube', 'views', subject='Video')
    put(bea, [7], 'tiktok', 'likes')
    assert [(one.platform, one.metric_type, one.subject, one.last) for one in numbers.overview(ann)] == [
        ('spotify', 'streams', '', day(1)),
        ('youtube', 'views', 'Video', day(0)),
    ]
    assert numbers.subjects(ann, 'spotify', 'streams') == ['', 'Nightfall']


def test_growth_is_from_the_first_believed_day_to_the_last(ann: str) -> None:
    put(ann, [10_280, 10_300, 1030, 10_330], metric_type='followers')
    shown = numbers.get(ann, 'spotify', 'followers', now=NOW)
    assert shown.growth is not None
    assert (shown.growth.change, shown.total) == (50, None)


def test_n8_ten_years_are_drawn_with_one_point_a_pixel(ann: str) -> None:
    for name in ('flow.a', 'flow.b'):
        put(ann, [float(at % 97) for at in range(3650)], metric_type=name)
    assert [one.metric_type for one in numbers.overview(ann)] == ['flow.a', 'flow.b']
    shown = numbers.get(ann, 'spotify', 'flow.a', now=datetime(2037, 6, 30, 12, tzinfo=UTC))
    assert len(shown.series.days) == 3650
    assert len(thinning.kept(shown.series.values)) <= thinning.MOST


def test_n8_a_thinned_line_keeps_its_ends_and_peaks(ann: str) -> None:
    values = [1.0] * 5000
    values[2345], values[4000] = 99.0, -5.0
    places = thinning.kept(values, 500)
    assert {0, 2345, 4000, 4999} <= set(places)
    assert len(places) <= 500
    assert thinning.kept([1.0, 2.0], 500) == [0, 1]


def test_a_goal_is_as_far_as_its_pace_carries_it(ann: str, bea: str) -> None:
    today = datetime.now(UTC).date()
    began = today - timedelta(days=29)
    put_points(ann, [Point('spotify', 'followers', began + timedelta(days=at), 960 + at) for at in range(29)])
    goal_id = goals.add(ann, 'spotify', 'followers', 1000, today + timedelta(days=300))
    found = goals.get(ann, goal_id)
    assert (found.now, found.per_day, found.around) == (988, 1, today + timedelta(days=11))
    assert not found.is_reached
    numbers.enter(ann, 'spotify', 'followers', today, 1001)
    assert goals.get(ann, goal_id).is_reached
    for act in (goals.get, goals.delete):
        with pytest.raises(NotFound):
            act(bea, goal_id)
    goals.delete(ann, goal_id)
    assert goals.listed(ann) == []


def test_a_goal_below_zero_or_in_the_past_is_refused(ann: str) -> None:
    with pytest.raises(Invalid) as error:
        goals.add(ann, 'spotify', 'followers', 0, date(2020, 1, 1))
    assert set(error.value.fields) == {'target', 'due'}
