"""The routes of artists' pages: their page, their releases, where links lead, players for other pages. Only the web
server imports this."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from app import accounts
from app.artist import cards, clicks, facades, front, profiles, public_html, public_pages, public_words, showcase_views
from app.artist.clicks import PAGE, RELEASE, VIEW, Target
from app.artist.front import Front, Kept
from app.public import answers, sounds

router = APIRouter(include_in_schema=False)
BOTH = ['GET', 'HEAD']
KEPT = {'Cache-Control': 'public, max-age=60, stale-while-revalidate=600'}
MOVED = {'Cache-Control': 'no-cache'}
"""An address may come back to what it was, and nobody shall remember that it had led elsewhere."""
ELSEWHERE = {'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow', 'Referrer-Policy': 'origin'}
ANYWHERE = answers.POLICY.replace("frame-ancestors 'none'", 'frame-ancestors *')
WITH_FRAMES = f'{answers.POLICY}; frame-src {" ".join(facades.FRAMES)}'
_PAGES = Kept(400)
Seconds = Annotated[float, Query(ge=0, le=86_400)]


@router.api_route(profiles.PREFIX + '{slug}', methods=BOTH)
def artist_page(request: Request, slug: str) -> Response:
    """An artist's page."""
    found = front.at(slug)
    if found.is_old:
        return RedirectResponse(profiles.page_address(found.slug), 301, MOVED)
    html = _PAGES.page(found.slug, found, lambda: public_html.artist(public_pages.artist_page(found)))
    _looked_at(request, Target(found.user_id, PAGE, found.profile_id, VIEW))
    return _answer(request, html)


@router.api_route(profiles.PREFIX + '{slug}/card.png', methods=BOTH)
def artist_card(slug: str) -> Response:
    """The card of a page whose artist has no picture."""
    found = front.at(slug)
    artist = public_pages.artist_page(found).artist
    return _card(cards.card(artist.id, artist.name, artist.tagline or artist.place or 'Listen'))


@router.api_route(profiles.PREFIX + '{slug}/go/{link}', methods=BOTH)
def page_link(request: Request, slug: str, link: str) -> Response:
    """On to where a link of an artist's page leads; that it was followed is counted."""
    found = front.at(slug)
    target = public_pages.page_link_of(found, link)
    _followed(request, Target(found.user_id, PAGE, found.profile_id, link))
    return RedirectResponse(target, 302, ELSEWHERE)


@router.api_route(profiles.PREFIX + '{slug}/{release}', methods=BOTH)
def release_page(request: Request, slug: str, release: str) -> Response:
    """The page of a release."""
    found = front.at(slug)
    release_id, now = public_pages.release_at(found, release)
    if found.is_old or now != release:
        return RedirectResponse(f'{profiles.page_address(found.slug)}/{now}', 301, MOVED)
    html = _PAGES.page(release_id, found, partial(_release, found, release_id))
    _looked_at(request, Target(found.user_id, RELEASE, release_id, VIEW))
    return _answer(request, html)


@router.api_route(profiles.PREFIX + '{slug}/{release}/card.png', methods=BOTH)
def release_card(slug: str, release: str) -> Response:
    """The card of a release without a cover."""
    found = front.at(slug)
    page = public_pages.release_page(found, public_pages.release_at(found, release)[0])
    shown = page.shown
    below = f'{page.artist.name} · {public_words.coming(shown) or shown.release.kind_label}'
    return _card(cards.card(shown.release.id, shown.release.title, below))


@router.api_route(profiles.PREFIX + '{slug}/{release}/go/{link}', methods=BOTH)
def release_link(request: Request, slug: str, release: str, link: str) -> Response:
    """On to where a link of a release leads; that it was followed is counted."""
    found = front.at(slug)
    release_id, _ = public_pages.release_at(found, release)
    target = public_pages.link_of(found, release_id, link)
    _followed(request, Target(found.user_id, RELEASE, release_id, link))
    return RedirectResponse(target, 302, ELSEWHERE)


@router.api_route('/embed/{public_id}', methods=BOTH)
def player(request: Request, public_id: str, t: Seconds = 0) -> Response:
    """A small player of one sound, that stands in pages of others; with `t` it begins so many seconds on."""
    heard = showcase_views.heard(public_id)
    headers = KEPT | {'Content-Security-Policy': ANYWHERE, 'Cross-Origin-Resource-Policy': 'cross-origin'}
    return answers.page(request, public_html.sound(heard, t), headers=headers)


@router.api_route('/embed/{public_id}/sound.mp3', methods=BOTH)
def sound(request: Request, public_id: str) -> Response:
    """What everybody hears of a sound."""
    return sounds.sound(request, showcase_views.heard(public_id).key)


def _release(found: Front, release_id: str) -> str:
    return public_html.release(public_pages.release_page(found, release_id))


def _answer(request: Request, html: str) -> Response:
    policy = WITH_FRAMES if public_html.needs_frames(html) else answers.POLICY
    return answers.page(request, html, headers=KEPT | {'Content-Security-Policy': policy})


def _card(drawn: bytes) -> Response:
    headers = {'Cache-Control': 'public, max-age=3600', 'Cross-Origin-Resource-Policy': 'cross-origin'}
    return Response(drawn, headers=headers, media_type='image/png')


def _followed(request: Request, target: Target) -> None:
    if clicks.is_person(request.method, request.headers):
        clicks.followed(target, accounts.visitor())


def _looked_at(request: Request, target: Target) -> None:
    if clicks.is_person(request.method, request.headers):
        clicks.looked_at(target, accounts.visitor())
