"""Which pictures an artist's page has: a portrait, three photos, and covers of releases; who may send them, and where
they are written down once they are ready."""

from sqlmodel import Session

from app.artist import pictures, profiles, release_views
from app.artist.pictures import PictureView, Use
from app.db import reading
from app.errors import NotAllowed
from models import ArtistPicture, User
from models.types import utc_now

PORTRAIT, PHOTO, COVER = 'portrait', 'photo', 'cover'
PLACES = {'1': 'photo_1_url', '2': 'photo_2_url', '3': 'photo_3_url'}


def _their_page(session: Session, user: User, _: str) -> None:
    profiles.ensure(session, user.id)


def _their_place(session: Session, user: User, of: str) -> None:
    if of not in PLACES:
        raise NotAllowed('A page has three photos: say which one this is.')
    profiles.ensure(session, user.id)


def _their_release(session: Session, user: User, of: str) -> None:
    release_views.mine(session, user.id, of)


def _tie_portrait(session: Session, picture: ArtistPicture, _: str) -> None:
    _on_page(session, picture, 'profile_picture_url')


def _tie_photo(session: Session, picture: ArtistPicture, of: str) -> None:
    _on_page(session, picture, PLACES[of])


def _on_page(session: Session, picture: ArtistPicture, column: str) -> None:
    if picture.user_id is None:
        return
    page = profiles.ensure(session, picture.user_id)
    setattr(page, column, picture.public_id)
    profiles.touch(page)
    session.add(page)


def _tie_cover(session: Session, picture: ArtistPicture, of: str) -> None:
    release = release_views.mine(session, picture.user_id or '', of)
    release.cover_image_url, release.updated_at = picture.public_id, utc_now()
    session.add(release)


def shown(public_id: str) -> PictureView | None:
    """A picture that stands on a page; None where there is none."""
    with reading() as session:
        return pictures.view(session, public_id)


pictures.used_for(PORTRAIT, Use(_their_page, _tie_portrait))
pictures.used_for(PHOTO, Use(_their_place, _tie_photo))
pictures.used_for(COVER, Use(_their_release, _tie_cover))
