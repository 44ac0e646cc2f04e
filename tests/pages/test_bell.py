"""The bell: one query for all open pages, each told as its own user, and a list that is drawn while it is open."""

import asyncio
from collections.abc import Iterator
from functools import partial

import pytest
from nicegui import Client, ui

from app import notifications
from app.db import transaction
from app.errors import DatabaseAway
from app.notifications import Unread
from pages.shell import bell as bell_module
from pages.shell.bell import Bell, Bells
from tests.app.accounts_support import person


@pytest.fixture
def page() -> Iterator[Client]:
    client = Client(ui.page('/open'), request=None)
    with client:
        yield client
    client.delete()


def tell(user_id: str, title: str, href: str = '/history') -> None:
    with transaction() as session:
        notifications.notify(session, user_id, notifications.JOB_DONE, title, href=href)


def test_open_pages_are_told_what_their_own_user_has_not_read_and_once(
    owner: str, page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    eve = person('eve@example.org')
    heard: list[tuple[str, int]] = []

    def hear(name: str, now: Unread) -> None:
        heard.append((name, now.count))

    async def story() -> None:
        bells = Bells()
        bells._running = True  # the test looks itself
        for name, user_id in (('owner', owner), ('eve', eve)):
            with page:
                bells.hang(user_id, partial(hear, name))
        await bells._look()
        assert heard == []
        tell(owner, 'One')
        tell(owner, 'Another')
        await bells._look()
        await bells._look()
        assert heard == [('owner', 2)]
        with monkeypatch.context() as patch:
            patch.setattr(notifications, 'unread', away)
            await bells._look()
        notifications.mark_read(owner)
        await bells._look()
        assert heard == [('owner', 2), ('owner', 0)]

    asyncio.run(story())


def away(*_: object) -> None:
    raise DatabaseAway('The database does not answer.')


def test_the_list_is_read_when_it_opens_and_says_what_went_wrong(
    owner: str, page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell_module, 'PAGE', 2)
    for title in ('First', 'Second', 'Third'):
        tell(owner, title)

    async def story() -> None:
        with page:
            bell = Bell()
            bell._user_id, bell._limit = owner, 2
            with monkeypatch.context() as patch:
                patch.setattr(notifications, 'newest', away)
                await bell._draw()
            assert bell._state._trouble.visible
            await bell._draw()
            assert not bell._state._trouble.visible
            assert shown(page) == ['Third', 'Second']
            assert bell._more.visible
            await bell._show_older()
            assert shown(page) == ['Third', 'Second', 'First']
            assert not bell._more.visible
            assert bell._all.visible
            await bell._read_all()
            await bell._draw()
            assert not bell._all.visible
            bell._changed(Unread(120))
            assert bell._badge._number.text == '99+'

    asyncio.run(story())


def test_an_empty_list_says_what_will_be_there(owner: str, page: Client) -> None:
    async def story() -> None:
        with page:
            bell = Bell()
            bell._user_id = owner
            await bell._draw()
            assert bell._state._empty.visible

    asyncio.run(story())


def shown(page: Client) -> list[str]:
    """The titles in the list, from top to bottom."""
    rows = next(e for e in page.elements.values() if e.props.get('data-testid') == 'bell-rows')
    titles = (e for e in rows.descendants() if 'name' in e.classes)
    return [str(getattr(title, 'text', '')) for title in titles]
