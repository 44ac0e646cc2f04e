"""The routes of the house's site: blog, feeds, portfolio, contact. Only the web server imports this."""

from collections.abc import Mapping
from dataclasses import asdict
from email.utils import parsedate_to_datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from app.artist import blog_feeds, contact, facades, portfolio, public_blog, public_portfolio, testimonials
from app.artist.blog_views import BLOG
from app.artist.contact import HOUSE, Recipient
from app.artist.public_blog import Moved
from app.config import settings
from app.db import reading
from app.errors import Changed, Invalid, NotFound, OverLimit, TooManyTries
from app.public import answers
from app.public.look import Head, render

router = APIRouter()
KEPT = {'Cache-Control': 'public, max-age=60, stale-while-revalidate=600'}
FRAMES = f'; frame-src {" ".join(facades.FRAMES)}'
Text = Annotated[str, Form(max_length=20_000)]
CONTACT = '/contact'


@router.get(BLOG)
def blog(request: Request, page: Annotated[int, Query(ge=1, le=10_000)] = 1) -> Response:
    """The newest posts."""
    found = public_blog.page(page)
    path = BLOG if page == 1 else f'{BLOG}?page={page}'
    head = Head('Blog', 'News, notes and stories from the studio.', path, feed=blog_feeds.ATOM)
    return _page(request, 'artist/blog.html', head, found=found)


@router.get(BLOG + '/{slug}')
def post(request: Request, slug: str) -> Response:
    """One post."""
    found = public_blog.post(slug)
    if isinstance(found, Moved):
        return RedirectResponse(found.path, 301, KEPT)
    entry = found.entry
    image = entry.picture.card if entry.picture is not None else ''
    data = {
        '@context': 'https://schema.org',
        '@type': 'BlogPosting',
        'headline': entry.title,
        'description': found.head_said,
        'datePublished': entry.published_at.isoformat(),
        'dateModified': max(entry.updated_at, entry.published_at).isoformat(),
        'mainEntityOfPage': f'{settings().address}{entry.path}',
        'author': {'@type': 'Person', 'name': entry.author}
        if entry.author
        else {'@type': 'Organization', 'name': 'LevelMix'},
    } | ({'image': f'{settings().address}{image}'} if image else {})
    head = Head(found.head_title, found.head_said, entry.path, 'article', image, data, blog_feeds.ATOM)
    has_frames = facades.has_any(found.html)
    return _page(request, 'artist/post.html', head, has_frames, found=found, html=Markup(found.html))


@router.head(blog_feeds.RSS, include_in_schema=False)
@router.get(blog_feeds.RSS)
def rss(request: Request) -> Response:
    """The blog as RSS 2.0."""
    return _feed(request, 'artist/rss.xml', 'application/rss+xml; charset=utf-8')


@router.head(blog_feeds.ATOM, include_in_schema=False)
@router.get(blog_feeds.ATOM)
def atom(request: Request) -> Response:
    """The blog as Atom."""
    return _feed(request, 'artist/atom.xml', 'application/atom+xml; charset=utf-8')


@router.get(portfolio.SHOWN)
def all_work(request: Request) -> Response:
    """All work, by category."""
    found = public_portfolio.everything()
    head = Head('Portfolio', 'What we have recorded, mixed and filmed, and what clients say.', portfolio.SHOWN)
    return _page(request, 'artist/portfolio.html', head, found=found)


@router.get(portfolio.SHOWN + '/{slug}')
def project(request: Request, slug: str) -> Response:
    """One project."""
    found, moved = public_portfolio.project(slug)
    if found is None:
        return RedirectResponse(moved, 301, KEPT)
    video = facades.facade(found.video_url) if found.video_url else None
    said = ', '.join(one for one in (found.category, found.client, str(found.year or '')) if one)
    image = found.picture.card if found.picture is not None and found.picture.is_ready else ''
    data: dict[str, Any] = {'@context': 'https://schema.org', '@type': 'CreativeWork', 'name': found.title}
    data |= {'dateCreated': str(found.year)} if found.year else {}
    head = Head(found.title, said or found.title, found.address, 'article', image, data)
    poster = Markup('<img src="{}" srcset="{}" sizes="(max-width: 760px) 92vw, 720px" alt="">')
    shown = poster.format(found.picture.src, found.picture.srcset) if found.picture and found.picture.is_ready else ''
    facts = {
        'one': found,
        'html': Markup(found.html),
        'video': Markup(video.html(str(shown), found.title)) if video is not None else '',
    }
    return _page(request, 'artist/project.html', head, facades.has_any(f'{facts["video"]}{found.html}'), **facts)


