"""The blog for everybody: pages and feeds (S6), old addresses (S1, S2), what is gone (S17), in little and safely."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import feedparser
import pytest

from app.artist import blog, profiles
from tests.app.artist.picture_support import sent
from tests.app.artist.site_support import published, stranger

START = datetime(2021, 1, 1, 12, tzinfo=UTC)
NASTY = 'A ]]> title \x00 with 🎷 & <b>'
CONTENT = '![](/pictures/AbCdEfGh_1234567/640.jpg)\n\n[us](/contact)\n\nhttps://youtu.be/dQw4w9WgXcQ\n\n🎷 ]]> end'


def test_s6_the_feed_is_valid_whatever_is_in_it(olga: str, worker: Callable[[], int]) -> None:
    made = published(olga, NASTY.replace('\x00', ''), CONTENT)
    sent(olga, use='post', of=made.id)
    worker()
    published(olga, 'Second', 'Plain')
    blog.create(olga, title='A draft', slug='a-draft')
    client = stranger()
    answer = client.get('/feed.xml')
    assert answer.headers['content-type'] == 'application/rss+xml; charset=utf-8'
    ElementTree.fromstring(answer.text)
    found = feedparser.parse(answer.text)
    assert not found.bozo
    assert [entry.title for entry in found.entries] == ['Second', 'A ]]> title with 🎷 & <b>']
    entry = found.entries[1]
    assert entry.id == f'urn:uuid:{made.id}'
    assert entry.link.startswith('http')
    assert entry.link.endswith(made.address)
    inside = entry.content[0].value
    assert '🎷 ]]&gt; end' in inside
    assert not re.search(r'(?:src|href)="/', inside), 'all addresses are whole'
    assert 'Play on YouTube</a>' in inside
    (enclosure,) = entry.enclosures
    picture = client.get(enclosure.href.partition('//')[2].partition('/')[2].join(('/', '')))
    assert int(enclosure.length) == len(picture.content) > 0
    links = {(link.rel, link.type) for link in found.feed.links}
    assert ('self', 'application/rss+xml') in links
    atom = feedparser.parse(client.get('/feed.atom').text)
    assert not atom.bozo
    assert [one.id for one in atom.entries] == [one.id for one in found.entries]
    assert atom.entries[1].content[0].value == inside


def test_s6_of_300_posts_the_20_newest_are_told_in_full(olga: str) -> None:
    for number in range(21):
        published(olga, f'Post {number}', 'text ' * 100, START + timedelta(hours=number))
    found = feedparser.parse(stranger().get('/feed.xml').text)
    assert [entry.title for entry in found.entries] == [f'Post {number}' for number in range(20, 0, -1)]
    assert all(entry.content[0].value.count('text') == 100 for entry in found.entries)
    assert found.entries[0].published == 'Sat, 02 Jan 2021 08:00:00 GMT'


def test_s6_whoever_has_it_is_told_so(olga: str) -> None:
    published(olga, 'One', at=START)
    client = stranger()
    first = client.get('/feed.xml')
    assert client.get('/feed.xml', headers={'If-None-Match': first.headers['etag']}).status_code == 304
    since = {'If-Modified-Since': first.headers['last-modified']}
    assert client.get('/feed.xml', headers=since).status_code == 304
    assert client.get('/feed.xml', headers={'If-Modified-Since': 'yesterday'}).status_code == 200
    published(olga, 'Two', at=START + timedelta(hours=1))
    assert client.get('/feed.xml', headers={'If-None-Match': first.headers['etag']}).status_code == 200
    assert client.get('/feed.xml', headers=since).status_code == 200


def test_an_empty_blog_has_an_empty_feed_and_a_page(olga: str) -> None:
    client = stranger()
    assert feedparser.parse(client.get('/feed.xml').text).entries == []
    assert 'Nothing was published' in client.get('/blog').text
    assert client.get('/blog?page=2').status_code == 404


def test_s1_s2_old_addresses_lead_to_the_new_one_in_one_hop(olga: str) -> None:
    made = published(olga, 'A')
    blog.save(olga, made.id, slug='b')
    blog.save(olga, made.id, slug='c')
    client = stranger()
    for old in ('a', 'b'):
        answer = client.get(f'/blog/{old}')
        assert (answer.status_code, answer.headers['location']) == (301, '/blog/c')
    blog.save(olga, made.id, slug='a')
    assert client.get('/blog/a').status_code == 200
    assert [client.get(f'/blog/{one}').headers['location'] for one in ('b', 'c')] == ['/blog/a'] * 2


def test_a_post_tells_search_engines_and_cards_what_it_is(olga: str, worker: Callable[[], int]) -> None:
    profiles.change(olga, name='Olga', slug='olga', public=True)
    made = published(olga, 'What </script> is it', 'Some words.')
    blog.save(olga, made.id, meta_title='For engines', meta_description='In one sentence.')
    sent(olga, use='post', of=made.id, alt='Her desk')
    worker()
    answer = stranger().get(made.address)
    html = answer.text
    told = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert told is not None
    data = json.loads(told[1])
    assert (data['@type'], data['headline'], data['author']['name']) == (
        'BlogPosting',
        'What </script> is it',
        'Olga',
    )
    assert data['image'].startswith('http')
    assert data['image'].endswith('/card.jpg')
    assert '<title>For engines – LevelMix</title>' in html
    assert '<meta name="description" content="In one sentence.">' in html
    (image,) = re.findall(r'property="og:image" content="([^"]+)"', html)
    assert image == data['image']
    assert 'alt="Her desk"' in html
    assert 'type="application/rss+xml"' in html
    assert 'type="application/atom+xml"' in html


def test_pages_are_light_closed_and_kept_by_caches(olga: str) -> None:
    published(olga, 'Plain', 'word ' * 2000)
    published(olga, 'Video', 'https://vimeo.com/76979871')
    client = stranger()
    plain, video, index = (client.get(path) for path in ('/blog/plain', '/blog/video', '/blog'))
    for answer in (plain, video, index):
        assert len(answer.content) < 100_000
        assert answer.headers['cache-control'] == 'public, max-age=60, stale-while-revalidate=600'
        again = client.get(answer.request.url.path, headers={'If-None-Match': answer.headers['etag']})
        assert again.status_code == 304
        assert "script-src 'self'" in answer.headers['content-security-policy']
        assert 'unsafe' not in answer.headers['content-security-policy']
    assert 'frame-src' not in plain.headers['content-security-policy']
    assert 'facade.js' not in plain.text
    assert (
        'frame-src https://www.youtube-nocookie.com https://player.vimeo.com'
        in video.headers['content-security-policy']
    )
    assert 'facade.js' in video.text


def test_s17_what_is_deleted_answers_that_it_is_gone(olga: str) -> None:
    made = published(olga, 'Over')
    assert '/blog/over' in stranger().get('/sitemap.xml').text
    blog.delete(olga, made.id)
    client = stranger()
    assert client.get('/blog/over').status_code == 410
    assert '/blog/over' not in client.get('/sitemap.xml').text
    assert client.get('/blog/never').status_code == 404


def test_older_and_newer_posts_are_beside_and_lists_have_pages(olga: str) -> None:
    for number in range(14):
        published(olga, f'Post {number}', at=START + timedelta(hours=number))
    client = stranger()
    middle = client.get('/blog/post-5').text
    assert '/blog/post-4"' in middle
    assert '/blog/post-6"' in middle
    first, second = client.get('/blog').text, client.get('/blog?page=2').text
    assert (first.count('data-testid="post-card"'), second.count('data-testid="post-card"')) == (12, 2)
    assert 'rel="next" href="/blog?page=2"' in first
    assert client.get('/blog?page=3').status_code == 404


@pytest.mark.parametrize('path', ['/blog', '/portfolio', '/contact', '/feed.xml', '/feed.atom'])
def test_a_closed_area_shows_nothing(olga: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = stranger()
    assert client.get(path).status_code == 200
    monkeypatch.setattr('app.installation.flags.is_public', lambda *_: False)
    assert client.get(path).status_code == 404
