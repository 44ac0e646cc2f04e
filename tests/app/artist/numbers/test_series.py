"""Values by day: what may be summed, what is missing, what is doubted, who overwrites whom."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.artist import metrics, series
from app.artist.metrics import Kind
from app.artist.series import Point
from app.db import reading
from app.errors import NotAllowed, NotFound
from models import MetricChange
from tests.app.artist.numbers.days import day, put, put_points, read


def test_n2_days_without_a_value_stay_missing_and_a_sum_says_of_how_many_days_it_is(ann: str) -> None:
    put(ann, [100, None, 100, *[100] * 22, None, None, 100])
    found = read(ann)
    assert day(1) not in found.days
    assert 0 not in found.values
    total = found.total(day(0), day(27))
    assert (total.value, total.words) == (2500, '25 of 28 days')
    assert found.total(day(2), day(24)).words == '', 'nothing is missing in between'


def test_n3_the_stronger_source_stays_and_every_value_that_is_replaced_is_kept(ann: str) -> None:
    assert put(ann, [10, 20]).new == 2
    told = put(ann, [10, 25, 30])
    assert (told.new, told.changed, told.equal, told.kept) == (1, 1, 1, 0)
    assert put(ann, [11], source='connector').changed == 1
    assert put(ann, [12], source='manual').changed == 1
    assert put(ann, [13], source='connector').kept == 1
    assert put(ann, [14]).kept == 1
    assert read(ann).values == [12, 25, 30]
    with reading() as session:
        kept = session.exec(select(MetricChange).order_by(col(MetricChange.new_value))).all()
    assert [(one.old_value, one.old_source, one.new_value) for one in kept] == [
        (10, 'csv', 11),
        (11, 'connector', 12),
        (20, 'csv', 25),
    ]


def test_n3_what_would_happen_is_told_without_doing_it(ann: str) -> None:
    put(ann, [10, 20])
    with reading() as session:
        points = [Point('spotify', 'streams', day(at), value) for at, value in enumerate([10, 25, 30])]
        told = series.compare(session, ann, points, 'csv')
    assert [one.word for one in told] == ['equal', 'changed', 'new']
    assert read(ann).values == [10, 20]


def test_n4_a_zero_between_days_of_thousands_is_a_suspected_gap_until_somebody_confirms_it(ann: str) -> None:
    put(ann, [1000] * 10 + [0] + [1010] * 10)
    found = read(ann)
    assert list(found.doubts) == [day(10)]
    assert 'Gap suspected' in found.doubts[day(10)]
    assert found.values[10] == 0, 'it is shown'
    assert day(10) not in found.trusted().days, 'it is not used'
    put(ann, [2, 0, 3, 1, 0, 2] * 3, metric_type='saves')
    assert not read(ann, metric_type='saves').doubts, 'small numbers have days of nothing'


def test_n5_a_total_that_collapses_for_a_day_is_shown_marked_and_not_used_in_growth(ann: str) -> None:
    put(ann, [10_280, 10_300, 1030, 10_310, 10_330], metric_type='followers')
    found = read(ann, metric_type='followers')
    assert found.values[2] == 1030
    assert list(found.doubts) == [day(2)]
    assert [step.change for step in found.steps()] == [20, 10, 20]
    put(ann, [10_300, 1030, 1040, 1040, 1050], 'tiktok', 'followers')
    assert not read(ann, 'tiktok', 'followers').doubts, 'a fall that lasts is true'


@pytest.mark.parametrize('metric_type', ['listeners', 'monthly_listeners', 'followers', 'streams_28d'])
def test_n6_what_cannot_be_summed_is_refused_by_the_service(ann: str, metric_type: str) -> None:
    put(ann, [100, 200], metric_type=metric_type)
    with pytest.raises(NotAllowed, match='cannot be added'):
        read(ann, metric_type=metric_type).total(day(0), day(1))


def test_n7_the_growth_of_a_total_is_an_average_over_the_days_between(ann: str) -> None:
    put_points(ann, [Point('soundcloud', 'lifetime_plays', day(at), value) for at, value in ((0, 1000), (10, 1250))])
    (step,) = read(ann, 'soundcloud', 'lifetime_plays').steps()
    assert (step.change, step.per_day, step.since, step.until) == (250, 25, day(0), day(10))
    put(ann, [1])
    with pytest.raises(NotAllowed, match='no growth'):
        read(ann).steps()


def test_values_of_others_are_not_read(ann: str, bea: str) -> None:
    put(ann, [100])
    put(bea, [7])
    assert (read(ann).values, read(bea).values) == ([100], [7])


def test_what_there_is_comes_with_its_first_and_last_day(ann: str, bea: str) -> None:
    put(ann, [100, None, 120])
    put(ann, [5], subject='Glasshouse')
    put(bea, [7], 'youtube', 'views')
    with reading() as session:
        found = series.known(session, ann)
    assert [(one.platform, one.metric_type, one.subject, one.first, one.last, one.days) for one in found] == [
        ('spotify', 'streams', '', day(0), day(2), 2),
        ('spotify', 'streams', 'Glasshouse', day(0), day(0), 1),
    ]


@pytest.mark.parametrize('value', [float('nan'), float('inf'), 1e16])
def test_what_is_no_number_is_refused(ann: str, value: float) -> None:
    with pytest.raises(NotAllowed, match='15 digits'):
        put(ann, [value])
    assert not read(ann).values


def test_a_sale_that_two_files_have_counts_once(ann: str) -> None:
    def sold(*ids: str) -> Point:
        return Point('bandcamp', 'sales', day(0), len(ids), parts=dict.fromkeys(ids, 1.0))

    put_points(ann, [sold('a', 'b')])
    assert put_points(ann, [sold('b', 'c')]).changed == 1
    assert read(ann, 'bandcamp', 'sales').values == [3]
    assert put_points(ann, [sold('a', 'c')]).equal == 1


def test_more_values_than_one_statement_takes_are_written_whole(ann: str) -> None:
    put(ann, list(range(2500)))
    assert put(ann, list(range(2501))).equal == 2500
    assert len(read(ann).values) == 2501


def test_days_begin_where_the_platform_has_them_and_settle_after_its_days() -> None:
    moment = datetime(2027, 6, 30, 5, 30, tzinfo=UTC)
    spotify, youtube = metrics.find('spotify', 'streams'), metrics.find('youtube', 'views')
    assert (spotify.today(moment), youtube.today(moment)) == (date(2027, 6, 30), date(2027, 6, 29))
    assert metrics.find('tiktok', 'likes').today(moment, 'Pacific/Honolulu') == date(2027, 6, 29)
    assert spotify.settled_until(date(2027, 6, 30)) == date(2027, 6, 27)


def test_names_tell_what_kind_of_number_it_is() -> None:
    assert metrics.find('spotify', 'streams_28d').kind == Kind.WINDOW
    assert metrics.find('spotify', 'streams_all').kind == Kind.STOCK
    assert metrics.find('spotify', 'listeners_all').kind == Kind.WINDOW
    assert (metrics.find('bandcamp', 'income_eur').kind, metrics.find('bandcamp', 'income_eur').unit) == ('flow', 'EUR')
    assert metrics.find('other', metrics.own_type('flow', 'Merch sold!')).label == 'Merch sold'
    for platform, name in (('nowhere', 'streams'), ('spotify', 'x'), ('spotify', 'flow.' + 'x' * 99)):
        with pytest.raises(NotFound):
            metrics.find(platform, name)


def test_a_value_is_never_empty(ann: str) -> None:
    put(ann, [1])
    with reading() as session:
        empty = session.scalar(
            sa.text("SELECT \"notnull\" FROM pragma_table_info('daily_metrics') WHERE name = 'metric_value'")
        )
    assert empty == 1
