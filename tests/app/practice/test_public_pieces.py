"""Published pieces are pages for everybody; nobody finds any other, and what is taken back is gone."""

from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from app import api
from app.db import transaction
from app.practice import area, community, pieces, public_pieces, said
from app.practice.options import Kind, Options
from components.practice import words
from models import GeneratedContent, User
from models.types import utc_now

NASTY = '</title><script>alert(1)</script>'


@pytest.fixture
def stranger(ann: str, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Somebody without an account."""
    assert area, 'its public pages are known'
    return TestClient(api.create())


def published(user_id: str, title: str = 'Blue Door') -> str:
    made = pieces.create(user_id, Options(kind=Kind.JAZZ_LICK, key='Bb', seed=7))
    pieces.rename(user_id, made.id, title)
    community.publish(user_id, made.id)
    return made.id


def taken_down(content_id: str) -> None:
    """By an admin, because it was reported."""
    with transaction() as session:
        session.get_one(GeneratedContent, content_id).taken_down_at = utc_now()


def test_a_published_piece_has_a_page_with_its_notes_and_files(ann: str, stranger: TestClient) -> None:
    with transaction() as session:
        session.get_one(User, ann).username = 'annplays'
    piece = published(ann)
    page = stranger.get(f'/piece/{piece}')
    assert page.status_code == 200
    for part in ('Blue Door', 'annplays', 'og:title', 'og:image', 'MusicComposition', f'/piece/{piece}/as/pdf'):
        assert part in page.text
    drawn = stranger.get(f'/piece/{piece}/notes.svg')
    assert 'class="note"' in drawn.text
    assert "default-src 'none'" in drawn.headers['content-security-policy']
    begins = {'pdf': b'%PDF', 'mid': b'MThd', 'musicxml': b'<?xml', 'png': b'\x89PNG'}
    for form, first in begins.items():
        assert stranger.get(f'/piece/{piece}/as/{form}').content.startswith(first), form
    assert stranger.get(f'/piece/{piece}/as/exe').status_code == 404


def test_the_name_of_somebody_without_a_handle_is_not_told_to_strangers(ann: str, stranger: TestClient) -> None:
    assert 'Ann' not in stranger.get(f'/piece/{published(ann)}').text


def test_keys_and_chords_stand_as_on_the_screen_and_likes_only_where_there_are_some(
    ann: str, bea: str, stranger: TestClient
) -> None:
    piece = published(ann, 'Round A7b9 in Bb')
    before = stranger.get(f'/piece/{piece}').text
    assert 'Round A7♭9 in B♭' in before
    assert 'Lick · ' in before
    assert ' · B♭ · ' in before
    assert 'public-likes' not in before
    community.like(bea, piece)
    assert '1 like<' in stranger.get(f'/piece/{piece}').text


def test_strangers_read_the_same_words_as_people_who_are_signed_in() -> None:
    assert {name: said.kind(name) for name in words.TYPES} == words.TYPES
    assert {name: said.style(name) for name in words.STYLES} == words.STYLES
    for key in words.KEYS:
        assert said.key(key) == words.key_name(key)
    for chord in ('Bbmaj7#11', 'A7b9', 'Above F#m7b5', 'Ebm and Absus'):
        assert said.signs(chord) == words.signs(chord)


@pytest.mark.parametrize('deed', ['unpublished', 'deleted', 'taken down'])
def test_what_is_not_public_is_gone_and_says_so_to_people(deed: str, ann: str, stranger: TestClient) -> None:
    piece = published(ann)
    {
        'unpublished': lambda: community.publish(ann, piece, False),
        'deleted': lambda: pieces.delete(ann, piece),
        'taken down': lambda: taken_down(piece),
    }[deed]()
    for place in ('', '/notes.svg', '/as/pdf'):
        answer = stranger.get(f'/piece/{piece}{place}')
        assert (answer.status_code, 'not public any more' in answer.text) == (404, True), place
    assert piece not in stranger.get('/sitemap.xml').text


def test_search_engines_hear_of_it_and_a_title_ends_no_element(ann: str, stranger: TestClient) -> None:
    piece = published(ann, NASTY)
    sitemap = ElementTree.fromstring(stranger.get('/sitemap.xml').content)
    assert any(place.text and place.text.endswith(public_pieces.address(piece)) for place in sitemap.iter())
    html = stranger.get(f'/piece/{piece}').text
    assert 'alert(1)</script>' not in html
    assert html.count('</script>') == html.count('<script')
