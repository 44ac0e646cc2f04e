"""Public pages: what caches and search engines are told, what an area brings, and that all of it looks like ours."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.testclient import TestClient
from sqlmodel import select

from app import api, areas
from app.areas import Area, Place, Public
from app.config import settings
from app.db import transaction
from app.errors import NotFound
from app.public import answers, feeds, look
from app.public.feeds import Entry, Feed
from app.public.look import Head, render
from models import FeatureFlag
from tests.places import ROOT

SITEMAP = '{http://www.sitemaps.org/schemas/sitemap/0.9}'
ATOM = '{http://www.w3.org/2005/Atom}'
NASTY = 'Ann & “Bea” </script><script>alert(1)</script>'
WHEN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def client() -> TestClient:
    return TestClient(api.create())


def posters() -> APIRouter:
    """The public pages of an area that shows posters."""
    router = APIRouter()

    @router.get('/poster/feed')
    def feed(request: Request) -> Response:
        entry = Entry(NASTY, '/poster/1', WHEN, WHEN, 'Ann <ann@example.org>', 'Now & then')
        return feeds.answer(request, Feed('Posters', '/poster', '/poster/feed', [entry]))

    @router.get('/poster/{name}')
    def poster(request: Request, name: str) -> Response:
        if name != '1':
            raise NotFound('This poster was taken down.')
        head = Head(NASTY, 'A poster.', '/poster/1', data={'@type': 'Thing', 'name': NASTY}, feed='/poster/feed')
        return answers.page(request, render('gone.html', head, sentence='Here it hangs.'))

    return router


@pytest.fixture
def gallery(owner: str, monkeypatch: pytest.MonkeyPatch) -> Area:
    """An area that shows something to everybody."""
    shown = Public(('/poster/',), lambda: [posters()], lambda: [Place('/poster/1', WHEN)])
    area = Area('gallery', 'Gallery', public=shown)
    monkeypatch.setattr(areas, '_areas', areas._areas | {area.name: area})
    return area


def test_a_page_is_kept_and_asked_for_again_by_its_mark(gallery: Area) -> None:
    first = client().get('/poster/1')
    assert first.headers['cache-control'] == f'public, max-age={answers.KEPT_S}'
    again = client().get('/poster/1', headers={'If-None-Match': first.headers['etag']})
    assert (again.status_code, again.content) == (304, b'')
    assert again.headers['etag'] == first.headers['etag']
    weak = client().get('/poster/1', headers={'If-None-Match': f'"other", W/{first.headers["etag"]}'})
    assert weak.status_code == 304
    assert client().get('/poster/1', headers={'If-None-Match': '"other"'}).status_code == 200


def test_a_page_allows_nothing_that_stands_in_itself(gallery: Area) -> None:
    """So a title that is a script in disguise could not run even if it came through."""
    policy = client().get('/poster/1').headers['content-security-policy']
    assert 'unsafe' not in policy
    assert "default-src 'none'" in policy
    html = client().get('/poster/1').text
    assert not re.search(r'\sstyle=|<style|\son\w+=', html)
    assert all('src=' in script or 'ld+json' in script for script in re.findall(r'<script[^>]*>', html))


def test_what_people_wrote_ends_no_element(gallery: Area) -> None:
    html = client().get('/poster/1').text
    assert html.count('</script>') == html.count('<script')
    assert 'alert(1)</script>' not in html
    told = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert told is not None
    assert '\\u003c/script\\u003e' in told[1]
    assert f'<link rel="canonical" href="{settings().address}/poster/1">' in html
    assert '<meta name="robots" content="noindex">' not in html


def test_a_page_without_an_address_of_its_own_is_in_no_search_engine(owner: str) -> None:
    html = render('gone.html', Head('Nothing here'), sentence='It is gone.')
    assert '<meta name="robots" content="noindex">' in html
    assert 'og:' not in html


def test_a_feed_can_be_read_whatever_people_called_their_things(gallery: Area) -> None:
    answer = client().get('/poster/feed')
    assert answer.headers['content-type'].startswith('application/atom+xml')
    feed = ElementTree.fromstring(answer.content)
    (entry,) = feed.findall(f'{ATOM}entry')
    assert entry.findtext(f'{ATOM}title') == NASTY
    assert entry.findtext(f'{ATOM}author/{ATOM}name') == 'Ann <ann@example.org>'
    assert entry.findtext(f'{ATOM}updated') == '2026-03-01T12:00:00Z'
    assert feed.findtext(f'{ATOM}updated') == '2026-03-01T12:00:00Z'
    assert client().get('/poster/feed', headers={'If-None-Match': answer.headers['etag']}).status_code == 304


def test_search_engines_hear_of_every_public_page(gallery: Area, with_accounts: None) -> None:
    base = settings().address
    sitemap = ElementTree.fromstring(client().get('/sitemap.xml').content)
    places = [place.text for place in sitemap.iter(f'{SITEMAP}loc')]
    assert (places[0], places[-1]) == (f'{base}/', f'{base}/poster/1')
    assert [place.text for place in sitemap.iter(f'{SITEMAP}lastmod')] == ['2026-03-01']
    robots = client().get('/robots.txt').text
    assert f'Sitemap: {base}/sitemap.xml' in robots
    assert 'Disallow: /shared/\n' in robots
    assert 'Disallow: /\n' not in robots


def test_search_engines_are_kept_out_of_an_installation_for_one(owner: str) -> None:
    assert client().get('/robots.txt').text == 'User-agent: *\nDisallow: /\n'


def test_an_area_that_is_switched_off_shows_nothing_and_says_so_to_people(gallery: Area) -> None:
    with transaction() as session:
        session.add(FeatureFlag(name=gallery.flag, is_enabled=False, rollout_percentage=100.0))
    closed = client().get('/poster/1')
    assert closed.status_code == 404
    assert '<h1>There is nothing here</h1>' in closed.text
    assert closed.headers['cache-control'] == 'no-store'
    assert '/poster/1' not in client().get('/sitemap.xml').text
    with transaction() as session:
        flag = session.exec(select(FeatureFlag).where(FeatureFlag.name == gallery.flag)).one()
        flag.is_enabled, flag.rollout_percentage = True, 100.0
    assert client().get('/poster/1').status_code == 200


def test_a_page_that_is_gone_is_a_page(gallery: Area) -> None:
    gone = client().get('/poster/2')
    assert gone.status_code == 404
    assert 'This poster was taken down.' in gone.text
    assert gone.headers['content-type'].startswith('text/html')


def test_pages_that_nothing_leads_to_do_not_start(gallery: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    astray = Area('gallery', 'Gallery', public=Public(('/picture/',), lambda: [posters()]))
    monkeypatch.setattr(areas, '_areas', {'gallery': astray})
    with pytest.raises(ValueError, match=r"none of its prefixes leads to.*'/poster/feed'"):
        api.create()


def test_the_door_knows_the_way_to_the_pages_of_an_area(gallery: Area) -> None:
    assert '/poster/' in api.prefixes()
    assert '/poster/' not in api.PREFIXES


def test_the_look_is_kept_for_ever_and_changes_its_address(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = client().get(look.address('public.css'))
    assert 'immutable' in sheet.headers['cache-control']
    assert sheet.headers['content-type'].startswith('text/css')
    assert client().get('/public/before-an-upgrade/public.css').headers['cache-control'] == 'no-cache'
    for name in ('nothing.css', 'example.json', '..%2flook.py', '%2e%2e%2flook.py'):
        assert client().get(f'/public/{look.mark()}/{name}').status_code == 404
    with pytest.raises(KeyError):
        look.address('nothing.css')


def tokens(sheet: str, selector: str) -> dict[str, str]:
    """The colours that a rule sets."""
    rule = re.search(rf'^ *{re.escape(selector)} \{{(.*?)\}}', sheet, re.MULTILINE | re.DOTALL)
    assert rule is not None, selector
    return dict(re.findall(r'(--[\w-]+): (#\w+)', rule[1]))


@pytest.mark.parametrize(
    ('ours', 'theirs'),
    [
        (':root', ':root'),
        (":root[data-theme='dark']", ":root[data-theme='dark']"),
        (":root:not([data-theme='light'])", ":root[data-theme='dark']"),
    ],
)
def test_the_colours_are_those_of_the_product(ours: str, theirs: str) -> None:
    product = tokens((ROOT / 'components/vocabulary/static/theme/ground.css').read_text(), theirs)
    public = tokens((look.STATIC / 'public.css').read_text(), ours)
    assert len(public) > 8
    assert public.items() <= product.items()


def test_headers_of_a_caller_are_kept(change_setting: Callable[[str, object], None]) -> None:
    request = Request({'type': 'http', 'headers': []})
    answer = answers.page(request, '<p>', kept_s=None, headers={'X-Robots-Tag': 'noindex'})
    assert (answer.headers['cache-control'], answer.headers['x-robots-tag']) == ('no-store', 'noindex')
