"""Rounds of looks at links: once a week, with an end, gently, of what everybody sees; and whoever is killed in one."""

import time
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app import notifications, outbound
from app.artist import link_checking, link_looks, releases
from app.db import reading, transaction
from models import ProfileProject, User
from tests.app.artist.link_support import DAY, MONDAY, SHOP, SONGS, WEEK, gone, linked, marked, paths, says, told
from tests.receivers import Receiver


def test_s14_a_link_is_looked_at_once_a_week_and_not_more_often(ann: str, world: Receiver) -> None:
    linked(ann, world.url('/a', SONGS), world.url('/b', SHOP))
    for hours in range(0, 7 * 24, 5):
        link_checking.look_due(MONDAY + timedelta(hours=hours))
    assert sorted(paths(world)) == ['/a', '/b']
    assert link_checking.look_due(MONDAY + WEEK) == 2


def test_s14_a_round_has_an_end_and_the_next_one_goes_on(
    ann: str, world: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for release in range(3):
        linked(ann, *(world.url(f'/{release}/{number}', SONGS) for number in range(10)))
    rounds = [link_checking.look_due(MONDAY + timedelta(minutes=10 * number)) for number in range(3)]
    assert rounds == [link_checking.MOST, 30 - link_checking.MOST, 0]
    assert len(set(paths(world))) == len(paths(world)) == 30
    monkeypatch.setattr(link_checking, 'BUDGET_S', -1.0)
    assert link_checking.look_due(MONDAY + WEEK) == 0, 'its time is over'


def test_s14_one_host_has_rest_between_two_requests(ann: str, world: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_checking, 'PAUSE_S', 0.15)
    at: list[float] = []

    def answers(asked: object) -> tuple[int, dict[str, str], bytes]:
        at.append(time.monotonic())
        return 200, {}, b''

    world.answers = answers
    linked(ann, *(world.url(f'/{number}', SONGS) for number in range(3)))
    link_checking.look_due(MONDAY)
    assert [later - before > 0.14 for before, later in pairwise(at)] == [True, True]


def test_s14_a_host_that_has_had_enough_is_left_alone_for_the_round(ann: str, world: Receiver) -> None:
    says(world, 429)
    linked(ann, *(world.url(f'/{number}', SONGS) for number in range(3)), world.url('/other', SHOP))
    link_checking.look_due(MONDAY)
    assert paths(world) == ['/0', '/other']
    link_checking.look_due(MONDAY + timedelta(minutes=10))
    assert paths(world) == ['/0', '/other', '/1']


def test_s14_what_nobody_sees_is_not_looked_at(ann: str, bea: str, world: Receiver) -> None:
    def url(name: str) -> str:
        return world.url(f'/{name}', SONGS)

    linked(ann, url('draft'), public=False)
    releases.delete(ann, linked(ann, url('deleted')).id)
    coming = linked(ann, url('coming'), date='2027-07-10')
    linked(ann, url('early'), date='2027-07-10', links_early=True)
    linked(bea, url('closed'))
    with transaction() as session:
        session.get_one(User, bea).disabled_at = MONDAY
    link_checking.look_due(MONDAY)
    assert paths(world) == ['/early'], 'before its day a link may well lead nowhere yet'
    link_checking.look_due(MONDAY + 5 * DAY)
    assert paths(world) == ['/early', '/coming']
    assert gone(coming) == []


def test_s14_what_has_nothing_to_look_at_does_not_keep_others_from_their_turn(
    ann: str, world: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_checking, 'AT_ONCE', 1)
    linked(ann, world.url('/draft', SONGS), public=False)
    linked(ann)
    linked(ann, world.url('/tickets', SONGS))
    rounds = [link_checking.look_due(MONDAY + timedelta(minutes=10 * number)) for number in range(3)]
    assert (rounds, paths(world)) == ([0, 1, 0], ['/tickets'])


def test_s14_who_edits_a_release_is_not_told_that_it_was_changed(ann: str, world: Receiver) -> None:
    before = linked(ann, world.url('/tickets', SONGS))
    with transaction() as session:
        old = sa.update(ProfileProject).values(updated_at=MONDAY - WEEK)
        session.execute(old.where(col(ProfileProject.id) == before.id))
    says(world, 404)
    for week in (0, 1):
        link_checking.look_due(MONDAY + week * WEEK)
    found = releases.get(ann, before.id)
    assert (len(found.links_gone), found.revision, found.updated_at) == (1, before.revision, MONDAY - WEEK)
    same = releases.change(ann, before.id, before.revision, custom=found.custom)
    assert same.updated_at == MONDAY - WEEK, 'saving the same links is no change either'
    assert releases.change(ann, before.id, before.revision, title='Greenhouse').title == 'Greenhouse'


class Killed(BaseException):
    """The process ends here."""


def test_s14_who_is_killed_while_asking_asks_no_second_time(
    ann: str, world: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = marked(world, ann)

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(link_checking, 'outbound', SimpleNamespace(read=outbound.read, fetch=killed))
        with pytest.raises(Killed):
            link_checking.look_due(MONDAY + 2 * WEEK)
    assert link_checking.look_due(MONDAY + 2 * WEEK + DAY) == 0
    assert (len(gone(made)), len(told(ann))) == (1, 1)


def test_s14_who_is_killed_while_telling_has_marked_nothing_and_tells_later_once(
    ann: str, world: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = linked(ann, world.url('/tickets', SONGS))
    says(world, 404)
    link_checking.look_due(MONDAY)
    real = notifications.notify

    def killed(*given: Any, **more: Any) -> None:
        real(*given, **more)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(notifications, 'notify', killed)
        with pytest.raises(Killed):
            link_checking.look_due(MONDAY + WEEK)
    assert (gone(made), told(ann)) == ([], [])
    for week in (2, 3):
        link_checking.look_due(MONDAY + week * WEEK)
    assert (gone(made), len(told(ann))) == ([(made.custom[0]['id'], MONDAY)], 1)


def test_s14_a_look_that_a_wrong_clock_has_noted_in_the_future_is_not_waited_for(ann: str, world: Receiver) -> None:
    made = linked(ann, world.url('/tickets', SONGS))
    link_checking.look_due(MONDAY + 500 * DAY)
    assert link_checking.look_due(MONDAY) == 1
    with reading() as session:
        row = session.get_one(ProfileProject, made.id)
        assert row.links_due_at == MONDAY + link_looks.EVERY
