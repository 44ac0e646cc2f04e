"""A button is the very same element for as long as it means the same, whatever changes beside it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from nicegui import Client, ui
from nicegui.elements.mixins.text_element import TextElement

from app.jobs.admin import Overseen, Queue
from components.vocabulary.elements import text
from components.vocabulary.keyed import Keyed
from models import Status
from models.types import utc_now
from pages.admin.queue import _Queue


@pytest.fixture(autouse=True)
def client() -> Iterator[Client]:
    with Client(ui.page('/pieces'), request=None) as client:
        yield client


def said(place: ui.element) -> list[str]:
    return [element.text for element in place.descendants() if isinstance(element, TextElement)]


def draw(keyed: Keyed, **values: str) -> list[ui.element]:
    with keyed:
        for key, value in values.items():
            keyed.item(key, text, value)
    return list(keyed.place)


def test_only_what_changed_is_drawn_anew_in_its_place() -> None:
    keyed = Keyed(ui.element())
    before = draw(keyed, one='1', two='2', three='3')
    after = draw(keyed, one='1', two='two', three='3')
    assert said(keyed.place) == ['1', 'two', '3']
    assert [old is new for old, new in zip(before, after, strict=True)] == [True, False, True]


def test_pieces_come_go_and_change_places_without_being_drawn_anew() -> None:
    keyed = Keyed(ui.element())
    one, _, three = draw(keyed, one='1', two='2', three='3')
    four, again, last = draw(keyed, four='4', three='3', one='1')
    assert said(keyed.place) == ['4', '3', '1']
    assert (again is three, last is one) == (True, True)
    assert draw(keyed) == []
    assert four.is_deleted


def job(job_id: str, **facts: object) -> Overseen:
    kept = Overseen(job_id, 'level', 'Level', 'bea@x.org', Status.QUEUED, 4, 0, '', '', 1, utc_now(), '', ending=False)
    return replace(kept, **facts)  # type: ignore[arg-type]


def by_testid(place: ui.element, testid: str) -> list[ui.element]:
    return [element for element in place.descendants() if element.props.get('data-testid') == testid]


def test_a_job_of_the_queue_keeps_its_buttons_while_it_moves_on() -> None:
    view, keyed = _Queue('active', 1), Keyed(ui.element())

    def show(*jobs: Overseen) -> list[ui.element]:
        with keyed:
            view._draw(keyed, Queue(list(jobs), dict.fromkeys(Status, len(jobs)), 1, 1))
        return by_testid(keyed.place, 'queue-cancel')

    first, second = show(job('a'), job('b'))
    moved = {'status': Status.PROCESSING, 'stage': 'render'}
    assert show(job('b', **moved, percent=10), job('a', priority=5)) == [second, first]
    assert show(job('b', **moved, percent=40), job('c'), job('a'))[::2] == [second, first]
    assert any(text.startswith('40 % ') for text in said(keyed.place))
    (row, *_) = by_testid(keyed.place, 'queue-job')
    assert (row.props['data-status'], by_testid(row, 'queue-prioritise')) == ('processing', [])
    assert show() == []
    assert [e.is_deleted for e in (first, second, row)] == [True] * 3


def test_what_took_itself_away_like_a_timer_that_has_fired_leaves_the_rest_as_it_was() -> None:
    keyed = Keyed(ui.element())
    (timer, _) = draw(keyed, one='1', two='2')
    timer.delete()
    draw(keyed, one='1', two='2')
    assert said(keyed.place) == ['2']
    draw(keyed, one='again', two='2')
    assert said(keyed.place) == ['again', '2']
