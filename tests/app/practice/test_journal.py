"""The journal: one clock at a time, what was played, and what is forgotten ends by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.errors import Invalid, NotFound
from app.practice import journal, progress, reviews
from models.types import utc_now
from tests.app.practice.support import piece


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> object:
    """Moves the clock on by so many minutes from when the test began."""
    start = utc_now()

    def move(minutes: float) -> None:
        monkeypatch.setattr(journal, 'utc_now', lambda: start + timedelta(minutes=minutes))

    move(0)
    return move


def test_a_session_from_its_goals_to_its_rating(ann: str, at: object) -> None:
    assert callable(at)
    begun = journal.start(ann, [' ii-V-I in  all keys', '', 'slowly'], 'Evening')
    assert begun.running
    assert begun.goals == ('ii-V-I in all keys', 'slowly')
    at(12)
    assert journal.start(ann, ['another one']).id == begun.id, 'there is one clock'
    lick = piece(ann, 'Lick')
    item = journal.add_item(ann, begun.id, lick, minutes=7, repetitions=12, performance=82.5, notes='left hand late')
    at(25.4)
    ended = journal.stop(ann, begun.id)
    assert (ended.minutes, ended.running) == (25, False)
    at(60)
    assert journal.stop(ann, begun.id).minutes == 25, 'stopping again changes nothing'
    journal.change(ann, begun.id, achievements=['all keys'], notes='good', rating=4)
    found = journal.get(ann, begun.id)
    assert (found.rating, found.achievements, found.title) == (4, ('all keys',), 'Evening')
    assert [(one.title, one.minutes, one.repetitions, one.performance) for one in found.items] == [
        ('Lick', 7, 12, 82.5)
    ]
    journal.remove_item(ann, begun.id, item.id)
    assert journal.get(ann, begun.id).items == ()
    assert [one.id for one in journal.behind(ann, None, 10)] == [begun.id]


def test_what_makes_no_sense_is_said_field_by_field(ann: str) -> None:
    sitting, lick = journal.start(ann).id, piece(ann)
    with pytest.raises(Invalid) as found:
        journal.add_item(ann, sitting, lick, minutes=-1, repetitions=0, performance=101)
    assert set(found.value.fields) == {'minutes', 'repetitions', 'performance'}
    with pytest.raises(Invalid, match='from 1 to 5'):
        journal.change(ann, sitting, rating=6)
    with pytest.raises(Invalid, match='up to 20 goals'):
        journal.start(ann, ['one more'] * 21)


def test_nobody_reads_or_writes_the_journal_of_others(ann: str, bea: str) -> None:
    sitting, lick = journal.start(ann).id, piece(ann)
    for deed in (journal.get, journal.stop, journal.delete):
        with pytest.raises(NotFound):
            deed(bea, sitting)
    with pytest.raises(NotFound):
        journal.add_item(ann, sitting, piece(bea), minutes=1)
    hers = journal.start(bea).id
    item = journal.add_item(ann, sitting, lick, minutes=1)
    with pytest.raises(NotFound):
        journal.remove_item(bea, hers, item.id)
    journal.delete(ann, sitting)
    assert journal.running(ann) is None


def test_a_session_that_nobody_stops_ends_with_the_last_piece(ann: str, at: object) -> None:
    assert callable(at)
    begun = journal.start(ann)
    lick = piece(ann)
    journal.add_item(ann, begun.id, lick, minutes=5)
    at(5 * 60)
    journal.end_forgotten()
    assert journal.running(ann) is not None
    at(7 * 60)
    journal.end_forgotten()
    found = journal.get(ann, begun.id)
    assert not found.running
    assert found.minutes <= 5


def test_minutes_of_a_pause_do_not_count(ann: str, at: Callable[[float], None]) -> None:
    begun = journal.start(ann)
    at(10)
    paused = journal.pause(ann, begun.id)
    assert paused.running
    assert paused.paused_at is not None
    at(25)
    again = journal.pause(ann, begun.id)
    assert (again.minutes, again.paused_at) == (10, paused.paused_at), 'pausing again changes nothing'
    went_on = journal.resume(ann, begun.id)
    assert (went_on.paused_at, round(went_on.rested_s)) == (None, 15 * 60)
    at(32)
    assert journal.resume(ann, begun.id).minutes == 17
    at(40)
    journal.pause(ann, begun.id)
    at(100)
    ended = journal.stop(ann, begun.id)
    assert (ended.minutes, ended.paused_at) == (25, None), 'a session may be stopped while its clock rests'
    assert journal.pause(ann, begun.id).paused_at is None, 'what has ended does not rest'


def test_a_paused_session_that_nobody_stops_ends_where_it_was_paused(ann: str, at: Callable[[float], None]) -> None:
    begun = journal.start(ann)
    at(20)
    journal.pause(ann, begun.id)
    at(7 * 60)
    journal.end_forgotten()
    found = journal.get(ann, begun.id)
    assert (found.running, found.minutes) == (False, 20)


def test_nobody_pauses_the_clock_of_others(ann: str, bea: str) -> None:
    sitting = journal.start(ann).id
    for deed in (journal.pause, journal.resume):
        with pytest.raises(NotFound):
            deed(bea, sitting)
    assert journal.get(ann, sitting).paused_at is None


def test_what_went_badly_in_a_session_is_due_the_next_day(ann: str) -> None:
    sitting, badly, well = journal.start(ann), piece(ann, 'Badly'), piece(ann, 'Well')
    journal.add_item(ann, sitting.id, badly, minutes=5, performance=35)
    journal.add_item(ann, sitting.id, well, minutes=5, performance=95)
    journal.add_item(ann, sitting.id, piece(ann, 'Nobody says'), minutes=5)
    assert {point.content_id: point.score for point in progress.points(ann, sitting.started_at)} == {
        badly: 35,
        well: 95,
    }
    in_a_day = utc_now() + timedelta(hours=25)
    assert reviews.due(ann, at=in_a_day)[0].content_id == badly
