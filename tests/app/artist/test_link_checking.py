"""Dead links: looked for where the installation allows it, told to the artist, and to nobody else."""

import json
import socket
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from app import areas, config
from app.artist import link_checking, releases, upkeep
from app.artist.link_looks import Look
from app.db import reading
from app.outbound import Limits, places
from models import ProfileProject
from tests.app.api.programs import Program
from tests.app.artist.link_support import DAY, MONDAY, SHOP, SONGS, WEEK, gone, linked, marked, paths, says, told
from tests.app.artist.page_support import page_of, stranger
from tests.receivers import Receiver


def test_s14_by_default_nothing_goes_out_and_nothing_is_said(
    ann: str, names: list[str], world: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = marked(world, ann)
    names.clear()
    world.asked.clear()
    monkeypatch.delenv('LEVELMIX_CHECK_LINKS')
    config.forget_settings()
    assert link_checking.look_due(MONDAY + 2 * WEEK) == 0
    assert not link_checking.is_any_due(MONDAY + 2 * WEEK)
    assert (world.asked, names) == ([], [])
    assert gone(made) == [], 'what is looked at no more may be there again'


def test_s14_links_are_looked_at_beside_the_upkeep(ann: str, world: Receiver) -> None:
    linked(ann, world.url('/tickets', SONGS), date='')
    upkeep.upkeep()
    upkeep.often()
    assert paths(world) == [], 'jobs are looked after by the process that does these'
    (errand,) = areas.get('artist').errands
    assert errand.due()
    errand.run()
    assert paths(world) == ['/tickets']
    assert not errand.due()


@pytest.mark.parametrize('status', [404, 410])
def test_s14_what_is_not_there_on_two_days_is_marked_since_the_first_and_told_once(
    status: int, ann: str, world: Receiver
) -> None:
    url = world.url('/tickets', SONGS)
    made = linked(ann, url, 'https://shop.example.org/', links={'bandcamp': world.url('/album', SHOP)})
    says(world, status)
    link_checking.look_due(MONDAY)
    assert (gone(made), told(ann)) == ([], []), 'a day may be a bad one'
    link_checking.look_due(MONDAY + WEEK)
    assert gone(made) == [('bandcamp', MONDAY), (made.custom[0]['id'], MONDAY)]
    (notice,) = told(ann)
    for week in (2, 3):
        link_checking.look_due(MONDAY + week * WEEK)
    assert told(ann) == [notice], 'and no second time'
    assert notice.title == 'A link of “Glasshouse” leads nowhere'
    assert (SONGS in notice.body, SHOP in notice.body, notice.href) == (True, True, f'/artist/releases/{made.id}')
    assert sum(path == '/tickets' for path in paths(world)) == 4


def test_s14_two_looks_of_one_day_mark_nothing() -> None:
    doubted = Look(MONDAY).judged(is_gone=True, now=MONDAY)
    again = doubted.judged(is_gone=True, now=MONDAY + timedelta(hours=3))
    assert (again.is_gone, again.since) == (False, MONDAY)
    assert again.judged(is_gone=True, now=MONDAY + DAY).is_gone


def test_s14_programs_read_which_links_are_gone(ann: str, world: Receiver) -> None:
    made, program = marked(world, ann), Program(ann, 'artist:read')
    (listed,) = program.get('/artist/releases').json()['items']
    assert listed['links_gone'] == [{'link': made.custom[0]['id'], 'since': '2027-07-05T06:30:00Z'}]
    assert program.get(f'/artist/releases/{made.id}').json() == listed


def test_s14_visitors_see_the_link_as_before(ann: str, world: Receiver) -> None:
    page_of(ann)
    made = linked(ann, world.url('/tickets', SONGS))
    before = stranger().get(f'/u/ann/{made.slug}')
    says(world, 404)
    for week in (0, 1):
        link_checking.look_due(MONDAY + week * WEEK)
    after = stranger().get(f'/u/ann/{made.slug}')
    assert len(gone(made)) == 1
    assert (after.text, after.headers['etag']) == (before.text, before.headers['etag'])
    assert stranger().get(f'/u/ann/{made.slug}/go/{made.custom[0]["id"]}').status_code == 302


@pytest.mark.parametrize(('status', 'headers'), [(200, {}), (204, {}), (304, {}), (302, {'Location': '/there'})])
def test_s14_what_answers_again_has_no_mark_any_more(
    status: int, headers: dict[str, str], ann: str, world: Receiver
) -> None:
    made = marked(world, ann)
    world.answers = lambda asked: (200, {}, b'') if asked.path == '/there' else (status, headers, b'')
    link_checking.look_due(MONDAY + 2 * WEEK)
    assert gone(made) == []
    says(world, 404)
    link_checking.look_due(MONDAY + 3 * WEEK)
    assert gone(made) == [], 'it begins anew'
    link_checking.look_due(MONDAY + 4 * WEEK)
    assert gone(made) == [(made.custom[0]['id'], MONDAY + 3 * WEEK)]


def test_s14_a_redirect_to_nowhere_leads_nowhere(ann: str, world: Receiver) -> None:
    made = linked(ann, world.url('/short', SONGS))
    world.answers = lambda asked: (302, {'Location': '/long'}, b'') if asked.path == '/short' else (404, {}, b'')
    for week in (0, 1):
        link_checking.look_due(MONDAY + week * WEEK)
    assert len(gone(made)) == 1


@pytest.mark.parametrize('status', [401, 403, 405, 429, 500, 503])
def test_s14_who_refuses_or_has_trouble_has_said_nothing(status: int, ann: str, world: Receiver) -> None:
    made, doubted = marked(world, ann), linked(ann, world.url('/doubted', SHOP))
    link_checking.look_due(MONDAY + WEEK + DAY)
    says(world, status)
    link_checking.look_due(MONDAY + 2 * WEEK + DAY)
    assert (len(gone(made)), gone(doubted)) == (1, []), 'the mark stays, and the doubt is no mark'
    says(world, 404)
    link_checking.look_due(MONDAY + 3 * WEEK + DAY)
    assert gone(doubted) == [(doubted.custom[0]['id'], MONDAY + WEEK + DAY)], 'the doubt stayed as well'


def test_s14_who_does_not_answer_in_time_has_said_nothing(
    ann: str, world: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, over = marked(world, ann), threading.Event()
    monkeypatch.setattr(link_checking, 'LIMITS', Limits(whole_s=0.2, silence_s=0.2))

    def hang(asked: object) -> tuple[int, dict[str, str], bytes]:
        over.wait(30)
        return 200, {}, b''

    world.answers = hang
    assert link_checking.look_due(MONDAY + 2 * WEEK) == 1
    over.set()
    assert len(gone(made)) == 1


def test_s14_a_name_that_leads_to_no_server_is_gone_and_one_that_nobody_knows_now_is_not(
    ann: str, world: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = linked(ann, 'https://nobody.example.org/')
    for week in (0, 1):
        link_checking.look_due(MONDAY + week * WEEK)
    assert len(gone(made)) == 1

    def away(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, 'Temporary failure in name resolution')

    monkeypatch.setattr(places, 'look_up', away)
    other = linked(ann, 'https://somebody.example.org/')
    for week in (2, 3):
        link_checking.look_due(MONDAY + week * WEEK)
    assert (len(gone(made)), gone(other)) == (1, [])


def test_s14_an_address_inside_is_not_asked_and_looks_like_one_that_does_not_exist(ann: str, world: Receiver) -> None:
    inside = linked(ann, world.url('/', 'inside.example.org'))
    nowhere = linked(ann, world.url('/', 'nowhere.example.org'))
    for week in (0, 1):
        link_checking.look_due(MONDAY + week * WEEK)
    assert world.asked == []
    assert [since for _, since in gone(inside)] == [since for _, since in gone(nowhere)] == [MONDAY], (
        'what lies inside cannot be found out by links'
    )


def test_s14_the_address_of_the_installation_itself_is_not_asked(
    ann: str, world: Receiver, change_setting: Callable[[str, object], None]
) -> None:
    change_setting('public_url', f'http://{SONGS}:{world.port}')
    linked(ann, world.url('/u/bea', SONGS))
    link_checking.look_due(MONDAY)
    assert world.asked == []


def test_s14_a_changed_link_is_forgotten_and_the_others_are_not(ann: str, world: Receiver) -> None:
    made = linked(ann, world.url('/old', SONGS), world.url('/kept', SHOP))
    says(world, 404)
    for week in (0, 1):
        link_checking.look_due(MONDAY + week * WEEK)
    first, second = made.custom
    changed = [{**first, 'url': world.url('/new', SONGS)}, second]
    releases.change(ann, made.id, custom=changed)
    assert gone(made) == [(second['id'], MONDAY)]
    with reading() as session:
        row = session.get_one(ProfileProject, made.id)
        assert set(json.loads(row.link_looks)) == {second['url']}
    world.asked.clear()
    link_checking.look_due(MONDAY + WEEK + DAY)
    assert paths(world) == ['/new'], 'a new one has its turn at once'
    releases.change(ann, made.id, custom=made.custom)
    assert gone(made) == [(second['id'], MONDAY)], 'one that comes back begins anew'


def test_s14_a_link_that_is_changed_while_it_is_asked_for_is_not_marked(ann: str, world: Receiver) -> None:
    made = marked(world, ann)

    def change(asked: object) -> tuple[int, dict[str, str], bytes]:
        releases.change(ann, made.id, custom=[{**made.custom[0], 'url': 'https://shop.example.org/'}])
        return 404, {}, b''

    world.answers = change
    link_checking.look_due(MONDAY + 2 * WEEK)
    assert gone(made) == []