@router.get(CONTACT)
def contact_page(request: Request) -> Response:
    """The form by which anybody writes to the house."""
    return _contact(request, HOUSE)


@router.get(CONTACT + '/sent')
def contact_sent(request: Request, to: Annotated[str, Query(max_length=200)] = '') -> Response:
    """What is read after a message was sent, with the way back to whom it went."""
    try:
        whom = contact.recipient(to)
    except NotFound:
        whom = HOUSE
    facts = {'back': whom.page, 'back_name': whom.name or 'the start'} | _nav()
    html = render('artist/contact_sent.html', Head('Your message has arrived'), **facts)
    return answers.page(request, html, kept_s=None)


@router.get(CONTACT + '/{handle}')
def contact_artist(request: Request, handle: str) -> Response:
    """The form by which anybody writes to an artist."""
    to = contact.recipient(handle)
    return _contact(request, to) if to.path == request.url.path else RedirectResponse(to.path, 301)


@router.post(CONTACT)
@router.post(CONTACT + '/{handle}')
def send(
    request: Request,
    handle: str = '',
    name: Text = '',
    email: Text = '',
    company: Text = '',
    phone: Text = '',
    project_type: Text = '',
    budget_range: Text = '',
    message: Text = '',
    form: Text = '',
    website: Text = '',
) -> Response:
    """Take a message, or say what is wrong with it; what was written stays in the form."""
    to = contact.recipient(handle)
    written = contact.Form(name, email, company, phone, project_type, budget_range, message)
    try:
        contact.send(to, written, form, website)
    except Invalid as error:
        return _contact(request, to, asdict(written), error.fields, 422)
    except Changed as error:
        return _contact(request, to, asdict(written), {'': str(error)}, 422)
    except TooManyTries as error:
        return _contact(request, to, asdict(written), {'': str(error)}, 429)
    except OverLimit as error:
        return _contact(request, to, asdict(written), {'': str(error)}, 503)
    whose = '?' + urlencode({'to': handle}) if handle else ''
    return RedirectResponse(f'{CONTACT}/sent{whose}', 303, {'Cache-Control': 'no-store'})


def _contact(
    request: Request,
    to: Recipient,
    written: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    whom = to.name or 'us'
    head = Head(f'Write to {whom}', f'Ask {whom} about a session, a mix or anything else.', to.path)
    with reading() as session:
        said = testimonials.shown(session, featured=True)[:3] if to.user_id is None else []
    facts = contact.form_facts(to, written) | {'wrong': dict(wrong or {}), 'said': said} | _nav()
    return answers.page(request, render('artist/contact.html', head, **facts), status=status, kept_s=None)


def _page(request: Request, template: str, head: Head, has_frames: bool = False, **facts: Any) -> Response:
    html = render(template, head, has_frames=has_frames, **facts, **_nav())
    policy = {'Content-Security-Policy': answers.POLICY + FRAMES} if has_frames else {}
    return answers.page(request, html, headers=KEPT | policy)


def _feed(request: Request, template: str, kind: str) -> Response:
    """A feed; whoever has it already is told so, by its mark or by its date."""
    feed = blog_feeds.feed()
    headers = KEPT | {'Last-Modified': feed.rss_changed}
    since = request.headers.get('if-modified-since', '')
    if since and 'if-none-match' not in request.headers:
        try:
            if parsedate_to_datetime(since) >= feed.changed:
                return Response(status_code=304, headers=headers)
        except (TypeError, ValueError):
            pass  # no date that anybody could read: the whole feed is sent, as without one
    text = render(template, feed=feed, rss=blog_feeds.RSS, atom=blog_feeds.ATOM)
    return answers.kept(request, text, kind, headers=headers)


def _nav() -> dict[str, bool]:
    """Which pages the site has at the moment."""
    return {'has_posts': public_blog.has_posts(), 'has_projects': public_portfolio.has_projects()}
