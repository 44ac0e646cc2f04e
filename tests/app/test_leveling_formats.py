"""Originals in other formats as a user has them: the name of the result says what is inside."""

from pathlib import Path

import pytest

from app import leveling
from app.audio.files import probe
from app.errors import NotAllowed
from app.leveling import Choice
from models import Status
from tests.app.leveling_support import Worker, downloaded, job, submit, upload
from tests.audio.files.foreign import encode
from tests.audio.files.sounds import programme

pytestmark = pytest.mark.slow
RATE = 48_000


def test_the_sound_of_a_video_comes_back_as_m4a_and_is_called_so(owner: str, worker: Worker, tmp_path: Path) -> None:
    video = encode(tmp_path / 'set.mkv', programme(4, RATE), RATE, 'ac3', 'fltp', picture=True, bit_rate=384_000)
    job_id = submit(owner, video, -20.0)
    worker()
    done = job(owner, job_id)
    assert (done.status, done.output_format, done.file_format) == (Status.COMPLETED, 'm4a', 'mkv')
    assert leveling.result(owner, job_id)[1] == 'set (LevelMix -20 LUFS).m4a'
    result = probe(downloaded(owner, job_id, tmp_path))
    assert (result.container, result.codec, result.video) == ('m4a', 'aac', False)
    assert 'Of the video you get the sound, as M4A (AAC).' in str(done.result and done.result['explanation'])
    again = leveling.rerun(owner, job_id, Choice(-18.0))
    worker()
    assert leveling.result(owner, again)[1] == 'set (LevelMix -18 LUFS).m4a'


def test_a_file_under_a_wrong_name_comes_back_under_its_right_one(owner: str, worker: Worker, tmp_path: Path) -> None:
    flac = encode(tmp_path / 'mix.flac', programme(4, RATE), RATE, 'flac', 's16')
    job_id = submit(owner, flac, -20.0, name='mix.mp3')
    worker()
    assert leveling.result(owner, job_id)[1] == 'mix (LevelMix -20 LUFS).flac'
    assert probe(downloaded(owner, job_id, tmp_path)).container == 'flac'


def test_a_file_of_several_sounds_is_refused_with_their_list(owner: str, tmp_path: Path) -> None:
    sounds = [programme(2, RATE), programme(2, RATE, seed=2)]
    stems = encode(tmp_path / 'stems.mp4', sounds, RATE, 'aac', 'fltp', titles=[('eng', ''), ('deu', '')])
    sent = upload(owner, stems)
    with pytest.raises(NotAllowed, match=r'2 audio streams: 1 \(AAC, stereo, eng\), 2 \(AAC, stereo, deu\)'):
        leveling.submit(owner, sent, Choice(-14.0))
