"""Assistants have pieces written, ask what is due, and write sessions down, by the official client."""

from typing import Any

import pytest
from mcp import Client

from app import accounts
from app.accounts import Visitor, api_keys
from app.api.v1 import rates
from app.practice import journal, piece_lists
from models.types import utc_now
from tests.app.mcp_support import inside, said

TOOLS = {'generate_piece', 'list_pieces', 'list_due_pieces', 'log_practice'}


def key_of(user_id: str, *scopes: str) -> str:
    rates.forget()
    accounts.let_in(Visitor())
    return api_keys.create(user_id, 'assistant', scopes=scopes)


async def names(client: Client) -> set[str]:
    return {tool.name for tool in (await client.list_tools()).tools}


def test_a_piece_is_written_played_and_due_again(ann: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.practice import server_tools

    async def story(client: Client) -> dict[str, Any]:
        made = await client.call_tool('generate_piece', {'type': 'MELODY', 'key': 'Bb', 'difficulty': 'BEGINNER'})
        piece = made.structured_content
        assert (piece['type'], piece['key'], piece['difficulty']) == ('MELODY', 'Bb', 'BEGINNER')
        assert piece['page'].endswith(f'/practice/pieces/{piece["piece_id"]}')
        listed = (await client.call_tool('list_pieces', {'type': 'MELODY'})).structured_content
        assert [one['piece_id'] for one in listed['pieces']] == [piece['piece_id']]
        assert (await client.call_tool('list_pieces', {'type': 'JAZZ_LICK'})).structured_content['pieces'] == []
        played = [{'piece_id': piece['piece_id'], 'minutes': 10, 'score': 40}]
        logged = await client.call_tool('log_practice', {'minutes': 25, 'played': played})
        assert logged.structured_content['minutes'] == 25
        assert (await client.call_tool('list_due_pieces', {})).structured_content['due'] == [], 'tomorrow'
        later = utc_now().replace(year=utc_now().year + 1)
        monkeypatch.setattr(server_tools, 'utc_now', lambda: later)
        due = (await client.call_tool('list_due_pieces', {})).structured_content
        assert [(one['piece_id'], one['last_score']) for one in due['due']] == [(piece['piece_id'], 40)]
        wrong = await client.call_tool('generate_piece', {'key': 'H'})
        assert (wrong.is_error, 'key' in said(wrong)) == (True, True)
        return dict(piece)

    piece = inside(story, key_of(ann, 'practice:write'))
    (sitting,) = journal.behind(ann, None, 10)
    assert [one.content_id for one in sitting.items] == [piece['piece_id']]


def test_a_key_has_the_tools_that_it_is_for(ann: str) -> None:
    assert inside(names, key_of(ann, 'practice:write')) >= TOOLS
    assert inside(names, key_of(ann, 'practice:read')) & TOOLS == {'list_pieces', 'list_due_pieces'}
    assert inside(names, key_of(ann, 'voice:write')) & TOOLS == set()


def test_a_key_that_reads_makes_nothing(ann: str) -> None:
    answer = inside(lambda client: client.call_tool('generate_piece', {}), key_of(ann, 'practice:read'))
    assert answer.is_error
    assert piece_lists.mine(ann).total == 0
