"""The screens that know of days off: nothing is saved, and nothing accepted, of which staff were not told."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from nicegui import Client, ui

from app.studio import assigning, days_off, desk, moving
from app.studio.studios import StudioView
from pages.studio import booking_actions
from pages.studio.settings import away
from tests.app.studio.rooms_support import DAY, NOW, at, confirmed

NEXT = DAY + timedelta(days=1)


async def at_once(service: Callable[..., Any], *args: Any) -> Any:
    """Asks services without a thread."""
    return service(*args)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Screens ask services at the moment of these stories."""
    add = days_off.add
    monkeypatch.setattr(days_off, 'add', lambda *args, **more: add(*args, **more, now=NOW))
    for module in (away, booking_actions):
        monkeypatch.setattr(module, 'run_service', at_once)


def by_testid(client: Client, testid: str) -> ui.element:
    (found,) = [one for one in client.elements.values() if one.props.get('data-testid') == testid]
    return found


async def press(client: Client, testid: str) -> None:
    (listener,) = by_testid(client, testid)._event_listeners.values()
    assert listener.handler is not None
    with client:
        await listener.handler()


async def answered(client: Client, form: away._Sheet) -> bool:
    with client:
        return await form.ask()


def first_days(user_id: str, studio: StudioView) -> list[tuple[str, date]]:
    return [(one.engineer_id, one.first) for one in days_off.to_come(user_id, studio.id, NOW)]


@pytest.mark.usefixtures('page')
def test_what_is_changed_after_the_warning_is_looked_at_anew(
    studio: StudioView, olga: str, ann: str, engineer: str, other: str
) -> None:
    for day, who in ((DAY, engineer), (NEXT, other)):
        assigning.assign(olga, confirmed(studio, ann, 14 + 24 * (day - DAY).days), who)
    names = {engineer: 'Eve', other: 'Mo'}

    async def story() -> None:
        with Client(ui.page('/'), request=None) as client:
            form = away._Sheet(olga, studio, names, DAY)
            asked = asyncio.create_task(answered(client, form))
            await asyncio.sleep(0)
            await press(client, 'day-off-go')
            assert first_days(olga, studio) == [], 'a session is named first'
            form._who.value, form._first.value = other, NEXT.isoformat()
            await press(client, 'day-off-anyway')
            assert first_days(olga, studio) == [], 'of this one they were not told'
            await press(client, 'day-off-anyway')
            assert first_days(olga, studio) == [(other, NEXT)]
            assert await asked

    asyncio.run(story())


@pytest.mark.usefixtures('page')
def test_a_longer_time_that_a_client_asks_for_is_looked_at_to_its_end(
    studio: StudioView, olga: str, ann: str, engineer: str, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking_id = confirmed(studio, ann)
    assigning.assign(olga, booking_id, engineer)
    moving.ask(ann, booking_id, at(18), 300, now=NOW)
    days_off.add(olga, studio.id, engineer, DAY, DAY, 22 * 60, 24 * 60)
    known = desk.page(olga, booking_id, now=NOW)
    assert (known.wanted, known.wanted_ends) == (at(18), at(23))
    told: list[list[str]] = []

    async def refuse(*_: Any, beware: list[str], **__: Any) -> bool:
        told.append(beware)
        return False

    monkeypatch.setattr(booking_actions, 'ask_sure', refuse)

    async def story() -> None:
        with Client(ui.page('/'), request=None):
            actions = booking_actions.BookingActions(olga, ui.element(), lambda: asyncio.sleep(0))
            assert not await actions._may_accept(known)

    asyncio.run(story())
    assert told == [['Eve is away then.']]
