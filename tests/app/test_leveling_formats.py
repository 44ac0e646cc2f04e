"""Originals in other formats as a user has them: the name of the result says what is inside."""

from pathlib import Path

import numpy as np
import pytest

from app import leveling
from app.audio import measure
from app.audio.files import probe
from app.errors import ChooseAnew, NotAllowed
from app.leveling import LevelingOptions, choice_of
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
    again = leveling.rerun(owner, job_id, LevelingOptions(-18.0))
    worker()
    assert leveling.result(owner, again)[1] == 'set (LevelMix -18 LUFS).m4a'


def test_a_file_under_a_wrong_name_comes_back_under_its_right_one(owner: str, worker: Worker, tmp_path: Path) -> None:
    flac = encode(tmp_path / 'mix.flac', programme(4, RATE), RATE, 'flac', 's16')
    job_id = submit(owner, flac, -20.0, name='mix.mp3')
    worker()
    assert leveling.result(owner, job_id)[1] == 'mix (LevelMix -20 LUFS).flac'
    assert probe(downloaded(owner, job_id, tmp_path)).container == 'flac'


@pytest.fixture
def languages(tmp_path: Path) -> Path:
    """Two sounds in one file: stereo, and mono at another loudness."""
    sounds = [programme(4, RATE), programme(4, RATE, seed=2)[:, :1] * np.float32(0.3)]
    return encode(tmp_path / 'set.mka', sounds, RATE, 'flac', 's16', titles=[('eng', 'Room'), ('deu', '')])


def test_a_file_of_several_sounds_is_refused_with_their_list_until_one_is_chosen(owner: str, languages: Path) -> None:
    sent = upload(owner, languages)
    with pytest.raises(ChooseAnew, match=r'1 \(FLAC, stereo, eng, “Room”\), 2 \(FLAC, mono, deu\).* in the options'):
        leveling.submit(owner, sent, LevelingOptions(-14.0))
    with pytest.raises(ChooseAnew, match='no audio stream 3 in this file: it has 2'):
        leveling.submit(owner, sent, LevelingOptions(-14.0, stream=3))
    with pytest.raises(NotAllowed, match='counted from 1'):
        leveling.submit(owner, sent, LevelingOptions(-14.0, stream=0))
    assert job(owner, leveling.submit(owner, sent, LevelingOptions(-14.0, stream=2))).stream == 2


@pytest.mark.nightly
def test_the_sound_that_was_chosen_is_levelled_and_told_and_run_again(
    owner: str, worker: Worker, languages: Path, tmp_path: Path
) -> None:
    job_id = leveling.submit(owner, upload(owner, languages), choice_of(LevelingOptions(-20.0, stream=2).as_json()))
    worker()
    done = job(owner, job_id)
    assert done.status == Status.COMPLETED, done.error
    heard = probe(downloaded(owner, job_id, tmp_path))
    assert (heard.channels, heard.stream) == (1, None), 'that sound alone comes back'
    assert measure(downloaded(owner, job_id, tmp_path)).integrated_lufs == pytest.approx(-20.0, abs=0.1)
    told = leveling.report(owner, job_id)
    assert told['programme']['stream'] == 2
    assert 'This is sound 2 of several in the original.' in told['explanation']
    assert 'This is sound 2 of several' in leveling.report_page(owner, job_id)

    leveling.ask_previews(owner, job_id)
    assert leveling.ask_forecast(owner, job_id) is not None
    worker()
    index, expected = leveling.previews(owner, job_id), leveling.forecast(owner, job_id)
    assert index is not None
    assert index.sizes['original'], 'the sound that was levelled is the one to compare with'
    assert expected is not None
    assert expected.measured['channels'] == 1

    again = leveling.rerun(owner, job_id, LevelingOptions(-18.0))
    other = leveling.rerun(owner, job_id, LevelingOptions(-18.0, stream=1))
    worker()
    assert probe(downloaded(owner, again, tmp_path)).channels == 1, 'it stays the one that was chosen'
    assert probe(downloaded(owner, other, tmp_path)).channels == 2
    loudness = [leveling.report(owner, one)['input']['integrated_lufs'] for one in (job_id, again, other)]
    assert loudness[0] == loudness[1] < loudness[2] - 3
    assert 'This is sound 1 of several' in leveling.report(owner, other)['explanation']
    with pytest.raises(ChooseAnew, match='no audio stream 3'):
        leveling.rerun(owner, job_id, LevelingOptions(-18.0, stream=3))


def test_of_a_file_with_one_sound_the_first_is_that_one(owner: str, tmp_path: Path) -> None:
    mix = encode(tmp_path / 'mix.flac', programme(2, RATE), RATE, 'flac', 's16')
    sent = upload(owner, mix)
    with pytest.raises(ChooseAnew, match='no audio stream 2 in this file: it has 1'):
        leveling.submit(owner, sent, LevelingOptions(-14.0, stream=2))
    assert job(owner, leveling.submit(owner, sent, LevelingOptions(-14.0, stream=1))).stream is None
