"""The pages of a session that has ended: told to leave, and then cut off."""

import asyncio
from collections.abc import Iterator

import pytest
from nicegui import Client, ui

from app import accounts
from app.accounts import SignedIn, Visitor
from pages.shell.session_guard import SessionGuard


@pytest.fixture(autouse=True)
def as_ann() -> Iterator[None]:
    before = accounts.visitor()
    accounts.let_in(Visitor(signed_in=SignedIn('session', 'ann', 'ann@example.org', 'Ann', False)))
    yield
    accounts.let_in(before)


@pytest.mark.parametrize(('leaving', 'why'), [(set(), 'told=out'), ({'ann'}, 'told=deleted')])
def test_a_page_that_does_not_leave_when_it_is_told_to_is_cut_off(
    leaving: set[str], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(Client, 'run_javascript', lambda _, code: told.append(code))
    alive = {'session'}
    monkeypatch.setattr(accounts, 'alive', lambda known: alive & set(known))
    monkeypatch.setattr(accounts, 'leaving', lambda users: leaving & set(users))

    async def story() -> None:
        guard, client = SessionGuard(), Client(ui.page('/'), request=None)
        guard._running = True  # the test looks itself
        with client:
            guard.watch()
        await guard._look()
        assert told == []
        alive.clear()
        await guard._look()
        assert f'/sign-in?{why}' in told[0]
        assert not client.is_deleted
        await guard._look()
        assert client.id not in Client.instances
        client.delete()  # as NiceGUI does when the browser leaves after all; it used to raise

    asyncio.run(story())
