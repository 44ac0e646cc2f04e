"""How carefully MP3 is encoded is a setting, and the file says how it was."""

from pathlib import Path

import pytest

from app import audio, config
from app.audio.files.mp3 import frames as mpeg
from tests.app.conftest import Run
from tests.sounds import write_mix


@pytest.fixture
def mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(audio, 'is_warm', lambda: True, raising=False)
    return write_mix(tmp_path / 'mix.wav', 6)


@pytest.mark.parametrize('quality', [None, 3])
def test_mp3_is_encoded_as_carefully_as_the_settings_say(
    run: Run, mix: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quality: int | None
) -> None:
    if quality is not None:
        monkeypatch.setenv('LEVELMIX_MP3_QUALITY', str(quality))
        config.forget_settings()
    code, _, _ = run('level', mix, tmp_path / 'out.mp3', '--target', -16)
    assert code == 0
    tag = mpeg.info_tag((tmp_path / 'out.mp3').read_bytes())
    assert tag is not None
    assert tag.quality is not None
    assert (100 - tag.quality) % 10 == (quality or 5), 'LAME writes down how it was set'
