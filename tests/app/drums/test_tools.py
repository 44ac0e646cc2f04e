"""Assistants find songs, read maps, and have drums written down, by the official client."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from app import accounts
from app.accounts import Visitor, api_keys
from app.api.v1 import rates
from app.drums import transcriptions
from app.drums.drum_map import DrumMap
from models import Status
from tasks.drums import transcribe
from tests.app.drums.community import BEAT, brought
from tests.app.drums.test_transcriptions import recording, sent
from tests.app.mcp_support import inside, said

TOOLS = {'find_songs', 'get_drum_map', 'write_drums_down'}


def key_of(user_id: str, *scopes: str) -> str:
    rates.forget()
    accounts.let_in(Visitor())
    return api_keys.create(user_id, 'assistant', scopes=scopes)


async def names(client: Client) -> set[str]:
    return {tool.name for tool in (await client.list_tools()).tools}


def test_a_song_is_found_and_its_map_told(ann: str) -> None:
    mine = brought(ann)

    async def story(client: Client) -> None:
        found = (await client.call_tool('find_songs', {'search': 'four', 'bpm_from': 100})).structured_content
        assert [one['title'] for one in found['songs']] == ['Four to the floor']
        assert found['songs'][0]['maps'][0]['map_id'] == mine.id
        assert (await client.call_tool('find_songs', {'bpm_from': 180})).structured_content['songs'] == []
        told = (await client.call_tool('get_drum_map', {'map_id': mine.id})).structured_content
        assert (told['tempi_bpm'], told['lanes']) == ([120.0], {'kick': 16, 'hihat_closed': 16})
        assert told['files']['mid'].endswith(f'/api/v1/drums/versions/{mine.version_id}/files/mid')
        assert (await client.call_tool('get_drum_map', {'map_id': 'none'})).is_error

    inside(story, key_of(ann, 'drums:read'))


def test_drums_are_written_down_once_and_a_known_song_is_told(
    ann: str, tmp_path: Path, worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def drafted(*_: Any, **__: Any) -> DrumMap:
        return BEAT

    monkeypatch.setattr(transcribe, 'draft', drafted)
    first, again = sent(ann, recording(tmp_path, 7, 'one')), sent(ann, recording(tmp_path, 7, 'two', gain=0.5))

    async def asked(client: Client, upload_id: str) -> dict[str, Any]:
        answer = await client.call_tool('write_drums_down', {'upload_id': upload_id})
        assert not answer.is_error, said(answer)
        return dict(answer.structured_content)

    made = inside(lambda client: asked(client, first), key_of(ann, 'drums:write'))
    worker()
    assert transcriptions.get(ann, made['job_id']).status == Status.COMPLETED
    known = inside(lambda client: asked(client, again), key_of(ann, 'drums:write'))
    assert (known['job_id'], known['song']['title'], len(known['song']['maps'])) == (None, 'one', 1)
    wrong = inside(lambda client: client.call_tool('write_drums_down', {}), key_of(ann, 'drums:write'))
    assert (wrong.is_error, 'upload_id or item_id' in said(wrong)) == (True, True)


def test_a_key_has_the_tools_that_it_is_for(ann: str) -> None:
    assert inside(names, key_of(ann, 'drums:write')) >= TOOLS
    assert inside(names, key_of(ann, 'drums:read')) & TOOLS == TOOLS - {'write_drums_down'}
    assert inside(names, key_of(ann, 'voice:write')) & TOOLS == set()
