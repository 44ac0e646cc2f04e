"""Assistants ask when a studio is free, what somebody has booked, and who comes on a day, by the official client."""

from datetime import timedelta
from typing import Any

from mcp import Client

from app import accounts
from app.accounts import Visitor, api_keys
from app.api.v1 import rates
from app.studio import holding, offered
from app.studio.holding import Wish
from app.studio.studios import StudioView
from models.types import utc_now
from tests.app.mcp_support import inside, said
from tests.app.studio.rooms_support import ANN

TOOLS = {'list_free_starts', 'list_my_sessions', 'list_bookings_of_day'}


def key_of(user_id: str, *scopes: str) -> str:
    rates.forget()
    accounts.let_in(Visitor())
    return api_keys.create(user_id, 'assistant', scopes=scopes)


async def names(client: Client) -> set[str]:
    return {tool.name for tool in (await client.list_tools()).tools}


def test_free_starts_own_sessions_and_a_day_are_told_to_whom_they_concern(
    studio: StudioView, olga: str, ann: str
) -> None:
    day = (utc_now() + timedelta(days=10)).date()
    free = offered.of_day(studio.id, '', day, 120)
    booking = holding.hold(Wish(studio.id, free[4].start.at, 120, ANN), ann)

    async def story(client: Client) -> Any:
        told = (await client.call_tool('list_free_starts', {'day': str(day), 'minutes': 120})).structured_content
        assert told['studio_id'] == studio.id
        assert [one['start'] for one in told['starts']][:2] == [free[0].start.key, free[8].start.key]
        assert told['starts'][0]['total_cents'] == 12000
        mine = (await client.call_tool('list_my_sessions', {})).structured_content['sessions']
        return mine, await client.call_tool('list_bookings_of_day', {'day': str(day)})

    mine, refused = inside(story, key_of(ann, 'studio:read'))
    assert [(one['booking_id'], one['status']) for one in mine] == [(booking.id, 'pending_payment')]
    assert mine[0]['page'].endswith(f'/studio/bookings/{booking.id}')
    assert (refused.is_error, 'people of this studio' in said(refused)) == (True, True)
    none, seen = inside(story, key_of(olga, 'studio:read'))
    assert none == []
    assert [one['name'] for one in seen.structured_content['sessions']] == ['The Anns']


def test_a_key_for_another_area_has_none_of_these_tools(ann: str) -> None:
    assert inside(names, key_of(ann, 'studio:read')) >= TOOLS
    assert inside(names, key_of(ann, 'voice:write')) & TOOLS == set()
