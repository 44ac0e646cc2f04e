"""`levelmix drums …`: a map from a song, a map as another file, and what a recording is known by, without a server."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import soundfile

from app.drums.drum_map import DrumMap, Lane
from app.drums.formats import midi, opening
from tests.app.conftest import Run
from tests.app.drums.maps import beat


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Twelve seconds in which something changes."""
    at = np.arange(12 * 22_050) / 22_050
    path = tmp_path / 'songs' / 'song.wav'
    path.parent.mkdir()
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * (200 + 150 * np.sin(at)) * at) * (at % 0.5 < 0.3), 22_050)
    return path


@pytest.fixture
def drafted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A transcriber that always hears the same beat; how many samples it was given."""
    given = list[int]()

    def draft(samples: Any, *, title: str = '', artist: str = '', progress: Any = None) -> DrumMap:
        given.append(len(samples))
        progress('Listening', 0.5)
        return DrumMap(title=title, artist=artist, length_ms=8_000, timing=beat().timing).with_hits(beat().hits)

    monkeypatch.setitem(sys.modules, 'app.drums.drafting', SimpleNamespace(draft=draft))
    return given


def test_a_song_becomes_a_map_and_a_midi_file(run: Run, tone: Path, drafted: list[int]) -> None:
    out, keys = tone.with_suffix('.bsm'), tone.with_suffix('.mid')
    code, said, _ = run('drums', 'map', str(tone), str(out), '--midi', str(keys), '--artist', 'Ann', '--json')
    facts = json.loads(said)
    assert (code, facts['title'], facts['artist'], facts['hits']) == (0, 'song', 'Ann', len(beat().hits))
    assert facts['files'] == [str(out), str(keys)]
    assert abs(drafted[0] - 12 * 44_100) < 100
    written = json.loads(out.read_bytes())
    assert written['audio']['filename'] == 'song.wav'
    assert written['metadata']['createdAt'] > '2025'
    assert [hit.place for hit in midi.read(keys.read_bytes()).hits] == [hit.place for hit in beat().hits]
    assert sorted(path.name for path in tone.parent.iterdir()) == ['song.bsm', 'song.mid', 'song.wav']


def test_a_file_that_names_its_artist_says_so_in_the_map(run: Run, tone: Path, drafted: list[int]) -> None:
    song = tone.rename(tone.with_name('The Testers - Grüße.wav'))
    code, said, _ = run('drums', 'map', str(song), str(song.with_suffix('.bsm')), '--json')
    facts = json.loads(said)
    assert (code, facts['title'], facts['artist']) == (0, 'Grüße', 'The Testers')


def test_what_is_there_is_not_replaced_unasked_and_the_song_never(run: Run, tone: Path, drafted: list[int]) -> None:
    out = tone.with_suffix('.bsm')
    out.write_text('mine')
    assert run('drums', 'map', str(tone), str(out))[0] == 2
    assert (out.read_text(), drafted) == ('mine', [])
    assert run('drums', 'map', str(tone), str(out), '--force')[0] == 0
    for wrong, said in (
        ((str(out.with_suffix('.wav')),), 'Maps are written as .bsm'),
        ((str(out), '--force', '--midi', str(out)), 'no name of a MIDI file'),
        ((str(tone.with_suffix('.mid')), '--midi', str(tone.with_suffix('.mid'))), 'would replace the map'),
        ((str(tone.parent / 'no folder' / 'x.bsm'),), 'There is no folder'),
    ):
        code, _, told = run('drums', 'map', str(tone), *wrong)
        assert (code, said in told) == (2, True), told


def test_nothing_is_left_where_the_disk_is_full(
    run: Run, tone: Path, drafted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(28, 'No space left on device')

    monkeypatch.setattr('app.console.drums.os.fdopen', full)
    code, _, told = run('drums', 'map', str(tone), str(tone.with_suffix('.bsm')))
    assert (code, 'No space left' in told) == (2, True)
    assert [path.name for path in tone.parent.iterdir()] == ['song.wav']


@pytest.mark.parametrize('suffix', ['.mid', '.chart', '.osu'])
def test_a_map_becomes_a_file_of_another_program_and_an_easier_one(run: Run, tmp_path: Path, suffix: str) -> None:
    source, target = tmp_path / 'a.bsm', tmp_path / f'a{suffix}'
    source.write_bytes(opening.write(beat(), '.bsm'))
    code, said, _ = run('drums', 'convert', str(source), str(target))
    assert (code, 'beats a minute' in said) == (0, True)
    kicks = {hit.ms for hit in beat().hits if hit.lane == Lane.KICK}
    assert kicks <= {hit.ms for hit in opening.read(target.read_bytes()).hits if hit.lane == Lane.KICK}
    easy = tmp_path / f'easy{suffix}'
    facts = json.loads(run('drums', 'convert', str(source), str(easy), '--level', 'beginner', '--json')[1])
    assert 0 < facts['hits'] < 0.6 * len(beat().hits)


def test_files_that_are_none_are_told_apart(run: Run, tmp_path: Path) -> None:
    (tmp_path / 'x.bsm').write_bytes(b'nothing')
    (tmp_path / 'y.bsm').write_bytes(opening.write(beat(), '.bsm').replace(b'"1.0.0"', b'"9.0.0"'))
    for source, extra, said in (
        ('x.bsm', (), 'no drum map that can be read'),
        ('y.bsm', (), 'version 9.0.0'),
        ('y.bsm', ('--level', 'Brutal'), 'no level “Brutal”'),
        ('not there.bsm', (), 'not there.bsm'),
    ):
        code, _, told = run('drums', 'convert', str(tmp_path / source), str(tmp_path / 'out.mid'), *extra)
        assert (code, said in told) == (2, True), told
    assert not (tmp_path / 'out.mid').exists()


def test_a_recording_tells_what_it_is_known_by(run: Run, tone: Path) -> None:
    code, said, _ = run('drums', 'fingerprint', str(tone), '--json')
    facts = json.loads(said)
    assert (code, len(facts['key']), facts['seconds']) == (0, 64, pytest.approx(12, abs=0.01))
    assert set(facts['index_keys']) <= set(facts['words'])
    assert run('drums', 'fingerprint', str(tone))[1].strip() == facts['key']
    soundfile.write(tone, np.zeros(22_050), 22_050)
    code, _, told = run('drums', 'fingerprint', str(tone))
    assert (code, 'shorter than the 5 seconds' in told) == (2, True)
