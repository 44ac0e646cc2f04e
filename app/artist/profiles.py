"""Artists' pages as their owners have them: made when they are first needed, seen, changed, shown to everybody."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit
from app.artist import addresses, choices, profile_fields
from app.artist.choices import Choices
from app.db import reading, transaction
from app.errors import Changed, Invalid, NotAllowed, NotFound
from models import ArtistPicture, Profile, User
from models.types import utc_now

PREFIX = '/u/'
CHANGED = 'Your page was changed from somewhere else. What you wrote is still here: look at both, then save again.'
PICTURES = ('profile_picture_url', 'photo_1_url', 'photo_2_url', 'photo_3_url')


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A page as its owner has it. Pictures are known by their public ids, empty for none; `slug` is empty until it has
    an address. `links` are addresses by service."""

    id: str
    user_id: str
    name: str
    slug: str
    tagline: str
    place: str
    bio: str
    theme: str
    picture: str
    photos: tuple[str, ...]
    links: Mapping[str, str]
    is_public: bool
    published_at: datetime | None
    level: int
    xp: int
    streak: int
    choices: Choices
    revision: int
    updated_at: datetime

    @property
    def address(self) -> str:
        """Where everybody finds it; empty until it has an address."""
        return page_address(self.slug) if self.slug else ''


def page_address(slug: str) -> str:
    """Where everybody finds the page of this address."""
    return f'{PREFIX}{slug}'


def ensure(session: Session, user_id: str) -> Profile:
    """The page of somebody, made in this transaction if they have none; its address is their handle, if they have one
    that is free."""
    row = session.scalar(sa.select(Profile).where(col(Profile.user_id) == user_id))
    if row is not None:
        return row
    user = session.get(User, user_id)
    if user is None:
        raise NotFound('This account does not exist any more.')
    row = Profile(user_id=user_id, display_name=user.display_name or user.username or '')
    session.add(row)
    session.flush()
    if user.username:
        try:
            row.public_profile_slug = addresses.take(session, addresses.ARTIST, user.username, row.id)
        except Invalid:
            row.public_profile_slug = None  # somebody's page has it: they choose another
    session.add(row)
    session.flush()
    return row


def of(user_id: str) -> ProfileView:
    """Somebody's page, made if they have none."""
    with reading() as session:
        row = session.scalar(sa.select(Profile).where(col(Profile.user_id) == user_id))
        if row is not None:
            return view(row)
    with transaction() as session:
        accounts.acting(session, user_id)
        return view(ensure(session, user_id))


def view(row: Profile) -> ProfileView:
    """A row as its owner has it."""
    return ProfileView(
        id=row.id,
        user_id=row.user_id,
        name=row.display_name,
        slug=row.public_profile_slug or '',
        tagline=row.tagline,
        place=row.place,
        bio=row.bio,
        theme=row.theme,
        picture=row.profile_picture_url or '',
        photos=tuple(getattr(row, name) or '' for name in PICTURES[1:]),
        links=json.loads(row.social_links or '{}'),
        is_public=row.is_public,
        published_at=row.published_at,
        level=row.level,
        xp=row.xp,
        streak=row.posting_streak,
        choices=choices.of(row),
        revision=row.revision,
        updated_at=row.updated_at,
    )


def change(user_id: str, revision: int | None = None, **given: Any) -> ProfileView:
    """Change some of a page: name, slug, tagline, place, bio, theme, picture, photos, links, and whether it is public.

    Parameters
    ----------
    revision : of the page that the caller has read; None changes it however it is.

    Raises
    ------
    Invalid
        With a sentence for each field that cannot be taken; nothing is changed then.
    Changed
        Somebody was quicker.
    """
    if unknown := given.keys() - profile_fields.READERS.keys():
        raise NotAllowed(f'A page has no {", ".join(sorted(unknown))}.')
    values = read_fields(profile_fields.READERS, given)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = ensure(session, user_id)
        if revision is not None and revision != row.revision:
            raise Changed(CHANGED)
        before = _state(row)
        _write(session, row, values)
        after = _state(row)
        changed = [name for name in before if before[name] != after[name]]
        if changed:
            touch(row)
            row.revision += 1
            session.add(row)
            was, now = ({name: one[name] for name in changed} for one in (before, after))
            audit.note(session, 'artist.changed', user, target=row.id, before=was, after=now)
        return view(row)


