"""Posts of the blog: written, kept while that goes on, saved, deleted and brought back, by who edits the site."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import audit
from app.artist import addresses, blog_views, house, markdown, pictures, site_fields, unsaved
from app.artist.addresses import POST, Proposal
from app.artist.blog_posting import unearn
from app.artist.blog_views import PostView, found, views
from app.artist.pictures import Use
from app.db import reading, transaction
from app.errors import Changed, Invalid, NotAllowed, OverLimit
from models import ArtistAddress, ArtistPicture, BlogPost, User
from models.types import new_id, utc_now

MOST = 5000
"""Posts of the blog, drafts included."""
SHOWN = 200
UNDONE_DAYS = 30
"""So long a deleted post can be brought back."""
CHANGED = (
    'Somebody else has saved this post meanwhile. What you typed is still here: open the post in another tab to '
    'compare, then save again to put yours in its place.'
)
FIELDS: dict[str, Callable[[Any], Any]] = {
    'title': site_fields.title,
    'slug': lambda given: str(given).strip(),
    'excerpt': site_fields.excerpt,
    'content': site_fields.text,
    'meta_title': site_fields.meta,
    'meta_description': site_fields.meta,
}


@dataclass(frozen=True, slots=True)
class Listed:
    """Posts as the editors' list shows them, and how many there are in each state."""

    posts: list[PostView]
    counts: Mapping[str, int]


def listed(user_id: str, state: str = '', search: str = '') -> Listed:
    """The posts in one state, or all that are not deleted; the newest change first, at most two hundred."""
    with reading() as session:
        house.check_edits_house(session.get_one(User, user_id))
        which = [_in_state(state)]
        if search.strip():
            which.append(col(BlogPost.title).icontains(search.strip()[:100], autoescape=True))
        rows = sa.select(BlogPost).where(*which).order_by(col(BlogPost.updated_at).desc(), col(BlogPost.id).desc())
        counts: dict[str, int] = {name: session.scalar(_count(_in_state(name))) or 0 for name in blog_views.STATES}
        return Listed(views(session, list(session.scalars(rows.limit(SHOWN)))), counts)


def get(user_id: str, post_id: str) -> PostView:
    """One post for whoever edits it; raises NotFound, also for one that is deleted."""
    with reading() as session:
        house.check_edits_house(session.get_one(User, user_id))
        return views(session, [found(session, post_id)])[0]


def create(user_id: str, **given: Any) -> PostView:
    """Begin a post, with whatever is known of it; raises as `save`, and OverLimit."""
    with transaction() as session:
        user = house.editor(session, user_id)
        if (session.scalar(sa.select(sa.func.count()).select_from(BlogPost)) or 0) >= MOST:
            raise OverLimit(f'There are {MOST:,} posts already. Delete some that nobody reads.')
        post_id = new_id()
        row = BlogPost(id=post_id, slug=post_id, author_id=user.id)
        session.add(row)
        session.flush()
        _write(session, row, _read(given))
        audit.note(session, 'blog_post.added', user, target=row.id, after={'title': row.title})
        return views(session, [row])[0]


def save(user_id: str, post_id: str, revision: int | None = None, **given: Any) -> PostView:
    """Change some of a post: title, slug, excerpt, content, meta_title, meta_description. What was only kept is done.

    Parameters
    ----------
    revision : of the post that the caller has read; None changes it however it is.

    Raises
    ------
    Invalid
        With a sentence for each field that cannot be taken; nothing is changed then.
    Changed
        Somebody else has saved it since.
    """
    values = _read(given)
    with transaction() as session:
        user, row = house.editor(session, user_id), found(session, post_id)
        if revision is not None and revision != row.revision:
            raise Changed(CHANGED)
        before = _state(row)
        _write(session, row, values)
        row.unsaved = ''
        row.revision += 1
        row.updated_at = utc_now()
        session.add(row)
        after = _state(row)
        changed = [name for name in before if before[name] != after[name]]
        was, now = ({name: one[name] for name in changed} for one in (before, after))
        audit.note(session, 'blog_post.saved', user, target=row.id, before=was, after=now)
        return views(session, [row])[0]


def keep(user_id: str, post_id: str, revision: int, fields: Mapping[str, str]) -> None:
    """Keep what somebody is typing, beside the post as it was saved; raises Changed while somebody else types."""
    typed = {name: str(value) for name, value in fields.items() if name in FIELDS}
    with transaction() as session:
        user, row = house.editor(session, user_id), found(session, post_id)
        row.unsaved = unsaved.kept(row.unsaved, user.id, typed, revision)
        session.add(row)


def drop_unsaved(user_id: str, post_id: str) -> PostView:
    """Forget what was typed and not saved; returns the post as it was saved."""
    with transaction() as session:
        house.editor(session, user_id)
        row = found(session, post_id)
        row.unsaved = ''
        session.add(row)
        return views(session, [row])[0]


