"""What everybody sees of an artist: their page, and a page for each release."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlmodel import Session

from app.artist import addresses, markdown, pictures, profiles, release_views, showcase_views
from app.artist.front import Front
from app.artist.pictures import PictureView
from app.artist.profiles import ProfileView
from app.artist.release_views import ReleaseView
from app.artist.showcase_views import SoundView
from app.db import reading
from app.errors import Gone, NotFound
from models import Profile, ProfileProject

NO_RELEASE = 'There is no release at this address, or it is not public.'
TAKEN_DOWN = 'This release was taken down.'


@dataclass(frozen=True, slots=True)
class Shown:
    """A release as everybody sees it. Before its day it is coming, and has its links only if its artist wants that."""

    release: ReleaseView
    cover: PictureView | None
    is_coming: bool
    address: str

    @property
    def opens_links(self) -> bool:
        """Whether its links lead on already."""
        return not self.is_coming or self.release.links_early


@dataclass(frozen=True, slots=True)
class ArtistPage:
    """All that stands on an artist's page; `bio` is HTML."""

    artist: ProfileView
    picture: PictureView | None
    photos: tuple[PictureView, ...]
    bio: str
    releases: tuple[Shown, ...]
    sounds: tuple[SoundView, ...]


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """All that stands on the page of a release; `text` is HTML."""

    artist: ProfileView
    shown: Shown
    sounds: tuple[SoundView, ...]
    text: str
    others: tuple[Shown, ...]


def artist_page(front: Front, *, drafts: bool = False) -> ArtistPage:
    """An artist's page as everybody sees it; with `drafts` as its artist does, who looks at what is not public yet."""
    with reading() as session:
        artist = profiles.view(session.get_one(Profile, front.profile_id))
        return composed(session, artist, front.today, drafts=drafts)


def composed(session: Session, artist: ProfileView, today: date, *, drafts: bool = False) -> ArtistPage:
    """The same for a profile that is perhaps not saved yet."""
    releases = [release_views.view(row) for row in release_views.rows(session, artist.user_id)]
    releases = [one for one in releases if one.is_public or drafts]
    sounds = [showcase_views.view(row) for row in showcase_views.rows(session, artist.user_id)]
    named = [artist.picture, *artist.photos, *(one.cover for one in releases)]
    found = pictures.views(session, [one or None for one in named])
    ready = {name: one for name, one in found.items() if one.is_ready}
    return ArtistPage(
        artist=artist,
        picture=ready.get(artist.picture),
        photos=tuple(ready[one] for one in artist.photos if one in ready),
        bio=as_html(artist.bio),
        releases=tuple(_shown(artist, one, ready.get(one.cover), today) for one in releases),
        sounds=tuple(one for one in sounds if one.is_heard and one.is_public),
    )


def release_at(front: Front, slug: str) -> tuple[str, str]:
    """The id of the public release that an address of an artist leads to, and the address that it has now.

    Raises
    ------
    NotFound
        There is none, or it is not public.
    Gone
        It was deleted.
    """
    with reading() as session:
        found = addresses.find(session, addresses.releases_of(front.user_id), slug)
        row = session.get(ProfileProject, found.target_id) if found else None
        if found is not None and (row is None or row.deleted_at is not None):
            raise Gone(TAKEN_DOWN)
        if row is None or not row.is_public or row.user_id != front.user_id:
            raise NotFound(NO_RELEASE)
        return row.id, row.slug


def release_page(front: Front, release_id: str, *, drafts: bool = False) -> ReleasePage:
    """The page of a release; raises NotFound where it is not public any more."""
    page = artist_page(front, drafts=drafts)
    shown = next((one for one in page.releases if one.release.id == release_id), None)
    if shown is None:
        raise NotFound(NO_RELEASE)
    sounds = tuple(one for one in page.sounds if one.release_id == release_id)
    others = tuple(one for one in page.releases if one.release.id != release_id)[:4]
    return ReleasePage(page.artist, shown, sounds, as_html(shown.release.description), others)


def link_of(front: Front, release_id: str, name: str) -> str:
    """Where a link of a release leads, by its service or its id; raises NotFound where it leads nowhere now."""
    shown = release_page(front, release_id).shown
    custom = {one['id']: one['url'] for one in shown.release.custom}
    found = {**custom, **shown.release.links}.get(name)
    if found is None or not shown.opens_links:
        raise NotFound('This link leads nowhere, or not yet.')
    return found


def page_link_of(front: Front, name: str) -> str:
    """Where a link of an artist's page leads; raises NotFound."""
    with reading() as session:
        found = profiles.view(session.get_one(Profile, front.profile_id)).links.get(name)
    if found is None:
        raise NotFound('This link leads nowhere.')
    return found


@lru_cache(maxsize=512)
def as_html(text: str) -> str:
    """Markdown as safe HTML; made once for each text."""
    return markdown.render(text) if text else ''


def _shown(artist: ProfileView, release: ReleaseView, cover: PictureView | None, today: date) -> Shown:
    is_coming = release.date is not None and release.date > today
    return Shown(release, cover, is_coming, f'{artist.address}/{release.slug}')
