"""`levelmix mcp`: an assistant works on files of this machine, by the official client."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp_types import TextContent

from tests.app.console_support import command, left, levelmix
from tests.app.mcp_support import Heard, Telling, said, staying
from tests.servers import children, environment
from tests.sounds import write_mix
from tests.waiting import until

pytestmark = pytest.mark.slow
UNITS = ('_lufs', '_lu', '_dbtp', '_dbfs', '_db', '_s', '_percent', '_bytes', '_rate')


@pytest.fixture(scope='module')
def allowed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder whose files may be used."""
    place = tmp_path_factory.mktemp('assistant') / 'mixes'
    place.mkdir()
    return place


@pytest.fixture(scope='module')
def tell(allowed: Path) -> Iterator[Telling]:
    with staying(allowed) as telling:
        yield telling


@pytest.fixture
def folder(allowed: Path) -> Path:
    """The same, with nothing in it."""
    for path in allowed.iterdir():
        path.unlink()
    return allowed


@pytest.fixture
def mix(folder: Path) -> Path:
    return write_mix(folder / 'My Mix.wav', 8)


@pytest.mark.nightly
def test_every_tool_says_what_it_takes_and_tells_and_what_it_changes(tell: Telling) -> None:
    async def story(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert {'measure', 'level', 'segments', 'list_files', 'list_presets', 'list_formats'} <= set(tools)
        for tool in tools.values():
            assert tool.description
            assert tool.output_schema
            assert tool.input_schema['additionalProperties'] is False
            assert tool.annotations
            assert tool.annotations.read_only_hint == (tool.name != 'level')
            for name, facts in tool.input_schema['properties'].items():
                assert facts.get('description'), f'{tool.name} does not say what {name} is'
                numbers = {facts.get('type')} | {one.get('type') for one in facts.get('anyOf', ())}
                assert 'number' not in numbers or name.endswith(UNITS), f'{tool.name} does not say what {name} is in'
        assert tools['level'].annotations
        assert tools['level'].annotations.destructive_hint
        prompt = await client.get_prompt('master', {'file': 'a.wav', 'target': 'Spotify'})
        assert isinstance(prompt.messages[0].content, TextContent)
        assert 'a.wav for Spotify' in prompt.messages[0].content.text
        presets = await client.read_resource('levelmix://presets')
        assert 'Spotify' in presets.contents[0].model_dump_json()

    tell(story)


@pytest.mark.nightly
def test_a_mix_is_found_measured_and_levelled(tell: Telling, folder: Path, mix: Path) -> None:
    before = mix.read_bytes()

    async def story(client: Client) -> tuple[Any, Any, Any, Any]:
        found = await client.call_tool('list_files', {})
        assert found.structured_content['files'][0]['path'] == str(mix)
        measured = await client.call_tool('measure', {'path': 'My Mix.wav'})
        heard = Heard()
        levelled = await client.call_tool('level', {'path': str(mix), 'preset': 'spotify'}, progress_callback=heard)
        assert heard.shares == sorted(set(heard.shares))
        assert heard.shares[-1] == 1.0
        assert 'Levelling' in heard.words
        again = await client.call_tool('level', {'path': str(mix), 'preset': 'spotify'})
        mp3 = {'path': str(mix), 'target_lufs': -20, 'result_path': 'My Mix (LevelMix -14 LUFS).wav', 'overwrite': True}
        return measured, levelled, again, await client.call_tool('level', mp3)

    measured, levelled, again, replaced = tell(story)
    assert measured.structured_content['integrated_lufs'] == pytest.approx(-23.2, abs=0.5)
    facts = levelled.structured_content
    assert facts['verdict'] == 'on_target'
    assert facts['result']['integrated_lufs'] == pytest.approx(-14.0, abs=0.1)
    assert Path(facts['path']) == folder / 'My Mix (LevelMix -14 LUFS).wav'
    assert again.is_error
    assert 'is there already, and was left as it is' in said(again)
    assert replaced.structured_content['result']['integrated_lufs'] == pytest.approx(-20.0, abs=0.1)
    assert left(folder) == ['My Mix (LevelMix -14 LUFS).wav', 'My Mix.wav']
    assert mix.read_bytes() == before


@pytest.mark.nightly
def test_a_file_that_appeared_while_the_engine_worked_is_left_as_it_is(tell: Telling, folder: Path) -> None:
    long, target = write_mix(folder / 'Long.wav', 60), folder / 'Out.wav'

    async def story(client: Client) -> Any:
        heard = Heard()
        given = {'path': long.name, 'target_lufs': -16, 'result_path': target.name}
        waiting = asyncio.create_task(client.call_tool('level', given, progress_callback=heard))
        await asyncio.wait_for(heard.some.wait(), 120)
        target.write_text('mine')
        return await waiting

    answer = tell(story)
    assert answer.is_error
    assert said(answer) == f'{target} is there by now, and was left as it is. Give the result another name.'
    assert target.read_text() == 'mine'
    assert left(folder) == ['Long.wav', 'Out.wav']


@pytest.mark.nightly
def test_the_tracks_of_a_mix_are_told_as_a_list_says(tell: Telling, mix: Path) -> None:
    given = {'path': mix.name, 'tracklist': '0:00 One\n0:04 Two'}
    facts = tell(lambda client: client.call_tool('segments', given)).structured_content
    assert [(track['title'], round(track['start_s'])) for track in facts['tracks']] == [('One', 0), ('Two', 4)]


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    'outside': ('measure', {'path': '../data/levelmix.db'}, 'Only files below'),
    'not there': ('measure', {'path': 'nothing.wav'}, 'There is no file'),
    'no sound': ('measure', {'path': 'notes.wav'}, ''),
    'no loudness': ('level', {'path': 'notes.wav'}, 'Say how loud: either target_lufs or preset.'),
    'two': ('level', {'path': 'notes.wav', 'preset': 'Spotify', 'target_lufs': -9}, 'Say how loud'),
    'no preset': ('level', {'path': 'notes.wav', 'preset': 'Loudest'}, 'There is no preset called “Loudest”.'),
    'too loud': ('level', {'path': 'notes.wav', 'target_lufs': 0}, 'Invalid request: target_lufs: '),
    'no such field': ('measure', {'path': 'notes.wav', 'loud': 1}, 'Invalid request: loud: '),
    'no arguments': ('measure', {}, 'Invalid request: path: '),
    'no such tool': ('master_it', {}, 'There is no tool called “master_it” here.'),
    'no format': ('level', {'path': 'notes.wav', 'target_lufs': -9, 'output_format': 'exe'}, 'Convert to wav, '),
    'no times': ('segments', {'path': 'notes.wav', 'tracklist': 'hello'}, 'No times were found'),
}


