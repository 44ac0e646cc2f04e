"""What everybody may read: the landing page, what public pages load, and what search engines ask for."""

from collections.abc import Callable

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import FileResponse, PlainTextResponse, Response

from app import areas
from app.api import errors
from app.config import settings
from app.db import reading
from app.errors import DatabaseAway, Gone, NotFound
from app.installation import flags, open_areas
from app.public import answers, look
from app.public.example import example
from app.public.look import Head, render

router = APIRouter()

LANDING = '/'
PREFIXES = (look.PREFIX, '/robots.txt', '/sitemap.xml')
FOR_EVER = 'public, max-age=31536000, immutable'
CLOSED = (
    '/auth/',
    '/files/',
    '/shared/',
    '/api/',
    '/v1/',
    '/calendars/',
    '/delivered/',
    '/account',
    '/admin',
    '/history',
    '/job',
    '/level',
    '/presets',
    '/_nicegui/',
)
"""What search engines need not ask for: it opens to nobody without an account or a secret."""
TITLE = 'Make it, level it, share it'
SENTENCE = 'Tools for people who work with sound, under one account: what you make with one is at hand in the next.'


def mount(api: FastAPI) -> None:
    """Add the public pages of all areas, each closed with its area; raises ValueError for one out of its place."""
    for area in areas.each():
        if area.public is None:
            continue
        for router in area.public.routes():
            astray = [route.path for route in router.routes if not route.path.startswith(area.public.prefixes)]
            if astray:
                raise ValueError(f'Public pages of {area.name} that none of its prefixes leads to: {astray}')
            api.include_router(router, dependencies=[Depends(_only_if_open(area))])


@router.head(LANDING, include_in_schema=False)
@router.get(LANDING)
def landing(request: Request) -> Response:
    """What this is, for whoever is not signed in. Others see their own first page at this address, hence `Vary`."""
    here, shown = settings().storage == 'folder', _offered()
    sentence = shown[0].does if len(shown) == 1 else SENTENCE
    head = Head(
        TITLE,
        sentence,
        LANDING,
        data={
            '@context': 'https://schema.org',
            '@type': 'WebApplication',
            'name': 'LevelMix',
            'url': f'{settings().address}/',
            'description': sentence,
            'featureList': [area.does for area in shown],
            'applicationCategory': 'MultimediaApplication',
            'operatingSystem': 'Any',
        },
    )
    html = render(
        'landing.html',
        head,
        shown=shown,
        example=example(),
        sign_up_open=settings().sign_up == 'open',
        kept_where='Your files stay on this server.' if here else 'Your files stay in our storage.',
    )
    return answers.page(request, html, kept_s=0, headers={'Vary': 'Cookie'})


@router.head(look.PREFIX + '{mark}/{name}', include_in_schema=False)
@router.get(look.PREFIX + '{mark}/{name}')
def file(mark: str, name: str) -> Response:
    """A file of the look; one that a page from before an upgrade asks for comes as it is now, and is not kept."""
    if name not in look.files():
        raise NotFound('There is nothing at this address.')
    keeping = FOR_EVER if mark == look.mark() else 'no-cache'
    return FileResponse(look.files()[name], headers={'Cache-Control': keeping})


@router.head('/robots.txt', include_in_schema=False)
@router.get('/robots.txt')
def robots() -> Response:
    """What search engines may ask for."""
    if settings().accounts == 'off':
        return PlainTextResponse('User-agent: *\nDisallow: /\n')
    lines = ['User-agent: *', *(f'Disallow: {path}' for path in CLOSED), f'Sitemap: {settings().address}/sitemap.xml']
    return PlainTextResponse('\n'.join(lines) + '\n', headers={'Cache-Control': 'public, max-age=3600'})


@router.head('/sitemap.xml', include_in_schema=False)
@router.get('/sitemap.xml')
def sitemap(request: Request) -> Response:
    """Every page that search engines may show."""
    places = [areas.Place(LANDING)] if settings().accounts == 'on' else []
    for area in areas.each():
        if area.public is not None and _is_open(area):
            places += area.public.places()
    return answers.kept(request, render('sitemap.xml', places=places), 'application/xml; charset=utf-8')


def refused(request: Request, error: Exception) -> Response:
    """The response to a request that was refused: a page for people where an area shows its pages, else JSON."""
    shown = tuple(prefix for area in areas.each() if area.public for prefix in area.public.prefixes)
    if isinstance(error, NotFound) and request.url.path.startswith(shown):
        was = isinstance(error, Gone)
        heading = 'There is nothing here any more' if was else 'There is nothing here'
        html = render('gone.html', Head('Nothing here'), heading=heading, sentence=str(error))
        return answers.page(request, html, status=410 if was else 404, kept_s=None)
    return errors.refused(request, error)


def _offered() -> list[areas.Area]:
    """What the landing page tells of, in the order of the rail: the one with the example first, the others by name.

    While the database is away nobody knows what is switched off, and the page does without.
    """
    try:
        there = open_areas.public()
    except DatabaseAway:
        return []
    told = [(not area.front.example, area.label, area) for area in there if area.front is not None]
    return [area for *_, area in sorted(told, key=lambda one: one[:2])]


def _is_open(area: areas.Area) -> bool:
    with reading() as session:
        return flags.is_public(session, area)


def _only_if_open(area: areas.Area) -> Callable[[], None]:
    def check() -> None:
        if not _is_open(area):
            raise NotFound('There is nothing at this address.')

    return check
