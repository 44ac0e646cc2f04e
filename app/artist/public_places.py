"""The pages of artists that search engines shall know."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import col

from app.areas import Place
from app.artist import profiles
from app.db import reading
from models import Profile, ProfileProject, User

MOST_PLACES = 10_000


def places() -> Iterator[Place]:
    """The pages that search engines shall know: those of artists and of their releases."""
    there = (col(Profile.is_public), col(User.is_active), col(User.delete_after).is_(None))
    pages = sa.select(col(Profile.public_profile_slug), col(Profile.updated_at)).join(
        User, col(User.id) == Profile.user_id
    )
    pages = pages.where(*there, col(Profile.public_profile_slug).is_not(None)).order_by(
        col(Profile.published_at).desc()
    )
    columns = (col(Profile.public_profile_slug), col(ProfileProject.slug), col(ProfileProject.updated_at))
    releases = sa.select(*columns).join(Profile, col(Profile.user_id) == col(ProfileProject.user_id))
    releases = releases.join(User, col(User.id) == Profile.user_id).where(*there, col(ProfileProject.is_public))
    releases = releases.where(col(ProfileProject.deleted_at).is_(None)).order_by(
        col(ProfileProject.published_at).desc()
    )
    with reading() as session:
        found = session.execute(pages.limit(MOST_PLACES)).all()
        below = session.execute(releases.limit(MOST_PLACES)).all()
    yield from (Place(profiles.page_address(slug), changed) for slug, changed in found)
    yield from (Place(f'{profiles.page_address(slug)}/{release}', changed) for slug, release, changed in below)
