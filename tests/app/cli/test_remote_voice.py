"""`levelmix remote voice …`: in the words of `levelmix voice`, asked of a server, and nothing made twice."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
import soundfile
from typer.testing import CliRunner

from app import accounts, cli, remote
from app.accounts import Visitor
from app.api.v1 import rates
from app.console import texts
from app.remote import remembered
from app.remote.connection import Halt
from app.voice import engines, queries
from app.voice.engines.port import Health, SampleReport
from app.voice.text.clean import MOST_CHARACTERS
from tests.app.accounts_support import person
from tests.app.api.programs import Program
from tests.app.cli.test_remote import options, said
from tests.app.conftest import Run
from tests.app.remote_support import SERVER, asking
from tests.app.voice import changing_support, clips_support, learning_support
from tests.app.voice.changing_support import HEARD
from tests.app.voice.clips_support import TEXT
from tests.app.voice.test_clips_of_effects import Hissing

FOR_FILES_HERE = {
    'speak': {'dictionary'},
    'change': {'stream'},
    'transcribe': {'stream'},
    'effect': set[str](),
    'clone': {'force'},
    'forget': set[str](),
    'voices': set[str](),
}
"""What the local commands can be told and a server cannot: see docs/command-line.md."""
FOR_SERVERS = {'clone': {'whose'}}
Between = Callable[[httpx2.Request, httpx2.Response], object]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv('XDG_CONFIG_HOME', str(tmp_path / 'config'))
    monkeypatch.setenv('XDG_STATE_HOME', str(tmp_path / 'state'))
    return tmp_path


@pytest.fixture
def ann(with_accounts: None, home: Path) -> Program:
    accounts.let_in(Visitor())
    rates.forget()
    return Program(person(), 'voice:write')


@pytest.fixture
def at_server(ann: Program, worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> Callable[[Between], None]:
    """Has the client ask this API, whose worker is quick; what is given happens after each request."""

    def prepare(then: Between = lambda request, answer: None) -> None:
        def work(request: httpx2.Request, answer: httpx2.Response) -> None:
            if request.method == 'POST':
                worker()
            then(request, answer)

        def client(server: str = '', halt: Halt | None = None) -> remote.Client:
            return asking(ann, ann.key, halt=halt, then=work)

        monkeypatch.setattr(remote, 'client', client)

    prepare()
    return prepare


@pytest.fixture
def humming(ann: Program, monkeypatch: pytest.MonkeyPatch) -> clips_support.Humming:
    return clips_support.humming(monkeypatch)


@pytest.fixture
def changing(ann: Program, monkeypatch: pytest.MonkeyPatch) -> changing_support.Humming:
    import tasks  # noqa: F401

    return changing_support.humming_along(monkeypatch)


def clips_of(ann: Program) -> list[Any]:
    return queries.behind(ann.user_id, None, 100)


def recording(folder: Path, name: str = 'me.wav') -> Path:
    path = folder / name
    with soundfile.SoundFile(path, 'w', 24_000, 1) as file:
        file.write([0.3, -0.3] * 24_000)
    return path


@pytest.mark.parametrize('command', FOR_FILES_HERE)
def test_a_server_is_told_in_the_words_of_the_local_command(command: str) -> None:
    here, there = options('voice', command), options('remote', 'voice', command)
    assert here.keys() - there.keys() == FOR_FILES_HERE[command]
    assert there.keys() - here.keys() == FOR_SERVERS.get(command, set())
    shared = here.keys() & there.keys()
    assert {name: said(here[name]) for name in shared} == {name: said(there[name]) for name in shared}


def test_a_text_is_read_up_to_what_is_said_at_once() -> None:
    assert texts.MOST_BYTES == 8 * MOST_CHARACTERS


def test_a_text_is_said_there_and_its_clip_and_subtitles_come_here(
    run: Run, ann: Program, humming: clips_support.Humming, at_server: Any, home: Path
) -> None:
    out = home / 'boat.flac'
    code, told, err = run('remote', 'voice', 'speak', TEXT, out, '--voice', 'Hum', '--subtitles', '--json')
    facts = json.loads(told)
    assert code == 0, err
    assert (facts['voice'], facts['engine'], facts['licence']) == ('hum', 'humming', 'CC0')
    assert facts['loudness_lufs'] == pytest.approx(-19.0, abs=0.1)
    assert facts['seconds'] == pytest.approx(soundfile.info(out).duration, abs=0.01)
    assert soundfile.info(out).format == 'FLAC'
    assert 'The boat left early.' in out.with_suffix('.srt').read_text()
    assert out.with_suffix('.vtt').read_text().startswith('WEBVTT')
    assert remembered.everything(SERVER) == [], 'nothing is left to go on with'
    code, told, err = run('remote', 'voice', 'speak', TEXT, out, '--voice', 'hum')
    assert (code, 'is there already' in err, len(clips_of(ann))) == (2, True, 1), 'nothing was asked for'


def test_chapters_of_a_text_that_was_said_there_are_written_here(
    run: Run, ann: Program, humming: clips_support.Humming, at_server: Any, home: Path
) -> None:
    words = ('remote', 'voice', 'speak', '# One\nSome words.\n\n# Two\nAnd some more.', '--voice', 'hum')
    code, told, err = run(*words, home / 'a.flac', '--chapters', home / 'a.txt', '--json')
    assert (code, json.loads(told)['chapters_file']) == (0, str(home / 'a.txt')), err
    assert [line.split()[1] for line in (home / 'a.txt').read_text().splitlines()] == ['One', 'Two']
    assert 'written as .txt or .json' in run(*words, home / 'b.flac', '--chapters', home / 'b.doc')[2]


def test_speakers_a_file_and_what_would_be_said(
    run: Run, ann: Program, humming: clips_support.Humming, at_server: Any, home: Path
) -> None:
    (home / 'script.txt').write_text('Anna: It cost $5.\nBen: Really?', encoding='utf-8')
    words = ('remote', 'voice', 'speak', '--file', home / 'script.txt', '--voice', 'hum', '--speaker', 'Anna=hum')
    code, told, err = run(*words, '--speaker', 'Ben=Low', '--plan')
    assert (code, told.splitlines()[:2]) == (0, ['It cost five dollars.', 'Really?']), err
    assert clips_of(ann) == []
    assert run(*words, '--speaker', 'Ben=Low', home / 'a.wav')[0] == 0
    assert [speaker['voice'] for speaker in clips_of(ann)[0].settings['speakers']] == ['hum', 'low']


@pytest.mark.parametrize(
    ('words', 'sentence'),
    [
        (('speak', 'Hello', 'a.wav', '--voice', 'nobody'), 'There is no voice “nobody” there'),
        (('speak', 'Hello', 'a.xyz', '--voice', 'hum'), 'Choose a format: one of wav'),
        (('speak', '', 'a.wav', '--voice', 'hum'), 'The text is empty'),
        (('speak', 'Hello', 'a.wav', '--voice', 'hum', '--target', '3'), 'LUFS'),
        (('speak', 'Hello', '--voice', 'hum'), 'the text in quotes, then OUT'),
        (('speak', 'Hello', 'a.wav', '--speaker', 'Anna'), 'is no pair'),
        (('forget', 'Mine'), 'There is no voice “Mine” of yours there'),
        (('dictionary', 'remove', 'Geis'), 'is not in your dictionary'),
        (('clone', 'Mine', 'a.wav', '--whose', 'Ann Miller'), 'Nothing was sent: add --i-have-permission'),
        (('listen', 'gone'), 'does not exist'),
    ],
)
def test_what_cannot_be_ends_in_one_sentence_and_no_file(
    run: Run, ann: Program, humming: clips_support.Humming, at_server: Any, home: Path,
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], sentence: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(home)
    code, out, err = run('remote', 'voice', *words)
    assert (code, out, len(err.strip().splitlines())) == (2, '', 1), err
    assert sentence in err
    assert [path for path in home.iterdir() if path.is_file()] == []
    assert clips_of(ann) == []
    assert remembered.everything(SERVER) == []


def test_a_clip_that_was_asked_for_as_the_line_broke_is_made_once(
    run: Run, ann: Program, humming: clips_support.Humming, at_server: Callable[[Between], None], home: Path
) -> None:
    broken = [True]

    def breaks(request: httpx2.Request, answer: httpx2.Response) -> None:
        if request.url.path.endswith('/voice/speak') and broken[0]:
            broken[0] = False
            raise KeyboardInterrupt  # the client is killed before it hears of the job

    at_server(breaks)
    words = ('remote', 'voice', 'speak', TEXT, home / 'a.wav', '--voice', 'hum')
    assert run(*words)[0] == 130
    assert len(clips_of(ann)) == 1
    code, _, err = run(*words)
    assert (code, len(clips_of(ann))) == (0, 1), err
    assert (home / 'a.wav').exists()


def test_a_recording_is_heard_corrected_and_brought_into_another_voice(
    run: Run, ann: Program, changing: changing_support.Humming, at_server: Any, home: Path
) -> None:
    source, words = recording(home), home / 'words.json'
    code, told, err = run('remote', 'voice', 'transcribe', source, '--json')
    assert (code, json.loads(told)['text']) == (0, HEARD.text), err
    words.write_text(told.replace('Amy', 'Annie'), encoding='utf-8')
    out = home / 'other.mp3'
    code, told, err = run('remote', 'voice', 'change', source, out, '--voice', 'hum', '--words', words, '--json')
    assert (code, json.loads(told)['voice'], soundfile.info(out).format) == (0, 'hum', 'MP3'), err
    assert clips_of(ann)[0].text == 'Hello Annie Bull.'
    assert changing.listened == 1, 'its words were known'


def test_a_recording_that_was_taken_as_the_line_broke_is_not_sent_again(
    run: Run, ann: Program, changing: changing_support.Humming, at_server: Callable[[Between], None], home: Path
) -> None:
    sent = list[int]()

    def breaks(request: httpx2.Request, answer: httpx2.Response) -> None:
        sent.extend([1] * (request.method == 'PATCH'))
        if request.url.path.endswith('/voice/change') and len(sent) == 1:
            sent.append(0)
            raise KeyboardInterrupt

    at_server(breaks)
    words = ('remote', 'voice', 'change', recording(home), home / 'a.wav', '--voice', 'hum')
    assert run(*words)[0] == 130
    code, _, err = run(*words)
    assert (code, sum(sent), len(clips_of(ann))) == (0, 1, 1), err


def test_an_effect_is_made_and_told_with_whom_to_thank_and_what_is_near_to_one_that_is_not_there(
    run: Run, ann: Program, at_server: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tasks  # noqa: F401

    hissing = Hissing(Path())
    monkeypatch.setattr(engines, 'MAKING', {'hissing': lambda _: hissing})
    words = ('remote', 'voice', 'effect', 'rain and thunder', home / 'storm.ogg', '--seconds', '2', '--seed', '3')
    code, told, err = run(*words)
    assert (code, told.splitlines()[1]) == (0, 'rain: Ann Miller, GPL-2.0-or-later'), err
    assert [(wish.prompt, wish.seconds, wish.seed) for wish in hissing.asked] == [('rain and thunder', 2.0, 3)]
    assert soundfile.info(home / 'storm.ogg').format == 'OGG'
    code, told, err = run('remote', 'voice', 'effect', 'a sneeze', home / 'sneeze.wav')
    assert (code, told, 'There is no sound close to' in err) == (2, '', True)
    assert not (home / 'sneeze.wav').exists()


def test_a_voice_is_learnt_spoken_with_by_its_name_and_forgotten(
    run: Run, ann: Program, at_server: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tasks  # noqa: F401

    learning, _ = learning_support.quick(monkeypatch)
    learning.report = SampleReport(48.0, (), ('It echoes.',))
    sample = recording(home, 'sample.wav')
    words = ('remote', 'voice', 'clone', 'Mine', sample, '--whose', 'Ann Miller', '--i-have-permission')
    code, told, err = run(*words)
    assert (code, told) == (0, 'Mine: learnt from 48 s of speech. Likeness 0.88 of 1 to the samples; af_heart, the '
                               'nearest of the list, 0.83.\n'), err  # fmt: skip
    assert 'It echoes.' in err
    assert 'Mine' in run('remote', 'voice', 'voices')[1]
    code, _, err = run('remote', 'voice', 'speak', TEXT, home / 'a.wav', '--voice', 'mine')
    assert code == 0, err
    assert run('remote', 'voice', 'forget', 'Mine')[1] == 'Mine was removed.\n'
    assert 'Mine' not in run('remote', 'voice', 'voices')[1]
    learning.report = SampleReport(2.0, ('Too short.',))
    code, _, err = run(*words)
    assert (code, 'Too short.' in err) == (2, True)


def test_a_dictionary_is_kept_there(
    run: Run, ann: Program, humming: clips_support.Humming, at_server: Any, home: Path
) -> None:
    assert run('remote', 'voice', 'dictionary', 'add', 'Geis', 'gice')[:2] == (0, 'Geis = gice\n')
    assert run('remote', 'voice', 'dictionary', 'add', 'geis', 'guys')[0] == 0, 'it is said another way now'
    assert json.loads(run('remote', 'voice', 'dictionary', 'list', '--json')[1])['said'] == 'guys'
    plan = run('remote', 'voice', 'speak', 'My name is Geis.', '--voice', 'hum', '--plan')[1]
    assert plan.splitlines()[0] == 'My name is guys.'
    assert run('remote', 'voice', 'dictionary', 'remove', 'GEIS')[0] == 0
    assert run('remote', 'voice', 'dictionary', 'list')[1] == ''


def test_who_can_be_heard_is_told_with_what_is_missing(
    run: Run, ann: Program, humming: clips_support.Humming, at_server: Any
) -> None:
    told = json.loads(run('remote', 'voice', 'voices', '--engine', 'humming', '--json')[1])
    assert ([one['id'] for one in told['voices']], told['engines']) == (['hum', 'low'], {'humming': 'ready'})
    humming.state = Health('missing', 'It lost its voice.', 'Give it tea.')
    assert run('remote', 'voice', 'voices', '--engine', 'humming')[1] == 'humming: missing\n'


def test_a_clip_is_heard_as_bytes_in_a_pipe(
    run: Run, ann: Program, humming: clips_support.Humming, at_server: Any, home: Path
) -> None:
    assert run('remote', 'voice', 'speak', TEXT, home / 'a.wav', '--voice', 'hum')[0] == 0
    heard = CliRunner().invoke(cli.app, ['remote', 'voice', 'listen', clips_of(ann)[0].id])
    assert heard.stdout_bytes == (home / 'a.wav').read_bytes()
