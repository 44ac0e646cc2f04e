"""Artists' pages as everybody finds them: small, plain, kept by caches, private until their artists say so."""

import io
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from PIL import Image

from app.accounts import profile as account
from app.artist import addresses, front, inbox, profiles, releases
from app.config import settings
from app.db import transaction
from models import Profile, User
from models.types import utc_now
from tests.app.artist.page_support import SPOTIFY, YOUTUBE, page_of, release_of, stranger, told

NASTY = '</title><script>alert(1)</script> & “Bea”'


def data_of(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_a_page_shows_its_artist_their_releases_and_where_they_are_found(ann: str) -> None:
    page_of(ann, tagline='Songs for night trains', place='Łódź', bio='I *write*.', links={'website': 'ann.example'})
    release_of(ann)
    page = stranger().get('/u/ann')
    assert page.status_code == 200
    assert told(page, 'artist-name') == 'Ann Lee'
    assert told(page, 'artist-tagline') == 'Songs for night trains'
    assert told(page, 'artist-bio') == 'I write .'
    assert told(page, 'link-website') == 'Website'
    assert 'href="/u/ann/glasshouse"' in page.text


def test_visitors_find_the_way_to_write_to_an_artist_who_takes_messages(ann: str) -> None:
    page_of(ann)
    page = stranger().get('/u/ann')
    assert told(page, 'artist-contact') == 'Write to Ann Lee'
    assert 'href="/contact/ann"' in page.text
    inbox.set_up(ann, takes_messages=False)
    assert 'artist-contact' not in stranger().get('/u/ann').text


def test_a_page_is_small_needs_no_script_and_is_kept_for_a_minute(ann: str) -> None:
    page_of(ann, bio='word ' * 900)
    for number in range(12):
        release_of(ann, f'Release {number}')
    page = stranger().get('/u/ann')
    assert len(page.content) < 60_000
    assert page.headers['cache-control'] == 'public, max-age=60, stale-while-revalidate=600'
    assert 'unsafe' not in page.headers['content-security-policy']
    assert not re.search(r'\sstyle=|<style|\son\w+=', page.text)
    again = stranger().get('/u/ann', headers={'If-None-Match': page.headers['etag']})
    assert (again.status_code, again.content) == (304, b'')


def test_a_page_that_is_kept_here_changes_with_what_it_shows(ann: str) -> None:
    page_of(ann)
    made = release_of(ann)
    with time_machine.travel(utc_now() + timedelta(minutes=5), tick=False) as clock:
        first = stranger().get('/u/ann').headers['etag']
        assert stranger().get('/u/ann').headers['etag'] == first
        releases.change(ann, made.id, title='Glass House')
        assert 'Glass House' in stranger().get('/u/ann').text
        profiles.change(ann, tagline='New')
        clock.shift(60)
        assert told(stranger().get('/u/ann'), 'artist-tagline') == 'New'
        releases.delete(ann, made.id)
        assert 'Glass House' not in stranger().get('/u/ann').text


def test_s1_s2_old_addresses_of_pages_and_releases_lead_to_the_new_ones_at_once(ann: str) -> None:
    page_of(ann)
    made = release_of(ann)
    profiles.change(ann, slug='ann-lee')
    releases.change(ann, made.id, slug='glass')
    for old, new in (
        ('/u/ann', '/u/ann-lee'),
        ('/u/ann/glasshouse', '/u/ann-lee/glass'),
        ('/u/ann-lee/glasshouse', '/u/ann-lee/glass'),
    ):
        answer = stranger().get(old)
        assert (answer.status_code, answer.headers['location']) == (301, new)
        assert answer.headers['cache-control'] == 'no-cache', 'it may lead here once more'
    profiles.change(ann, slug='ann')
    assert stranger().get('/u/ann').status_code == 200
    assert stranger().get('/u/ann-lee').headers['location'] == '/u/ann'


@pytest.mark.nightly
def test_a_private_page_is_none_and_nor_is_that_of_a_closed_account(ann: str) -> None:
    page_of(ann)
    release_of(ann)
    profiles.change(ann, public=False)
    assert [stranger().get(path).status_code for path in ('/u/ann', '/u/ann/glasshouse', '/u/nobody')] == [404] * 3
    assert '<h1>There is nothing here</h1>' in stranger().get('/u/nobody').text, 'and there never was'
    profiles.change(ann, public=True)
    with transaction() as session:
        session.get_one(User, ann).delete_after = utc_now() + timedelta(days=7)
    assert stranger().get('/u/ann').status_code == 404


def test_s17_the_page_of_who_has_left_is_gone(ann: str) -> None:
    page = page_of(ann)
    with transaction() as session:
        addresses.give_up(session, addresses.ARTIST, page.id)
        session.delete(session.get_one(Profile, page.id))
    answer = stranger().get('/u/ann')
    assert answer.status_code == 410
    assert '<h1>There is nothing here any more</h1>' in answer.text
    assert 'has left' in answer.text


def test_a_release_page_lists_every_service_and_what_is_on_it(ann: str) -> None:
    page_of(ann)
    tracks = [{'title': 'One', 'seconds': 61}, {'title': 'Two'}]
    release_of(ann, kind='ep', tracks=tracks, description='Made at *night*.', custom=[{'url': 'tickets.example'}])
    page = stranger().get('/u/ann/glasshouse')
    assert told(page, 'release-title') == 'Glasshouse'
    assert told(page, 'release-facts') == 'EP · 14 June 2026 · 2 tracks'
    assert told(page, 'tracks') == 'One 1:01 Two'
    for way in ('/u/ann/glasshouse/go/spotify', '/u/ann/glasshouse/go/youtube', '>tickets.example<'):
        assert way in page.text
    assert SPOTIFY not in page.text.replace(json.dumps(SPOTIFY), ''), 'links go by the counter'


def test_s10_a_player_of_another_service_loads_once_it_is_pressed(ann: str) -> None:
    page_of(ann)
    release_of(ann)
    page = stranger().get('/u/ann/glasshouse')
    assert '<iframe' not in page.text
    assert 'data-frame="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ' in page.text
    assert 'Loads from www.youtube-nocookie.com when you press it' in page.text
    assert 'frame-src https://www.youtube-nocookie.com' in page.headers['content-security-policy']
    assert 'frame-src' not in stranger().get('/u/ann').headers['content-security-policy']


def test_s15_a_release_that_is_to_come_says_when_and_has_links_only_if_wanted(ann: str) -> None:
    account.change(ann, {'time_zone': 'Europe/Berlin'})
    page_of(ann)
    made = release_of(ann, date='2027-06-14')
    with time_machine.travel(datetime(2027, 6, 13, 21, 59, tzinfo=UTC), tick=False):
        page = stranger().get('/u/ann/glasshouse')
        assert told(page, 'release-coming') == 'Coming 14 June 2027'
        assert 'go/spotify' not in page.text
        assert 'youtube' not in page.text.lower()
        assert stranger().get('/u/ann/glasshouse/go/spotify').status_code == 404
        releases.change(ann, made.id, links_early=True)
        assert stranger().get('/u/ann/glasshouse/go/spotify').status_code == 302
    with time_machine.travel(datetime(2027, 6, 13, 22, 1, tzinfo=UTC), tick=False):
        releases.change(ann, made.id, links_early=False)
        page = stranger().get('/u/ann/glasshouse')
        assert told(page, 'release-coming') == '', 'it is midnight in Berlin'
        assert 'go/spotify' in page.text


def test_s15_a_draft_is_nothing_to_others_and_a_deleted_release_is_gone(ann: str) -> None:
    page_of(ann)
    made = release_of(ann, public=False)
    assert stranger().get('/u/ann/glasshouse').status_code == 404
    assert 'Glasshouse' not in stranger().get('/u/ann').text
    releases.delete(ann, made.id)
    assert stranger().get('/u/ann/glasshouse').status_code == 410


def test_s7_without_a_cover_a_card_is_drawn_and_named_with_size_and_words(ann: str) -> None:
    page_of(ann)
    release_of(ann)
    page = stranger().get('/u/ann/glasshouse')
    assert page.text.count('property="og:image"') == 1
    for one in (
        f'<meta property="og:image" content="{settings().address}/u/ann/glasshouse/card.png">',
        '<meta property="og:image:width" content="1200">',
        '<meta property="og:image:height" content="630">',
        '<meta property="og:image:alt" content="Cover of Glasshouse by Ann Lee">',
    ):
        assert one in page.text
    card = stranger().get('/u/ann/glasshouse/card.png')
    assert card.headers['content-type'] == 'image/png'
    drawn = Image.open(io.BytesIO(card.content))
    assert drawn.size == (1200, 630)
    assert len(drawn.getcolors(1 << 20) or ()) > 20, 'there is something on it'
    assert '<svg viewBox="0 0 100 100"' in page.text, 'and on the page as well'
    assert stranger().get('/u/ann/card.png').content != card.content


def test_search_engines_read_the_same_facts(ann: str) -> None:
    page_of(ann, links={'website': 'ann.example'})
    release_of(ann, kind='ep', tracks=[{'title': 'One', 'seconds': 61}])
    group = data_of(stranger().get('/u/ann').text)
    assert (group['@type'], group['name'], group['sameAs']) == ('MusicGroup', 'Ann Lee', ['https://ann.example'])
    album = data_of(stranger().get('/u/ann/glasshouse').text)
    assert (album['@type'], album['datePublished'], album['numTracks']) == ('MusicAlbum', '2026-06-14', 1)
    assert album['albumReleaseType'] == 'https://schema.org/EPRelease'
    assert album['sameAs'] == [SPOTIFY, YOUTUBE]
    assert album['track'] == [{'@type': 'MusicRecording', 'name': 'One', 'duration': 'PT61S'}]
    sitemap = stranger().get('/sitemap.xml').text
    assert f'<loc>{settings().address}/u/ann</loc>' in sitemap
    assert f'<loc>{settings().address}/u/ann/glasshouse</loc>' in sitemap
    profiles.change(ann, public=False)
    assert '/u/ann' not in stranger().get('/sitemap.xml').text


@pytest.mark.parametrize('theme', ['paper', 'night', 'poster', 'sleeve'])
def test_what_somebody_writes_is_text_in_every_look(ann: str, theme: str) -> None:
    page_of(ann, name=NASTY, tagline=NASTY, bio=NASTY, theme=theme)
    release_of(ann, NASTY, slug='nasty', description=NASTY, tracks=[{'title': NASTY}])
    for path in ('/u/ann', '/u/ann/nasty'):
        page = stranger().get(path)
        assert f'theme-{theme}' in page.text
        assert 'alert(1)</script>' not in page.text.replace('\\u003c', '<').replace('&lt;', '')


def test_pages_are_kept_only_once_their_second_is_over(ann: str) -> None:
    """Rows know when they changed to the second: two changes within one would look alike."""
    page_of(ann)
    kept, made = front.Kept(2), list[str]()
    found = front.at('ann')
    for _ in range(2):
        kept.page('ann', found, lambda: made.append('now') or 'now')  # type: ignore[func-returns-value]
    with time_machine.travel(utc_now() + timedelta(minutes=1), tick=False):
        for _ in range(2):
            kept.page('ann', found, lambda: made.append('later') or 'later')  # type: ignore[func-returns-value]
    assert made == ['now', 'now', 'later']
