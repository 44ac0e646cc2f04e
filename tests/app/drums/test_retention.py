"""What goes after its time and what stays; what is said at a time of a song; songs that a rights holder wants gone."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app import notifications, storage
from app.db import reading, transaction
from app.drums import comments, map_files, maps, retention, songs, takedowns, version_writing, versions
from app.drums.map_views import MapView
from app.errors import Invalid, NotAllowed, NotFound, TooManyTries
from app.ops import purging
from models import AiJob, FileUse, MapVersion, Song, SongMap, StoredObject
from models.types import new_id, utc_now
from tests.app.accounts_support import mails, person, session_of, visiting
from tests.app.drums.community import BEAT, brought, suggested, without

LONG_AGO = utc_now() - timedelta(days=61)
WHY = 'I wrote this song in 2019, and it is registered under my name.'


def age(table: type[AiJob | MapVersion | SongMap | Song], **columns: object) -> None:
    with transaction() as session:
        session.execute(sa.update(table).values(**columns))


def with_sounds(user_id: str, made: MapView, folder: Path) -> tuple[str, str]:
    """A next version that has drums alone and a preview; their keys."""
    version_id = new_id()
    files = {}
    for name in ('stem', 'preview_audio'):
        (folder / f'{name}.mp3').write_bytes(b'sound')
        files[name] = map_files.put(version_id, name, folder / f'{name}.mp3')
    changed = without(BEAT, 0)
    new = version_writing.NewVersion(
        id=version_id,
        drum_map=changed,
        file=map_files.put_map(version_id, changed),
        source='edit',
        created_by=user_id,
        stem=files['stem'],
        assets={'preview_audio': files['preview_audio']},
    )
    with transaction() as session:
        row = session.get_one(SongMap, made.id)
        version_writing.add(session, row, session.get_one(Song, row.song_id), new)
    return files['stem'].key, files['preview_audio'].key


def test_a_map_nobody_cares_for_falls_silent_after_sixty_days_and_is_brought_back(ann: str, tmp_path: Path) -> None:
    made = brought(ann)
    stem, preview = with_sounds(ann, made, tmp_path)
    retention.upkeep()
    assert versions.stem(maps.get(made.id).version_id or '', ann)[0] == stem
    age(MapVersion, created_at=LONG_AGO)
    retention.upkeep()
    assert maps.get(made.id).state == 'unverified', 'it was changed lately'
    age(SongMap, updated_at=LONG_AGO)
    retention.upkeep()
    assert not storage.exists(stem)
    assert not storage.exists(preview)
    archived = maps.get(made.id)
    assert (archived.state, songs.get(made.song_id).status) == ('archived', 'archived')
    assert maps.of_song(made.song_id) == []
    assert versions.drum_map(archived.version_id or '').hits == without(BEAT, 0).hits, 'what is written stays'
    maps.revive(ann, made.id)
    retention.upkeep()
    assert [one.id for one in maps.of_song(made.song_id)] == [made.id]


def test_what_was_found_right_or_has_a_fix_waiting_is_left(ann: str, bea: str, vera: str) -> None:
    right, waiting = brought(ann), brought(ann, title='Waiting')
    maps.verify(vera, right.id)
    suggested(bea, waiting)
    age(MapVersion, created_at=LONG_AGO)
    age(SongMap, updated_at=LONG_AGO)
    retention.upkeep()
    assert {maps.get(one.id).state for one in (right, waiting)} == {'verified', 'unverified'}


def test_jobs_go_after_half_a_year_and_their_maps_stay(ann: str) -> None:
    made = brought(ann)
    with transaction() as session:
        job = AiJob(user_id=ann, kind='drums.map', title='Old', status='completed', song_id=made.song_id)
        job.created_at = job.completed_at = utc_now() - timedelta(days=181)
        session.add(job)
        session.flush()
        session.get_one(MapVersion, made.version_id).generation_job_id = job.id
    retention.upkeep()
    with reading() as session:
        assert session.get(AiJob, job.id) is None
        assert session.get_one(MapVersion, made.version_id).generation_job_id is None
    assert maps.get(made.id).hit_count == len(BEAT.hits)


def test_files_of_maps_that_were_taken_back_go_with_them(ann: str) -> None:
    made = brought(ann)
    with reading() as session:
        key = session.get_one(MapVersion, made.version_id).storage_uri
    maps.delete(ann, made.id)
    retention.upkeep()
    assert storage.exists(key), 'for thirty days it can be brought back'
    age(SongMap, deleted_at=utc_now() - timedelta(days=31))
    purging.purge()
    retention.upkeep()
    assert not storage.exists(key)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(FileUse)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(StoredObject)) == 0


def test_what_is_said_at_a_time_is_told_to_who_made_the_map(ann: str, bea: str, cora: str) -> None:
    made = brought(ann)
    said = comments.add(bea, made.id, ' Too early \n here ', at_ms=1_500)
    assert (said.at_ms, said.text, said.by, said.is_mine) == (1_500, 'Too early\n here', 'Bea', True)
    assert 'says something' in notifications.newest(ann)[0].title
    assert comments.edit(bea, said.id, 'Later').text == 'Later'
    with pytest.raises(NotFound):
        comments.edit(ann, said.id, 'Never')
    with pytest.raises(NotFound):
        comments.delete(ann, said.id)
    for wrong in ('', 'x' * 2001):
        with pytest.raises(NotAllowed):
            comments.add(bea, made.id, wrong)
    comments.delete(cora, said.id)
    assert comments.listed(made.id).total == 0
    fix = suggested(bea, made)
    comments.add(ann, made.id, 'Why?', proposal_id=fix.id)
    assert [one.text for one in comments.listed(made.id, proposal_id=fix.id).found] == ['Why?']
    assert comments.listed(made.id).total == 0


def test_a_rights_holder_without_an_account_has_a_song_taken_down(ann: str, bea: str) -> None:
    made = brought(ann)
    boss = person('boss@example.org', is_admin=True)
    with visiting(address='198.51.100.4'):
        with pytest.raises(Invalid) as told:
            takedowns.claim(made.song_id, '', 'nobody', 'Mine', good_faith=False)
        assert set(told.value.fields) == {'claimant', 'email', 'statement', 'good_faith'}
        claim = takedowns.claim(made.song_id, 'Rita Right', 'rita@example.com', WHY, good_faith=True)
        for _ in range(4):
            takedowns.claim(made.song_id, 'Rita Right', 'rita@example.com', WHY, good_faith=True)
        with pytest.raises(TooManyTries):
            takedowns.claim(made.song_id, 'Rita Right', 'rita@example.com', WHY, good_faith=True)
    assert songs.get(made.song_id).title == BEAT.title, 'a claim alone hides nothing'
    with visiting(session_of(bea)), pytest.raises(NotFound):
        takedowns.decide(claim, True)
    with visiting(session_of(boss)):
        assert takedowns.open_claims()[0].statement == WHY
        takedowns.decide(claim, True, 'It is hers')
    for who in ('', ann, bea):
        with pytest.raises(NotFound, match='rights holder'):
            songs.page(made.song_id, who)
        with pytest.raises(NotFound):
            versions.download(made.version_id or '', 'bsm', who)
    assert 'was taken down' in notifications.newest(ann)[0].title
    (mine,) = takedowns.against_mine(ann)
    assert (mine.notes, mine.claimant, mine.email) == ('It is hers', '', '')
    with pytest.raises(NotFound):
        takedowns.counter(bea, claim, WHY)
    takedowns.counter(ann, claim, 'This is a recording that I have made myself, of a song of my own.')
    assert 'that I have made myself' in mails('rita@example.com')[-1].text
    with visiting(session_of(boss)):
        takedowns.decide(claim, False)
    with reading() as session:
        assert session.scalar(sa.select(col(Song.hidden_at)).where(col(Song.id) == made.song_id)) is None
