"""`levelmix practice …`: a piece as files, and how a take of it went, without a server."""

import json
from pathlib import Path

import pytest
import soundfile

from tests.app.conftest import Run

GIVEN = ('practice', 'generate', '--type', 'JAZZ_LICK', '--key', 'Gb', '--difficulty', 'EXPERT', '--seed', '7')


def test_a_piece_is_written_as_notes_and_sound_and_the_same_seed_is_the_same_bytes(run: Run, tmp_path: Path) -> None:
    facts = json.loads(run(*GIVEN, '--out', str(tmp_path / 'a'), '--json')[1])
    assert {'musicxml', 'mid', 'svg', 'pdf', 'melody', 'bass', 'drums', 'mix'} <= set(facts['files'])
    assert (facts['key'], facts['seed'], facts['difficulty']) == ('Gb', 7, 'EXPERT')
    assert Path(facts['files']['pdf']).read_bytes().startswith(b'%PDF')
    assert soundfile.info(facts['files']['bass']).samplerate == 44_100
    again = json.loads(run(*GIVEN, '--out', str(tmp_path / 'b'), '--no-sound', '--json')[1])
    first, second = (Path(one['files']['musicxml']).read_bytes() for one in (facts, again))
    assert first == second
    assert 'mix' not in again['files']


def test_what_is_there_is_not_replaced_unasked(run: Run, tmp_path: Path) -> None:
    told = (*GIVEN, '--out', str(tmp_path), '--no-sound')
    run(*told)
    assert run(*told)[0] == 2
    assert run(*told, '--force')[0] == 0


@pytest.mark.parametrize(
    ('wrong', 'said'),
    [
        (('--key', 'H'), 'no key called “H”'),
        (('--type', 'POLKA'), 'no type “POLKA”'),
        (('--bars', '0'), 'bars'),
        (('--bars', '500'), 'bars'),
        (('--tempo', '0'), 'tempo'),
    ],
)
def test_what_nobody_can_write_is_told_in_a_sentence(
    run: Run, tmp_path: Path, wrong: tuple[str, str], said: str
) -> None:
    done = run('practice', 'generate', *wrong, '--out', str(tmp_path / 'none'))
    assert done[0] == 2
    assert said in done[2]
    assert not list(tmp_path.rglob('*.musicxml'))


def test_a_take_is_scored_from_sound_and_from_a_keyboard(run: Run, tmp_path: Path) -> None:
    files = json.loads(
        run('practice', 'generate', '--seed', '5', '--hands', 'right', '--out', str(tmp_path), '--json')[1]
    )['files']
    told = run('practice', 'score', files['melody'], '--content', files['musicxml'], '--json')
    found = json.loads(told[1])
    assert found['score'] >= 85
    assert [part['most'] for part in found['parts']] == [60, 25, 10, 5]
    said = run('practice', 'score', files['melody'], '--content', files['musicxml'])
    assert 'of 100' in said[1]
    other = run('practice', 'score', files['drums'], '--content', files['musicxml'])
    assert other[0] == 2
    assert 'not scored' in other[2]


def test_files_that_are_none_are_told_apart(run: Run, tmp_path: Path) -> None:
    files = json.loads(run(*GIVEN, '--out', str(tmp_path), '--no-sound', '--json')[1])['files']
    (tmp_path / 'x.mid').write_bytes(b'nothing')
    (tmp_path / 'x.wav').write_bytes(b'nothing')
    for take, content, said in (
        ('x.mid', files['musicxml'], 'no MIDI file'),
        ('x.wav', files['musicxml'], 'no sound that could be read'),
        (files['mid'], str(tmp_path / 'x.mid'), 'no MusicXML'),
        ('not there.wav', files['musicxml'], 'not there.wav'),
    ):
        done = run('practice', 'score', str(tmp_path / take), '--content', content)
        assert done[0] == 2, take
        assert said in done[2]