def without_picture(user_id: str, post_id: str) -> PostView:
    """Have no picture at the top of a post any more."""
    with transaction() as session:
        user, row = house.editor(session, user_id), found(session, post_id)
        audit.note(session, 'blog_post.saved', user, target=row.id, before={'picture': row.featured_image_url})
        row.featured_image_url, row.updated_at = None, utc_now()
        session.add(row)
        return views(session, [row])[0]


def proposed_slug(user_id: str, post_id: str, title: str) -> Proposal:
    """The address that a post would get for this title."""
    with reading() as session:
        house.check_edits_house(session.get_one(User, user_id))
        return addresses.proposed(session, POST, title, post_id)


def delete(user_id: str, post_id: str) -> None:
    """Delete a post; for thirty days it can be brought back. Its address answers that it is gone."""
    with transaction() as session:
        user, row = house.editor(session, user_id), found(session, post_id)
        row.deleted_at = utc_now()
        session.add(row)
        unearn(session, row)
        audit.note(session, 'blog_post.deleted', user, target=row.id, before={'title': row.title, 'slug': row.slug})


def restore(user_id: str, post_id: str) -> PostView:
    """Bring a deleted post back as it was; one whose planned time is over meanwhile is a draft."""
    with transaction() as session:
        user, row = house.editor(session, user_id), found(session, post_id, deleted=True)
        row.deleted_at = None
        if row.publish_at is not None and row.publish_at <= utc_now():
            row.publish_at = None
        session.add(row)
        audit.note(session, 'blog_post.restored', user, target=row.id, after={'title': row.title})
        return views(session, [row])[0]


def purge() -> int:
    """Let posts go for good that were deleted a month ago; returns how many. Their addresses stay theirs."""
    over = col(BlogPost.deleted_at) < utc_now() - timedelta(days=UNDONE_DAYS)
    with transaction() as session:
        gone = session.execute(sa.delete(BlogPost).where(over).execution_options(synchronize_session=False))
        return int(getattr(gone, 'rowcount', 0))


def _read(given: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := given.keys() - FIELDS.keys():
        raise NotAllowed(f'A post has no {", ".join(sorted(unknown))}.')
    values = Invalid.read({name: partial(FIELDS[name], value) for name, value in given.items()})
    if 'content' in values:
        values['html'] = markdown.render(values['content'])
    return values


def _write(session: Session, row: BlogPost, values: dict[str, Any]) -> None:
    typed = values.pop('slug', None)
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    if row.title == '' and (row.published or row.publish_at is not None):
        raise Invalid({'title': 'Everybody sees this post, so it needs a title.'})
    if typed and addresses.written(typed) != row.slug:
        give_address(session, row, typed)
    elif typed is not None and addresses.written(typed) == '' and typed:
        raise Invalid({'slug': addresses.ASK})


def give_address(session: Session, row: BlogPost, typed: str) -> None:
    """Give a post an address. Those of a draft that nobody has seen are free again; raises Invalid."""
    if row.published_at is None:
        mine = (col(ArtistAddress.scope) == POST, col(ArtistAddress.target_id) == row.id)
        session.execute(sa.delete(ArtistAddress).where(*mine).execution_options(synchronize_session='fetch'))
    row.slug = addresses.take(session, POST, typed, row.id)
    session.add(row)


def _tie(session: Session, picture: ArtistPicture, post_id: str) -> None:
    """A picture is ready: it stands at the top of its post from now on."""
    row = session.get(BlogPost, post_id)
    if row is not None:
        row.featured_image_url, row.updated_at = picture.public_id, utc_now()
        session.add(row)


def _may_send(session: Session, user: User, post_id: str) -> None:
    house.check_edits_house(user)
    found(session, post_id)


pictures.used_for('post', Use(_may_send, _tie, of_house=True))
pictures.used_for('post_text', Use(_may_send, of_house=True))


def _in_state(state: str) -> sa.ColumnElement[bool]:
    deleted = col(BlogPost.deleted_at).is_not(None)
    if state == 'deleted':
        return deleted
    if state == 'published':
        return sa.and_(~deleted, col(BlogPost.published))
    if state in ('draft', 'scheduled'):
        planned = col(BlogPost.publish_at).is_not(None)
        return sa.and_(~deleted, ~col(BlogPost.published), planned if state == 'scheduled' else ~planned)
    return ~deleted


def _count(which: sa.ColumnElement[bool]) -> Any:
    return sa.select(sa.func.count()).select_from(BlogPost).where(which)


def _state(row: BlogPost) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ('title', 'slug', 'excerpt', 'meta_title', 'meta_description')} | {
        'characters': len(row.content)
    }
