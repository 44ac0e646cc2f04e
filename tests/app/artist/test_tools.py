"""Assistants ask the adviser, and read numbers and what stands out in them, by the official client."""

from datetime import date, timedelta
from typing import Any

from mcp import Client

from app import accounts
from app.accounts import Visitor, api_keys
from app.api.v1 import rates
from app.artist import series, talk
from app.artist.series import Point
from app.db import transaction
from tests.app.mcp_support import inside, said

TOOLS = {'ask_adviser', 'list_artist_numbers', 'get_artist_number', 'list_insights'}
FIRST = date(2026, 3, 1)


def key_of(user_id: str, *scopes: str) -> str:
    rates.forget()
    accounts.let_in(Visitor())
    return api_keys.create(user_id, 'assistant', scopes=scopes)


def with_followers(user_id: str) -> None:
    """988 on 10 March; the day before is missing."""
    days = [FIRST + timedelta(days=at) for at in range(10) if at != 8]
    points = [Point('spotify', 'followers', day, 979.0 + (day - FIRST).days) for day in days]
    with transaction() as session:
        series.write(session, user_id, points, 'manual')


async def names(client: Client) -> set[str]:
    return {tool.name for tool in (await client.list_tools()).tools}


def test_an_assistant_asks_the_adviser_and_reads_the_days_that_it_stands_on(ann: str) -> None:
    with_followers(ann)

    async def story(client: Client) -> dict[str, Any]:
        asked = {'question': 'How many followers do I have on Spotify?'}
        told = (await client.call_tool('ask_adviser', asked)).structured_content
        assert '988' in told['answer']
        assert '/artist/numbers?' in told['sources'][0]['page']
        (one,) = (await client.call_tool('list_artist_numbers', {})).structured_content['numbers']
        assert (one['platform'], one['metric'], one['first'], one['last']) == (
            'spotify', 'followers', '2026-03-01', '2026-03-10',
        )  # fmt: skip
        which = {'platform': 'spotify', 'metric': 'followers', 'first': '2026-03-08', 'last': '2026-03-31'}
        days = (await client.call_tool('get_artist_number', which)).structured_content['days']
        assert days == [{'day': '2026-03-08', 'value': 986.0}, {'day': '2026-03-10', 'value': 988.0}]
        ever = await client.call_tool('get_artist_number', which | {'last': '9999-12-31'})
        assert (ever.is_error, '400 days' in said(ever)) == (True, True)
        none = await client.call_tool('get_artist_number', which | {'metric': 'nothing'})
        assert (none.is_error, 'no such number' in said(none)) == (True, True)
        assert (await client.call_tool('list_insights', {})).structured_content['insights'] == []
        return dict(told)

    told = inside(story, key_of(ann, 'artist:write'))
    assert [one.content for one in talk.history(ann)][-1] == told['answer'], 'the conversation has it, too'


def test_a_key_has_the_tools_that_it_is_for_and_nobody_elses_numbers(ann: str, bea: str) -> None:
    with_followers(ann)
    assert inside(names, key_of(ann, 'artist:write')) >= TOOLS
    assert inside(names, key_of(ann, 'artist:read')) & TOOLS == TOOLS - {'ask_adviser'}
    assert inside(names, key_of(ann, 'voice:write')) & TOOLS == set()

    async def look(client: Client) -> list[Any]:
        return list((await client.call_tool('list_artist_numbers', {})).structured_content['numbers'])

    assert inside(look, key_of(bea, 'artist:read')) == []
