"""A text becomes a clip: from what is asked to the levelled file, whatever happens in between."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import mutagen
import pytest
import soundfile
from sqlmodel import select

from app import areas, audio, jobs, library, storage
from app.accounts import credits
from app.db import reading, transaction
from app.errors import Cancelled, NotAllowed, NotFound
from app.jobs import feed, own_jobs
from app.voice import listening, queries, service, takes, words
from app.voice.errors import EngineMissing
from app.voice.options import Speaker, SpeakOptions
from models import GeneratedAudioClip, Status, StoredObject, User
from tests.app.accounts_support import person
from tests.app.voice.clips_support import TEXT, Humming, row, say


def file_of(user_id: str, clip_id: str, folder: Path) -> Path:
    key, name = service.result(user_id, clip_id)
    path = folder / name
    path.write_bytes(b''.join(storage.read(key)))
    return path


def test_a_text_becomes_a_levelled_clip_that_the_library_and_the_feed_know(
    humming: Humming, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    clip_id = say(owner)
    assert (row(clip_id).status, row(clip_id).service, row(clip_id).failed) == ('queued', 'styletts2', False)
    worker()
    clip = queries.get(owner, clip_id)
    title = 'The boat left early. A warm wind pushed us along. Nobody…'
    assert (clip.status, clip.tool, clip.title) == (Status.COMPLETED, 'speak', title)
    path = file_of(owner, clip_id, tmp_path)
    assert audio.measure(path).integrated_lufs == pytest.approx(-19.0, abs=0.1)
    item = library.get(owner, clip_id)
    assert (item.is_sound, item.area, item.job_id) == (True, 'voice', clip_id)
    assert item.loudness_lufs == pytest.approx(-19.0, abs=0.1)
    assert item.duration_s == pytest.approx(0.25 * len(TEXT.split()), abs=0.01)
    entry = feed.get(owner, clip_id)
    assert (entry.area, entry.label, entry.page) == ('voice', 'Speech', f'/voice/clips/{clip_id}')
    assert [one.id for one in library.items(owner).found] == [item.id], 'takes, copies and words are nobody’s files'


def test_a_clip_can_be_had_in_other_formats_as_loud(
    humming: Humming, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    clip_id = say(owner, format='flac')
    worker()
    for form in ('flac', 'wav', 'mp3', 'ogg'):
        key, name = service.result_as(owner, clip_id, form)
        path = tmp_path / name
        path.write_bytes(b''.join(storage.read(key)))
        assert path.suffix == f'.{form}'
        assert audio.measure(path).integrated_lufs == pytest.approx(-19.0, abs=0.2)
    with pytest.raises(NotFound, match='not there as aiff'):
        service.result_as(owner, clip_id, 'aiff')


def test_a_few_words_are_heard_for_nothing_and_kept_nowhere(
    humming: Humming, with_accounts: None, worker: Callable[[], int]
) -> None:
    ann = person()
    heard = service.submit_hear(ann, 'Geis', 'hum')
    worker()
    assert [take.text for take in takes.stored(heard)] == ['Geis']
    assert credits.balance(ann) == 10_000
    assert (queries.history(ann).total, feed.feed(ann).total, library.items(ann).total) == (0, 0, 0)
    with pytest.raises(NotAllowed, match='200 characters'):
        service.submit_hear(ann, 'word ' * 50, 'hum')
    service.forget_heard()
    assert row(heard).status == Status.COMPLETED, 'somebody may still listen'
    with transaction() as session:
        session.get_one(GeneratedAudioClip, heard).created_at -= timedelta(hours=2)
    service.forget_heard()
    assert list(takes.stored(heard)) == []


def test_what_is_said_can_be_read_along(humming: Humming, owner: str, worker: Callable[[], int]) -> None:
    clip_id = say(owner)
    with pytest.raises(NotFound, match='not made yet'):
        words.subtitles(owner, clip_id, 'srt')
    worker()
    told = words.of_clip(owner, clip_id)
    assert ' '.join(word.text for word in told) == TEXT
    assert all(before.end <= after.start + 1e-6 for before, after in pairwise(told))
    assert words.subtitles(owner, clip_id, 'vtt').startswith('WEBVTT')
    assert '00:00:00,000 --> ' in words.subtitles(owner, clip_id, 'srt')
    with pytest.raises(NotFound):
        words.of_clip('somebody else', clip_id)


@pytest.mark.parametrize('form', ['wav', 'mp3', 'ogg', 'flac'])
def test_a_clip_says_in_its_tags_that_no_person_has_spoken(
    form: str, humming: Humming, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    clip_id = say(owner, format=form)
    worker()
    path = file_of(owner, clip_id, tmp_path)
    assert path.suffix == f'.{form}'
    with soundfile.SoundFile(path) as sound:  # which knows where a WAV keeps it
        told = sound.comment or str(mutagen.File(path).tags)
    assert 'not spoken by a person' in told


def test_it_is_as_loud_as_somebody_wants_it(
    humming: Humming, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    clip_id = say(owner, target_lufs=-24.0)
    worker()
    assert audio.measure(file_of(owner, clip_id, tmp_path)).integrated_lufs == pytest.approx(-24.0, abs=0.1)
    curve = areas.kind(service.SPEAK).curve
    assert curve is not None
    levels = curve(owner, clip_id, 'result')
    assert levels is not None
    assert max(level for level in levels if level is not None) == pytest.approx(-24.0, abs=1.5)


def test_takes_are_there_before_the_whole_and_are_what_is_heard(
    humming: Humming, owner: str, worker: Callable[[], int]
) -> None:
    clip_id = say(owner)
    seen: list[int] = []
    humming.meanwhile = lambda place: seen.append(sum(1 for _ in takes.stored(clip_id)))
    worker()
    assert seen == [1, 2, 3]
    said = [take.text for take in takes.stored(clip_id)]
    assert said == ['The boat left early.', 'A warm wind pushed us along.', 'Nobody said a word.']


def test_a_worker_that_is_killed_in_the_middle_loses_no_take_and_no_credit(
    humming: Humming, with_accounts: None, worker: Callable[[], int]
) -> None:
    ann = person()
    clip_id = say(ann)

    class Killed(BaseException):
        pass

    def die(place: int) -> None:
        if place == 1:
            raise Killed

    humming.meanwhile = die
    with pytest.raises(Killed):
        worker()
    assert row(clip_id).status == Status.PROCESSING, 'as a process leaves it that is killed'
    with reading() as session:
        assert session.get_one(User, ann).credits == 10_000 - 50
    humming.meanwhile, humming.said = (lambda place: None), []
    claimed = jobs.Claim(row(clip_id), row(clip_id).attempts, str(row(clip_id).worker))
    jobs.hand_back(claimed)
    worker()
    assert row(clip_id).status == Status.COMPLETED
    assert humming.said == ['Nobody said a word.'], 'what was there is not said again'
    told = words.of_clip(ann, clip_id)
    assert ' '.join(word.text for word in told) == TEXT
    assert told[-1].end == pytest.approx(0.25 * len(TEXT.split()), abs=0.01)
    with reading() as session:
        assert session.get_one(User, ann).credits == 10_000 - 50


def test_it_is_cancelled_in_the_middle_costs_nothing_and_goes_on_when_it_is_tried_again(
    humming: Humming, with_accounts: None, worker: Callable[[], int]
) -> None:
    ann = person()
    clip_id = say(ann)

    def give_up(place: int) -> None:
        if place == 0:
            jobs.cancel(service.SPEAK, clip_id)
            raise Cancelled('as the heartbeat does when it notices')

    humming.meanwhile = give_up
    worker()
    assert (row(clip_id).status, humming.said) == (Status.CANCELLED, ['The boat left early.'])
    assert credits.balance(ann) == 10_000
    humming.meanwhile = lambda place: None
    own_jobs.retry(ann, service.SPEAK, clip_id)
    assert credits.balance(ann) == 10_000 - 50
    worker()
    assert (row(clip_id).status, humming.said.count('The boat left early.')) == (Status.COMPLETED, 1)


def test_a_clip_that_fails_says_so_itself_until_it_is_tried_again(
    humming: Humming, owner: str, worker: Callable[[], int]
) -> None:
    clip_id = say(owner)

    def break_down(place: int) -> None:
        raise EngineMissing('The weights are damaged.')

    humming.meanwhile = break_down
    worker()
    assert (row(clip_id).status, row(clip_id).failed, row(clip_id).s3_key) == (Status.FAILED, True, None)
    assert queries.get(owner, clip_id).error == 'The weights are damaged.'
    humming.meanwhile = lambda place: None
    service.retry(owner, clip_id)
    assert not row(clip_id).failed
    worker()
    assert (row(clip_id).failed, row(clip_id).s3_key is not None) == (False, True)


def test_a_script_is_said_by_its_speakers(humming: Humming, owner: str, worker: Callable[[], int]) -> None:
    speakers = (Speaker('Ann', 'hum'), Speaker('Ben', 'low'))
    clip_id = service.submit_speak(owner, SpeakOptions('Ann: Hello.\nBen: Good day.', 'hum', speakers=speakers))
    worker()
    assert ' '.join(word.text for word in words.of_clip(owner, clip_id)) == 'Hello. Good day.'
    with pytest.raises(NotAllowed, match='no voice “nobody”'):
        say(owner, speakers=(Speaker('Ann', 'nobody'),))


def test_its_file_words_and_takes_go_with_it(humming: Humming, owner: str, worker: Callable[[], int]) -> None:
    clip_id = say(owner)
    worker()
    with reading() as session:
        keys = [one.key for one in session.exec(select(StoredObject))]
    assert sorted({key.split('/')[1] for key in keys}) == ['copy', 'result', 'take', 'words']
    own_jobs.delete(owner, service.SPEAK, clip_id)
    assert [key for key in keys if storage.exists(key)] == []


def test_what_is_heard_meanwhile_is_about_as_loud_as_the_clip(
    humming: Humming, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    clip_id = say(owner, target_lufs=-23.0)
    worker()
    sound = b''.join(take.levelled for take in takes.stored(clip_id))
    (tmp_path / 'stream.wav').write_bytes(listening.head(24_000, len(sound)) + sound)
    assert audio.measure(tmp_path / 'stream.wav').integrated_lufs == pytest.approx(-23.0, abs=0.5)
    raw = [takes.chunk_of(take).sound.max() for take in takes.stored(clip_id)]
    assert max(raw) == pytest.approx(0.2, abs=0.001), 'the clip itself is made of what was said'


def test_what_will_be_read_is_shown_without_a_second_point_behind_a_time(humming: Humming, owner: str) -> None:
    read = service.check_speech(owner, SpeakOptions('The band plays until 1am. Then we go.', 'hum'))
    assert read.spoken == ('The band plays until one A.M.', 'Then we go.')
