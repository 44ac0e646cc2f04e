"""The file of a voice that was learnt: what it holds is what is spoken with, and no file of others does harm."""

import io
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from app.voice.engines import learnt, styles
from app.voice.engines.colour import BANDS
from app.voice.engines.kokoro import Kokoro
from app.voice.engines.port import Speech
from app.voice.errors import NoVoice


def a_model(**other: object) -> learnt.Model:
    facts = {
        'styles': styles.every()[0].astype(np.float16),
        'pitch': 1.2,
        'gains': np.linspace(-3, 3, BANDS, dtype=np.float32),
        'language': 'it',
    }
    return learnt.Model(**{**facts, **other})


def repacked(content: bytes, **other: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, 'w') as new:
        for name in old.namelist():
            new.writestr(name, other.get(name.removesuffix('.npy'), old.read(name)))
    return made.getvalue()


def npy(array: np.ndarray, **how: bool) -> bytes:
    made = io.BytesIO()
    np.save(made, array, **how)
    return made.getvalue()


def test_what_is_written_is_read() -> None:
    content = learnt.written(a_model())
    assert len(content) < 300_000
    model = learnt.understood(content)
    assert (model.pitch, model.language) == (1.2, 'it')
    assert np.array_equal(model.styles, styles.every()[0].astype(np.float16))


def test_a_voice_is_asked_for_by_where_its_file_is(tmp_path: Path) -> None:
    path = tmp_path / f'Me{learnt.SUFFIX}'
    path.write_bytes(learnt.written(a_model()))
    voice = Kokoro(tmp_path).heard_in(Speech('Ciao.', str(path)))[-1]
    assert (voice.name, voice.language, voice.custom, voice.engine) == ('Me', 'it', True, 'kokoro')
    assert styles.style(str(path), 40) == pytest.approx(styles.style(styles.ids()[0], 40), abs=0.01)
    assert styles.pitch(str(path)) == 1.2
    assert styles.pitch('af_heart') == 1.0


def test_a_voice_in_another_colour_is_as_long_and_not_the_same(tmp_path: Path) -> None:
    path = tmp_path / f'Me{learnt.SUFFIX}'
    path.write_bytes(learnt.written(a_model()))
    sound = np.random.default_rng(1).normal(size=4_800).astype(np.float32)
    turned = styles.finished(str(path), sound, 24_000)
    assert len(turned) == len(sound)
    assert not np.allclose(turned, sound)
    assert styles.finished('af_heart', sound, 24_000) is sound


def test_a_voice_learnt_anew_is_heard_at_once(tmp_path: Path) -> None:
    path = tmp_path / f'Me{learnt.SUFFIX}'
    path.write_bytes(learnt.written(a_model()))
    assert learnt.read(str(path)).language == 'it'
    draft = tmp_path / 'new'
    draft.write_bytes(learnt.written(a_model(language='fr')))
    draft.replace(path)
    assert learnt.read(str(path)).language == 'fr'
    path.unlink()
    with pytest.raises(NoVoice, match='Me is not there any more'):
        learnt.read(str(path))


def harmful() -> dict[str, bytes]:
    good = learnt.written(a_model())
    about = json.dumps({'version': 1, 'language': 'it', 'pitch': 1e9}).encode()
    huge = zipfile.ZipFile(bomb := io.BytesIO(), 'w', zipfile.ZIP_DEFLATED)
    with huge:
        huge.writestr('styles.npy', b'\0' * (learnt.MOST_BYTES + 1))
    return {
        'nothing': b'',
        'no archive': b'RIFF' * 100,
        'cut off': good[: len(good) // 2],
        'a pickle': pickle.dumps({'styles': 1}),
        'a pickle inside': repacked(good, styles=npy(np.array([{'a': 1}], dtype=object), allow_pickle=True)),
        'another shape': repacked(good, styles=npy(np.zeros((3, 256), np.float16))),
        'no numbers': repacked(good, styles=npy(np.full((510, 256), np.nan, np.float16))),
        'far too loud': repacked(good, gains=npy(np.full(BANDS, 90, np.float32))),
        'far too high': repacked(good, about=npy(np.frombuffer(about, np.uint8))),
        'no facts': repacked(good, about=npy(np.frombuffer(b'[]', np.uint8))),
        'far too large inside': bomb.getvalue(),
    }


@pytest.mark.parametrize('kind', harmful())
def test_what_is_no_such_voice_is_refused_in_a_sentence(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f'Me{learnt.SUFFIX}'
    path.write_bytes(harmful()[kind])
    with pytest.raises(NoVoice, match=r'no voice that was learnt here, or it is damaged: learn it once more\.$'):
        learnt.read(str(path))


def test_a_huge_file_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / f'Me{learnt.SUFFIX}'
    with path.open('wb') as content:
        content.truncate(learnt.MOST_BYTES + 1)
    with pytest.raises(NoVoice, match='damaged'):
        learnt.read(str(path))
