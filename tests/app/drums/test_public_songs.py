"""Songs and maps are pages for everybody; what was taken down is gone, and a rights holder needs no account for it."""

import html
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import col

from app import accounts, api, storage
from app.accounts import Visitor
from app.db import reading, transaction
from app.drums import area, comments, map_files, maps, public_songs, reviews, versions
from app.drums.formats import opening
from app.drums.map_views import MapView
from models import Mail, MapAsset, MapVersion, Song, SongMap, TakedownClaim, User
from models.types import utc_now
from tests.app.drums.community import BEAT, brought, suggested

NASTY = '</title><script>alert(1)</script>'
CLAIM = {
    'claimant': 'Label & Sons',
    'email': 'rights@example.org',
    'statement': 'We published this recording in 1998, as its sleeve says.',
    'good_faith': 'yes',
}


@pytest.fixture
def stranger(ann: str) -> TestClient:
    """Somebody without an account."""
    assert area, 'its public pages are known'
    accounts.let_in(Visitor(address='203.0.113.9'))
    return TestClient(api.create(), follow_redirects=False)


def named(user_id: str, handle: str) -> None:
    with transaction() as session:
        session.get_one(User, user_id).username = handle


def with_sound(made: MapView, folder: Path) -> None:
    """As the transcriber leaves a version: with how it looks, and half a minute of it."""
    for asset, name, content in (
        ('waveform', 'w.json', json.dumps({'per_second': 20, 'peaks': [50] * 600})),
        ('preview_audio', 'p.mp3', 'ID3 half a minute'),
    ):
        path = folder / name
        path.write_text(content)
        file = map_files.put(made.version_id or '', asset, path)
        with transaction() as session:
            map_files.note(session, made.version_id or '', file)
            session.add(MapAsset(map_version_id=made.version_id or '', asset_type=asset, storage_uri=file.key))


def archived(made: MapView) -> None:
    with transaction() as session:
        session.get_one(SongMap, made.id).state = 'archived'
        session.get_one(Song, made.song_id).status = 'archived'


def taken_down(made: MapView) -> None:
    with transaction() as session:
        session.get_one(Song, made.song_id).hidden_at = utc_now()


def test_a_song_has_a_page_with_its_maps_its_sound_and_who_wrote_them(
    ann: str, vera: str, stranger: TestClient, tmp_path: Path
) -> None:
    named(ann, 'anndrums')
    made = brought(ann)
    maps.create(vera, made.song_id, BEAT, 'Easy')
    with_sound(made, tmp_path)
    maps.verify(vera, made.id)
    page = stranger.get(f'/song/{made.song_id}')
    assert page.status_code == 200
    for part in ('Four to the floor', 'The Testers', '♩ = 120', '0:08', 'anndrums', 'og:title', 'MusicRecording'):
        assert part in page.text, part
    assert (page.text.count('data-testid="verified"'), page.text.count('data-testid="canonical"')) == (1, 1)
    assert page.text.count('data-testid="public-map"') == 2
    assert page.text.index('data-testid="canonical"') < page.text.index('Easy'), (
        'the one that stands for it comes first'
    )
    assert 'class="wave"' in page.text
    assert 'Vera' not in page.text, 'a name without a handle is theirs to tell'
    sound = stranger.get(f'/map/{made.id}/preview.mp3')
    assert (sound.content, sound.headers['content-type']) == (b'ID3 half a minute', 'audio/mpeg')


def test_a_map_is_taken_along_in_each_format_and_in_each_version(
    ann: str, bea: str, vera: str, stranger: TestClient
) -> None:
    named(bea, 'beafixes')
    made = brought(ann)
    fix = suggested(bea, made)
    reviews.decide(vera, fix.id, 'approve', revision=1)
    comments.add(bea, made.id, 'Nice and steady')
    page = stranger.get(f'/map/{made.id}').text
    for part in ('1 comment<', 'beafixes', f'/drums/maps/{made.id}', 'Play it', 'CreativeWork', 'version 2'):
        assert part in page, part
    assert page.count('data-testid="public-version"') == 2
    begins = {'bsm': b'{', 'mid': b'MThd', 'chart': b'[Song]', 'osu': b'osu file format'}
    for form, first in begins.items():
        answer = stranger.get(f'/map/{made.id}/as/{form}')
        assert answer.content.lstrip('\ufeff'.encode()).startswith(first), form
        signed_in = versions.download(maps.get(made.id).version_id or '', form, ann)
        assert answer.headers['content-disposition'] == storage.disposition(signed_in.name)
        assert opening.FORMS[form] in html.unescape(page), 'files are called as on the other screens'
    now, before = (stranger.get(f'/map/{made.id}/versions/{number}/as/bsm').text for number in (2, 1))
    assert (now == stranger.get(f'/map/{made.id}/as/bsm').text, now == before) == (True, False)
    for wrong in ('as/exe', 'versions/3/as/bsm', 'preview.mp3'):
        assert stranger.get(f'/map/{made.id}/{wrong}').status_code == 404, wrong