def choose(user_id: str, **words: Any) -> Choices:
    """Decide anew about some of `choices.Choices`; raises Invalid with a sentence for each word."""
    with transaction() as session:
        accounts.acting(session, user_id)
        row = ensure(session, user_id)
        fresh = choices.change(row, **words)
        touch(row)
        session.add(row)
        return fresh


def proposed_slug(user_id: str, title: str) -> addresses.Proposal:
    """The address that somebody's page would get for this name."""
    with reading() as session:
        row = session.scalar(sa.select(Profile).where(col(Profile.user_id) == user_id))
        return addresses.proposed(session, addresses.ARTIST, title, row.id if row else '')


def touch(row: Profile) -> None:
    """Something that the page shows has changed."""
    row.updated_at = utc_now()


def read_fields(readers: Mapping[str, Callable[[Any], Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    """What was written in the fields of a form, as it is stored; raises Invalid with a sentence for all that is wrong,
    a field that holds several things by the names of these."""
    wrong, found = dict[str, str](), dict[str, Any]()
    for name, value in given.items():
        try:
            found[name] = readers[name](value)
        except Invalid as error:
            wrong |= error.fields
        except NotAllowed as error:
            wrong[name] = str(error)
    if wrong:
        raise Invalid(wrong)
    return found


def check_picture(session: Session, user_id: str, picture_id: str, field: str) -> None:
    """Raise Invalid for a picture that is not theirs, by the name of the field that it stands in."""
    theirs = (col(ArtistPicture.public_id) == picture_id, col(ArtistPicture.user_id) == user_id)
    if not session.scalar(sa.select(sa.exists().where(*theirs))):
        raise Invalid({field: 'This picture is not there any more. Choose it once more.'})


def _write(session: Session, row: Profile, values: dict[str, Any]) -> None:
    """Put what was read from a form into the row; what depends on several fields is checked here."""
    columns = {'name': 'display_name', 'picture': 'profile_picture_url'}
    for name in ('name', 'tagline', 'place', 'bio', 'theme', 'picture'):
        if name in values:
            setattr(row, columns.get(name, name), values[name])
    if values.get('picture'):
        check_picture(session, row.user_id, values['picture'], 'picture')
    if 'photos' in values:
        for photo in filter(None, values['photos']):
            check_picture(session, row.user_id, photo, 'photos')
        for name, photo in zip(PICTURES[1:], values['photos'], strict=True):
            setattr(row, name, photo)
    if 'links' in values:
        row.social_links = json.dumps(values['links'], ensure_ascii=False)
    if values.get('slug') and values['slug'] != row.public_profile_slug:
        row.public_profile_slug = addresses.take(session, addresses.ARTIST, values['slug'], row.id)
    if 'public' in values:
        _show(row, values['public'])


def _show(row: Profile, public: bool) -> None:
    if public and not row.display_name:
        raise Invalid({'name': 'Say what you are called before everybody sees the page.'})
    if public and not row.public_profile_slug:
        raise Invalid({'slug': 'Choose the address of your page before everybody sees it.'})
    row.is_public = public
    if public and row.published_at is None:
        row.published_at = utc_now()


def _state(row: Profile) -> dict[str, Any]:
    names = ('display_name', 'public_profile_slug', 'tagline', 'place', 'bio', 'theme', 'social_links', 'is_public')
    return {name: getattr(row, name) for name in (*names, *PICTURES)}