def test_what_cannot_be_done_is_told_in_a_sentence(tell: Telling, folder: Path) -> None:
    (folder / 'notes.wav').write_text('not a sound')

    async def story(client: Client) -> None:
        for tool, given, sentence in REFUSED.values():
            answer = await client.call_tool(tool, given)
            text = said(answer)
            assert answer.is_error, text
            assert text.startswith(sentence), text
            assert text.strip(), tool
            assert 'Traceback' not in text
            assert 'Error' not in text

    tell(story)
    assert left(folder) == ['notes.wav']


def engines(server: int) -> list[int]:
    return children(server)


@pytest.mark.nightly
def test_who_gives_up_stops_the_engine_and_leaves_nothing_behind(tell: Telling, folder: Path, mix: Path) -> None:
    long = write_mix(folder / 'Long.wav', 240)

    async def story(client: Client) -> Any:
        heard = Heard()
        given = {'path': long.name, 'target_lufs': -9}
        waiting = asyncio.create_task(client.call_tool('level', given, progress_callback=heard))
        await asyncio.wait_for(heard.some.wait(), 120)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        # There is one turn: this one begins when the other has ended.
        return await client.call_tool('level', {'path': mix.name, 'target_lufs': -20})

    next_one = tell(story)
    assert not next_one.is_error, said(next_one)
    assert left(folder) == ['Long.wav', 'My Mix (LevelMix -20 LUFS).wav', 'My Mix.wav']


@pytest.mark.nightly
def test_only_the_protocol_is_on_stdout_and_the_engine_ends_with_a_killed_server(folder: Path) -> None:
    write_mix(folder / 'Long.wav', 240)
    asked = [
        {'jsonrpc': '2.0', 'id': 1, 'method': 'initialize', 'params': {
            'protocolVersion': '2025-06-18', 'capabilities': {}, 'clientInfo': {'name': 'test', 'version': '1'},
        }},
        {'jsonrpc': '2.0', 'method': 'notifications/initialized'},
        {'jsonrpc': '2.0', 'id': 2, 'method': 'tools/call', 'params': {
            'name': 'level', 'arguments': {'path': 'Long.wav', 'target_lufs': -9}, '_meta': {'progressToken': 'p'},
        }},
    ]  # fmt: skip
    server = subprocess.Popen(
        command('mcp', '--allow', folder),
        env=environment(folder.parent / 'data', log_level='DEBUG'),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdin
    assert server.stdout
    server.stdin.write(''.join(json.dumps(one) + '\n' for one in asked))
    server.stdin.flush()
    lines = list[dict[str, Any]]()
    while len(lines) < 4:
        lines.append(json.loads(server.stdout.readline()))
    assert all(line['jsonrpc'] == '2.0' for line in lines)
    assert lines[0]['result']['serverInfo']['name'] == 'levelmix'
    assert {line['method'] for line in lines[1:]} == {'notifications/progress'}
    running = engines(server.pid)
    assert running
    server.kill()
    server.wait()
    until(lambda: left(folder) == ['Long.wav'], seconds=60, what=lambda: f'nothing but the mix: {left(folder)}')
    server.stdin.close()
    server.stdout.close()


@pytest.mark.nightly
def test_a_folder_that_is_not_there_ends_with_a_sentence(tmp_path: Path) -> None:
    done = levelmix('mcp', '--allow', tmp_path / 'nowhere', env=environment(tmp_path / 'data'))
    assert done.returncode == 2
    assert done.stdout == ''
    assert done.stderr.startswith('There is no folder')
