"""`levelmix remote level --write`: where the tracks begin, beside the result, by the name that the result has here."""

import sys
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from app import remote
from app.remote import remembered
from tests.app.cli.test_remote import Answering
from tests.app.cli.test_remote import answering as answering
from tests.app.cli.test_remote import home as home
from tests.app.conftest import Run


@pytest.mark.parametrize('known', [True, False])
def test_a_tracklist_is_written_beside_the_result_and_found_where_nobody_had_asked_for_it(
    run: Run, home: Path, answering: Callable[[Answering], None], monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    monkeypatch.setattr(sys.modules[remote.Client.__module__], 'LOOK_S', 0.0)
    track = {'start_s': 61.0, 'end_s': 90.0, 'loudness_lufs': -9.0, 'gain_db': 0.0, 'title': 'Second'}
    tracks = [{**track, 'start_s': 0.0, 'end_s': 61.0, 'title': 'First'}, track]
    job = {'id': 'j1', 'status': 'completed', 'result': {'name': 'mix.wav', 'size_bytes': 4, 'loudness_lufs': -14.0}}
    asked = list[str]()

    def answer(request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix('/api/v1')
        if path == '/leveling/jobs/j1':
            return httpx2.Response(200, json={'id': 'j1', 'measured': {'segments': tracks if known else []}})
        if path == '/leveling/jobs/j1/forecast':
            asked.append(request.method)
            if request.method == 'POST':
                return httpx2.Response(202, json={'id': 'f1'})
            worked_out = asked.count('GET') > 2
            return httpx2.Response(200, json={'segments': tracks}) if worked_out else httpx2.Response(204)
        return httpx2.Response(200, content=b'RIFF') if path.endswith('/result') else httpx2.Response(200, json=job)

    answering(answer)
    (home / 'mix.wav').write_bytes(b'RIFF')
    work = remembered.work('https://mix.example.org', home / 'mix.wav', {'target_lufs': -14.0, 'ceiling_dbtp': -1.0})
    work.job_id = 'j1'
    work.keep()
    words = ('remote', 'level', home / 'mix.wav', home / 'out.wav', '--target', '-14', '--write', home / 'out.cue')
    code, out, err = run(*words)
    assert code == 0, out + err
    assert asked == ([] if known else ['GET', 'POST', 'GET', 'GET'])
    told = (home / 'out.cue').read_text()
    assert 'FILE "out.wav"' in told
    assert told.index('First') < told.index('Second') < told.index('01:01:00')
    code, _, err = run(*words, '--force')
    assert code == 0, err
    (home / 'out.cue').unlink()
    assert run('remote', 'level', home, '-r', '-o', home / 'all', '--target', '-14', '--write', 'a.cue')[0] == 2


def test_a_tracklist_that_cannot_be_had_leaves_the_result_and_is_told(
    run: Run, home: Path, answering: Callable[[Answering], None]
) -> None:
    job = {'id': 'j1', 'status': 'completed', 'result': {'name': 'mix.wav', 'size_bytes': 4, 'loudness_lufs': -14.0}}

    def answer(request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix('/api/v1')
        if path.endswith('/forecast'):
            return httpx2.Response(409, json={'detail': 'This mix is not measured yet.'})
        if path == '/leveling/jobs/j1':
            return httpx2.Response(200, json={'id': 'j1', 'measured': None})
        return httpx2.Response(200, content=b'RIFF') if path.endswith('/result') else httpx2.Response(200, json=job)

    answering(answer)
    (home / 'mix.wav').write_bytes(b'RIFF')
    work = remembered.work('https://mix.example.org', home / 'mix.wav', {'target_lufs': -14.0, 'ceiling_dbtp': -1.0})
    work.job_id = 'j1'
    work.keep()
    words = ('remote', 'level', home / 'mix.wav', home / 'out.wav', '--target', '-14', '--write', home / 'out.txt')
    code, _, err = run(*words)
    assert (code, (home / 'out.wav').exists(), (home / 'out.txt').exists()) == (4, True, False), err
    assert 'The tracklist could not be had. This mix is not measured yet.' in err
