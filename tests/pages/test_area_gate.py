"""An area that is switched off while pages are open: each page is told as its own visitor, and the screens say so."""

import asyncio
from collections.abc import Iterator

import pytest
from nicegui import Client, ui
from sqlmodel import select

import pages
from app import accounts
from app.accounts import SignedIn, Visitor
from app.db import transaction
from app.installation import flags, open_areas
from models import FeatureFlag
from pages import leveling
from pages.shell import area_gate, navigation, screens
from pages.shell.area_gate import Gate
from tests.app.accounts_support import person

FLAG = 'area.leveling'


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = accounts.visitor()
    yield
    accounts.let_in(before)


def turn(*, on: bool, share: float = 100.0, conditions: str | None = None) -> None:
    with transaction() as session:
        row = session.exec(select(FeatureFlag).where(FeatureFlag.name == FLAG)).first() or FeatureFlag(name=FLAG)
        row.is_enabled, row.rollout_percentage, row.conditions = on, share, conditions
        session.add(row)


def be(user_id: str) -> None:
    accounts.let_in(Visitor(signed_in=SignedIn('session', user_id, 'someone@example.org', '', False)))


def test_an_area_is_open_until_its_flag_says_otherwise_and_then_for_its_share(owner: str) -> None:
    assert 'leveling' in open_areas.areas_open(owner)
    turn(on=True)
    assert 'leveling' in open_areas.areas_open(owner)
    turn(on=False)
    assert 'leveling' not in open_areas.areas_open(owner)
    turn(on=True, share=flags.place(owner, FLAG))
    assert 'leveling' not in open_areas.areas_open(owner), 'this user is not among the share'
    turn(on=True, share=flags.place(owner, FLAG) + 0.001)
    assert 'leveling' in open_areas.areas_open(owner)


def test_a_page_closes_for_whom_the_area_is_not_meant(owner: str) -> None:
    heard: list[str] = []

    async def story() -> None:
        gate = Gate()
        gate._running = True  # the test looks itself
        ann, bea = (person(f'{name}@{name}.example') for name in ('ann', 'bea'))
        for user_id in (ann, bea):
            be(user_id)
            with Client(ui.page('/'), request=None):
                gate.watch(lambda moved: heard.append(me.user_id if (me := accounts.visitor().signed_in) else ''))
        await gate._look()
        turn(on=True, conditions='{"domains": ["ann.example"]}')
        await gate._look()
        assert heard == [bea]
        assert 'leveling' not in open_areas.areas_open(bea)
        be(ann)
        assert gate.is_open('leveling')
        assert 'leveling' in open_areas.areas_open(ann)

    asyncio.run(story())


def test_open_pages_hear_once_and_each_as_its_own_visitor(owner: str) -> None:
    heard: list[tuple[str, frozenset[str]]] = []

    def hear(moved: frozenset[str]) -> None:
        me = accounts.visitor().signed_in
        heard.append((me.user_id if me else '', moved))

    async def story() -> None:
        gate = Gate()
        gate._running = True  # the test looks itself
        pages = {}
        for user_id in ('ann', 'eve', 'dan'):
            be(user_id)
            pages[user_id] = Client(ui.page('/'), request=None)
            with pages[user_id]:
                gate.watch(hear)
        await gate._look()
        assert heard == []
        pages['dan'].delete()
        turn(on=False)
        await gate._look()
        await gate._look()
        assert sorted(heard) == [(user_id, frozenset({'leveling'})) for user_id in ('ann', 'eve')]
        assert not gate.is_open('leveling')
        ann, eve = flags.place('ann', FLAG), flags.place('eve', FLAG)
        heard.clear()
        turn(on=True, share=(ann + eve) / 2)
        await gate._look()
        assert [user_id for user_id, _ in heard] == ['ann' if ann < eve else 'eve']

    asyncio.run(story())


def test_without_accounts_the_owner_stands_on_the_same_side_as_in_the_services(owner: str) -> None:
    async def story() -> None:
        gate = Gate()
        for share in (flags.place(owner, FLAG), flags.place(owner, FLAG) + 0.001):
            turn(on=True, share=share)
            await gate._look()
            assert gate.is_open('leveling') == ('leveling' in open_areas.areas_open(owner))

    asyncio.run(story())


def test_the_screens_of_a_closed_area_say_so_and_those_of_others_stay(
    owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []

    async def build(name: str) -> None:
        built.append(name)

    shown = screens.Screens('leveling', {'/': build}, {'/': 'Level'})
    other = screens.Screens('echo', {'/echo': build}, {'/echo': 'Echo'})
    gate = Gate()
    monkeypatch.setattr(screens, 'GATE', gate)

    async def story() -> str:
        turn(on=False)
        await gate._look()
        client = Client(ui.page('/'), request=None)
        with client:
            await shown.guarded()['/']('leveling')
            await other.guarded()['/echo']('echo')
        said = [getattr(element, 'text', '') for element in client.elements.values()]
        client.delete()
        return ' '.join(said)

    said = asyncio.run(story())
    assert built == ['echo']
    assert 'Level is switched off right now. Your files and jobs are kept.' in said


def test_one_area_makes_the_navigation_of_today() -> None:
    client = Client(ui.page('/'), request=None)
    with client:
        tabs = navigation.Tabs([one for one in pages.SCREENS if one.area == 'leveling'], pages.TOGETHER)
    client.delete()
    assert list(tabs.links) == ['/', '/library', '/history', '/presets']
    assert set(tabs.links) <= set(pages.ROUTES)
    assert area_gate.GATE.is_open('leveling')


def test_two_areas_begin_the_navigation_and_history_is_there_as_long_as_one_is_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    echo = screens.Screens('echo', {}, {'/echo': 'Echo', '/echo/more': 'More'})
    closed: set[str] = set()
    monkeypatch.setattr(area_gate.GATE, 'is_open', lambda area: area not in closed)
    client = Client(ui.page('/'), request=None)
    with client:
        tabs = navigation.Tabs([leveling.SCREENS, echo], pages.TOGETHER)

    def shown() -> list[str]:
        tabs.draw()
        return [path for path, element in tabs.links.items() if element.visible]

    assert shown() == ['/', '/echo', '/library', '/history', '/presets', '/echo/more']
    closed.add('leveling')
    assert shown() == ['/echo', '/library', '/history', '/echo/more']
    closed.add('echo')
    assert shown() == []
    client.delete()
