"""S13: who follows a link is counted by day and link, and nothing is known of them."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import col

from app.accounts import profile as account
from app.artist import clicks, profiles, releases
from app.db import reading
from app.errors import NotFound
from models import LinkClicks
from tests.app.accounts_support import session_of
from tests.app.artist.page_support import FIREFOX, SPOTIFY, YOUTUBE, page_of, release_of, stranger

BOTS = """
Googlebot/2.1 (+http://www.google.com/bot.html)|Mozilla/5.0 (compatible; bingbot/2.0)|DuckDuckBot/1.1
Mozilla/5.0 (compatible; YandexBot/3.0)|Baiduspider+(+http://www.baidu.com)|Applebot/0.1|PetalBot;+https://x
Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)|Slack-ImgProxy (+https://api.slack.com/robots) bot
Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)|facebookexternalhit/1.1|facebookcatalog/1.0
Twitterbot/1.0|LinkedInBot/1.0|WhatsApp/2.23.20.0 A|TelegramBot (like TwitterBot)|SkypeUriPreview Preview/0.5
Pinterestbot/1.0|redditbot/1.0|Embedly/0.2|Iframely/1.3.1|http.rb/5.1.1 (Mastodon/4.2.0; +https://m.example/) Bot
Mastodon/4.3 (+https://m.example)|Pleroma 2.5|Bluesky Cardyb/1.1|vkShare; (+http://vk.com/dev/Share)
AhrefsBot/7.0|SemrushBot/7|MJ12bot/v1.4|DotBot/1.2|GPTBot/1.0|ClaudeBot/1.0|CCBot/2.0|PerplexityBot/1.0|Amazonbot/0.1
curl/8.5.0|Wget/1.21|python-requests/2.31|python-httpx/0.27|Go-http-client/2.0|okhttp/4.9|node-fetch/1.0|axios/1.6
Mozilla/5.0 HeadlessChrome/120.0|Chrome-Lighthouse|UptimeRobot/2.0|Feedfetcher-Google|ia_archiver
"""
KNOWN_BOTS = [one.strip() for line in BOTS.strip().splitlines() for one in line.split('|')]
PEOPLE = [
    FIREFOX,
    'Mozilla/5.0 (Linux; Android 13; CUBOT X70) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile Instagram 312.0.0.29.109',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/440.0]',
]


def count(user_id: str, target: str = '') -> dict[str, int]:
    return dict(clicks.figures(user_id, target).by_link)


def test_a_link_leads_to_its_service_and_is_counted(ann: str) -> None:
    page_of(ann)
    made = release_of(ann)
    answer = stranger().get('/u/ann/glasshouse/go/spotify')
    assert (answer.status_code, answer.headers['location']) == (302, SPOTIFY)
    assert answer.headers['cache-control'] == 'no-store'
    assert stranger().get('/u/ann/glasshouse/go/youtube').headers['location'] == YOUTUBE
    assert count(ann, made.id) == {'spotify': 1, 'youtube': 1}
    assert clicks.totals(ann) == {made.id: 2}


def test_links_of_the_page_itself_are_counted_too(ann: str) -> None:
    page = page_of(ann, links={'website': 'ann.example'})
    assert stranger().get('/u/ann/go/website').headers['location'] == 'https://ann.example'
    assert count(ann, page.id) == {'website': 1}
    assert stranger().get('/u/ann/go/spotify').status_code == 404


def test_s13_a_double_press_counts_once_and_two_people_twice(ann: str) -> None:
    page_of(ann)
    release_of(ann)
    for address in ('203.0.113.1', '203.0.113.1', '203.0.113.2'):
        stranger(address=address).get('/u/ann/glasshouse/go/spotify')
    assert count(ann) == {'spotify': 2}


def test_s13_the_same_person_counts_again_ten_seconds_later(ann: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page_of(ann)
    release_of(ann)
    now = 1000.0
    monkeypatch.setattr(clicks, 'time', SimpleNamespace(monotonic=lambda: now))
    monkeypatch.setattr(clicks, '_SEEN', clicks._Seen())
    for now in (1000.0, 1009.0, 1020.0):  # noqa: B007  the clock reads it
        stranger().get('/u/ann/glasshouse/go/spotify')
    assert count(ann) == {'spotify': 2}


@pytest.mark.parametrize('agent', [*KNOWN_BOTS, ''])
def test_s13_what_follows_links_by_itself_is_no_person(agent: str) -> None:
    assert not clicks.is_person('GET', {'user-agent': agent})


@pytest.mark.parametrize('agent', PEOPLE)
def test_s13_people_are_people_whatever_their_phone_is_called(agent: str) -> None:
    assert clicks.is_person('GET', {'user-agent': agent})


@pytest.mark.parametrize('header', ['Purpose', 'Sec-Purpose', 'X-Moz'])
def test_s13_heads_robots_and_looks_ahead_are_led_on_and_not_counted(ann: str, header: str) -> None:
    page_of(ann)
    release_of(ann)
    assert stranger().head('/u/ann/glasshouse/go/spotify').headers['location'] == SPOTIFY
    assert stranger('Discordbot/2.0').get('/u/ann/glasshouse/go/spotify').headers['location'] == SPOTIFY
    stranger().get('/u/ann/glasshouse/go/spotify', headers={header: 'prefetch'})
    assert count(ann) == {}


def test_s13_the_artist_themselves_are_not_counted(ann: str, bea: str) -> None:
    page_of(ann)
    release_of(ann)
    stranger(token=session_of(ann)).get('/u/ann/glasshouse/go/spotify')
    assert count(ann) == {}
    stranger(token=session_of(bea)).get('/u/ann/glasshouse/go/spotify')
    assert count(ann) == {'spotify': 1}


def test_s13_a_new_name_and_a_new_address_keep_the_counts(ann: str) -> None:
    page_of(ann)
    made = release_of(ann, custom=[{'label': 'Tickets', 'url': 'tickets.example'}])
    (custom,) = made.custom
    stranger().get(f'/u/ann/glasshouse/go/{custom["id"]}')
    releases.change(ann, made.id, title='Glass House', slug='glass-house', custom=[{**custom, 'label': 'Concerts'}])
    stranger(address='203.0.113.77').get(f'/u/ann/glass-house/go/{custom["id"]}')
    assert count(ann, made.id) == {custom['id']: 2}


def test_s13_days_are_those_of_the_artist_and_the_zone_is_told(ann: str) -> None:
    account.change(ann, {'time_zone': 'Pacific/Auckland'})
    page_of(ann)
    release_of(ann)
    with time_machine.travel(datetime(2026, 7, 1, 13, 0, tzinfo=UTC), tick=False):
        stranger().get('/u/ann/glasshouse/go/spotify')
        found = clicks.figures(ann)
    assert found.by_day == {date(2026, 7, 2): 1}
    assert (found.zone, found.last) == ('Pacific/Auckland', date(2026, 7, 2))


def test_s13_nothing_of_a_visitor_is_stored(ann: str) -> None:
    page_of(ann)
    release_of(ann)
    stranger(address='203.0.113.123').get('/u/ann/glasshouse/go/spotify')
    with reading() as session:
        (row,) = session.execute(sa.select(LinkClicks.__table__)).all()  # type: ignore[attr-defined]
    assert set(row._mapping) == {'id', 'user_id', 'target_kind', 'target_id', 'link', 'day', 'count'}
    assert '203.0.113' not in str(row)
    assert 'Firefox' not in str(row)


def test_s13_counting_begins_anew_at_the_press_of_a_button(ann: str, bea: str) -> None:
    page_of(ann)
    made = release_of(ann)
    stranger().get('/u/ann/glasshouse/go/spotify')
    with pytest.raises(NotFound):
        clicks.reset(bea, made.id)
    clicks.reset(ann, made.id)
    assert count(ann) == {}


def test_looks_at_pages_are_counted_beside_the_links(ann: str) -> None:
    page = page_of(ann)
    release_of(ann)
    for address in ('203.0.113.1', '203.0.113.1', '203.0.113.2'):
        assert stranger(address=address).get('/u/ann').status_code == 200
    stranger('Googlebot/2.1').get('/u/ann')
    clicks.write_waiting()
    found = clicks.figures(ann, page.id)
    assert (found.views, found.total) == (2, 0)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LinkClicks).where(col(LinkClicks.link) == 'view'))


def test_a_draft_and_a_private_page_lead_nowhere(ann: str) -> None:
    page_of(ann)
    made = release_of(ann)
    releases.change(ann, made.id, public=False)
    assert stranger().get('/u/ann/glasshouse/go/spotify').status_code == 404
    releases.change(ann, made.id, public=True)
    profiles.change(ann, public=False)
    assert stranger().get('/u/ann/glasshouse/go/spotify').status_code == 404
    assert count(ann) == {}
