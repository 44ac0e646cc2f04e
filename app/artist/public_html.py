"""Artists' pages as HTML, for everybody and for the preview beside the form."""

from typing import Any

from markupsafe import Markup

from app.artist import cards, facades, public_words, showcase_views
from app.artist.facades import Facade
from app.artist.public_pages import ArtistPage, ReleasePage
from app.artist.showcase_views import Heard
from app.public import look
from app.public.look import Head, render

_WORDS: dict[str, Any] = {
    'facts': public_words.facts,
    'day': public_words.day,
    'label': public_words.service_label,
    'length': public_words.length,
    'wave': showcase_views.wave,
    'drawn': lambda mark: Markup(cards.svg(mark)),
    'html': Markup,
}


def artist(page: ArtistPage, *, preview: bool = False) -> str:
    """An artist's page; in a preview, nothing leads anywhere."""
    head = Head(page.artist.name) if preview else public_words.artist_head(page)
    has_facades = _with_script(page.bio)
    return render('artist/artist.html', head, page=page, preview=preview, facades=has_facades, **_WORDS)


def release(page: ReleasePage) -> str:
    """The page of a release."""
    found = player_of(page)
    shown = Markup(found.html(title=page.shown.release.title)) if found else ''
    has_facades = _with_script(shown + page.text)
    return render(
        'artist/release.html', public_words.release_head(page), page=page, player=shown, facades=has_facades, **_WORDS
    )


def _with_script(html: str) -> bool:
    return facades.has_any(html) and 'facade.js' in look.files()


def needs_frames(html: str) -> bool:
    """Whether a page may load players of other services, once somebody presses one."""
    return facades.has_any(html)


def sound(heard: Heard, starts_at: float) -> str:
    """A player that stands in other pages."""
    head = public_words.sound_head(heard)
    return render(
        'artist/embed.html', head, heard=heard, sound=heard.sound, starts_at=starts_at, facades=False, **_WORDS
    )


def player_of(page: ReleasePage) -> Facade | None:
    """The player of another service for a release: a video before a sound, and only one that loads here."""
    if not page.shown.opens_links:
        return None
    found = [facades.facade(one) for one in (*page.shown.release.links.values(), *_custom(page))]
    ready = [one for one in found if one is not None and one.frame]
    return next(iter(sorted(ready, key=lambda one: one.shape != 'video')), None)


def _custom(page: ReleasePage) -> list[str]:
    return [one['url'] for one in page.shown.release.custom]