@pytest.mark.parametrize(
    ('deed', 'status', 'said'),
    [('taken down', 410, 'a rights holder asked for it'), ('archived', 410, 'archived'), ('deleted', 404, 'deleted')],
)
def test_what_is_gone_says_so_to_people_and_to_search_engines(
    deed: str, status: int, said: str, ann: str, stranger: TestClient
) -> None:
    made = brought(ann)
    assert made.id in stranger.get('/sitemap.xml').text
    {
        'taken down': lambda: taken_down(made),
        'archived': lambda: archived(made),
        'deleted': lambda: maps.delete(ann, made.id),
    }[deed]()
    places = [f'/map/{made.id}', f'/map/{made.id}/as/bsm', f'/map/{made.id}/versions/1/as/bsm']
    for place in [*places, *([] if deed == 'deleted' else [f'/song/{made.song_id}'])]:
        answer = stranger.get(place)
        assert (answer.status_code, said in answer.text) == (status, True), place
        assert answer.headers['cache-control'] == 'no-store'
    assert made.id not in stranger.get('/sitemap.xml').text


def test_search_engines_hear_of_both_and_a_title_ends_no_element(ann: str, stranger: TestClient) -> None:
    made = brought(ann, title=NASTY)
    sitemap = ElementTree.fromstring(stranger.get('/sitemap.xml').content)
    told = [place.text or '' for place in sitemap.iter()]
    for address in (public_songs.song_address(made.song_id), public_songs.map_address(made.id)):
        assert any(one.endswith(address) for one in told)
        html = stranger.get(address).text
        assert 'alert(1)</script>' not in html
        assert html.count('</script>') == html.count('<script')


def test_a_rights_holder_claims_a_song_without_an_account(ann: str, stranger: TestClient) -> None:
    song = brought(ann).song_id
    assert 'name="statement"' in stranger.get(f'/song/{song}/claim').text
    half = stranger.post(f'/song/{song}/claim', data={**CLAIM, 'statement': 'Mine!', 'good_faith': ''})
    assert half.status_code == 422
    for part in ('wrong-statement', 'wrong-good_faith', 'Label &amp; Sons', 'Mine!</textarea>'):
        assert part in half.text, part
    assert 'wrong-email' not in half.text
    sent = stranger.post(f'/song/{song}/claim', data=CLAIM)
    assert (sent.status_code, sent.headers['location']) == (303, f'/song/{song}/claimed')
    assert 'has arrived' in stranger.get(f'/song/{song}/claimed').text
    with reading() as session:
        claim = session.scalars(sa.select(TakedownClaim)).one()
        letter = session.scalars(sa.select(Mail).where(col(Mail.to) == CLAIM['email'])).one()
    assert (claim.song_id, claim.claimant, claim.state) == (song, 'Label & Sons', 'open')
    assert 'has arrived' in letter.subject


def test_who_sends_claims_without_end_waits_and_loses_nothing(ann: str, stranger: TestClient) -> None:
    song = brought(ann).song_id
    for _ in range(5):
        assert stranger.post(f'/song/{song}/claim', data=CLAIM).status_code == 303
    refused = stranger.post(f'/song/{song}/claim', data=CLAIM)
    assert (refused.status_code, 'claim-refused' in refused.text) == (429, True)
    assert 'We published this recording in 1998' in refused.text
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(TakedownClaim)) == 5
        assert session.scalar(sa.select(sa.func.count()).select_from(MapVersion)) == 1


def test_where_one_person_is_alone_nobody_is_offered_a_form_that_nobody_reads(owner: str) -> None:
    made = brought(owner)
    visitor = TestClient(api.create(), follow_redirects=False)
    for path in (f'/song/{made.song_id}', f'/map/{made.id}'):
        page = visitor.get(path)
        assert (page.status_code, 'must go' in page.text) == (200, False), path
    for answer in (visitor.get(f'/song/{made.song_id}/claim'), visitor.post(f'/song/{made.song_id}/claim', data=CLAIM)):
        assert (answer.status_code, 'Write to whoever runs it' in answer.text) == (404, True)
