"""Posts of the blog: written, kept, saved, planned (S5), published, moved, deleted and brought back."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.artist import blog, blog_posting, points, public_blog, unsaved
from app.artist.public_blog import Moved, Post
from app.db import reading, transaction
from app.errors import Changed, Gone, Invalid, NotAllowed, NotFound
from models import AuditEntry, BlogPost, User
from models.types import utc_now
from tests.app.artist.picture_support import sent
from tests.app.artist.site_support import published

BERLIN = 'Europe/Berlin'


def reads(slug: str, now: datetime | None = None) -> Post:
    found = public_blog.post(slug, now)
    assert isinstance(found, Post)
    return found


def test_a_post_is_written_published_and_read(olga: str, ann: str) -> None:
    made = blog.create(olga)
    assert (made.state, made.slug, made.address) == ('draft', '', '')
    saved = blog.save(olga, made.id, made.revision, title='Ärger & Öl', content='# One\n\nTwo **three**.')
    out = blog_posting.publish(olga, made.id, saved.revision)
    assert (out.state, out.address) == ('published', '/blog/arger-ol')
    found = reads('arger-ol')
    assert found.html == '<h2>One</h2>\n<p>Two <strong>three</strong>.</p>\n'
    assert found.entry.said == 'Two three.'
    assert found.entry.author == '', 'strangers read no name that its owner has not made public'
    with pytest.raises(NotAllowed, match='admins'):
        blog.create(ann, title='Mine')
    with pytest.raises(NotAllowed, match='admins'):
        blog.get(ann, made.id)


def test_drafts_and_planned_posts_are_nobody_elses(olga: str) -> None:
    made = blog.create(olga, title='Soon', slug='soon')
    with pytest.raises(NotFound):
        public_blog.post('soon')
    blog_posting.schedule(olga, made.id, '2099-01-01T10:00', BERLIN, now=datetime(2098, 12, 1, tzinfo=UTC))
    with pytest.raises(NotFound):
        public_blog.post('soon')
    assert public_blog.page().entries == []
    assert list(public_blog.places()) == []


def test_s5_what_was_planned_comes_out_late_with_its_planned_date(olga: str) -> None:
    before = datetime(2027, 3, 1, tzinfo=UTC)
    made = blog.create(olga, title='Spring')
    with pytest.raises(Invalid, match='03:30'):
        blog_posting.schedule(olga, made.id, '2027-03-28T02:30', BERLIN, now=before)
    found, moment = blog_posting.schedule(olga, made.id, '2027-03-28T03:30', BERLIN, now=before)
    due = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert (found.state, found.publish_at) == ('scheduled', due)
    assert moment.said == '28 March 2027, 03:30 (UTC+02:00)'
    assert blog_posting.publish_due(due - timedelta(seconds=1)) == 0, 'never early'
    assert blog_posting.publish_due(due + timedelta(days=2)) == 1, 'the server was down over the time'
    assert blog_posting.publish_due(due + timedelta(days=2)) == 0
    assert reads('spring', due + timedelta(days=2)).entry.published_at == due
    with reading() as session:
        told = list(session.scalars(sa.select(AuditEntry).where(col(AuditEntry.action) == 'blog_post.published')))
    assert [row.performed_by for row in told] == ['schedule']


def test_s5_a_deleted_or_withdrawn_plan_comes_out_never(olga: str) -> None:
    before = datetime(2027, 3, 1, tzinfo=UTC)
    gone, back = blog.create(olga, title='Gone'), blog.create(olga, title='Back')
    for one in (gone, back):
        blog_posting.schedule(olga, one.id, '2027-04-01T10:00', 'UTC', now=before)
    blog.delete(olga, gone.id)
    assert blog_posting.withdraw(olga, back.id).state == 'draft'
    assert blog_posting.publish_due(datetime(2027, 5, 1, tzinfo=UTC)) == 0
    assert blog.restore(olga, gone.id).state in ('draft', 'scheduled')


def test_an_old_address_leads_on_and_a_draft_holds_none(olga: str) -> None:
    one = published(olga, 'First name')
    blog.save(olga, one.id, slug='second-name')
    blog.save(olga, one.id, slug='third-name')
    assert public_blog.post('first-name') == Moved('/blog/third-name')
    draft = blog.create(olga, title='Draft', slug='wish')
    blog.save(olga, draft.id, slug='other-wish')
    assert blog.create(olga, title='Next', slug='wish').slug == 'wish', 'nobody has ever seen it'
    with pytest.raises(Invalid, match='old address of “First name”'):
        blog.save(olga, draft.id, slug='first-name')
    assert blog.proposed_slug(olga, draft.id, '---').slug == ''
    with pytest.raises(Invalid):
        blog.save(olga, draft.id, slug='---')


def test_a_deleted_post_is_gone_and_comes_back(olga: str) -> None:
    one = published(olga, 'Short life')
    blog.delete(olga, one.id)
    with pytest.raises(Gone):
        public_blog.post('short-life')
    assert [found.title for found in blog.listed(olga, 'deleted').posts] == ['Short life']
    blog.restore(olga, one.id)
    assert reads('short-life').entry.title == 'Short life'
    blog.delete(olga, one.id)
    with transaction() as session:
        session.get_one(BlogPost, one.id).deleted_at = utc_now() - timedelta(days=31)
    assert blog.purge() == 1
    with pytest.raises(Gone):
        public_blog.post('short-life')
    with pytest.raises(NotFound):
        blog.restore(olga, one.id)


def test_who_saves_an_older_state_is_told_and_loses_nothing(olga: str) -> None:
    made = blog.create(olga, title='Together', content='one')
    blog.save(olga, made.id, made.revision, content='two')
    with pytest.raises(Changed, match='still here'):
        blog.save(olga, made.id, made.revision, content='three')
    assert blog.get(olga, made.id).content == 'two'
    with pytest.raises(Changed):
        blog_posting.publish(olga, made.id, made.revision)


def test_what_is_typed_is_kept_until_it_is_saved_or_dropped(olga: str) -> None:
    made = published(olga, 'Out', 'as it is')
    blog.keep(olga, made.id, made.revision, {'content': 'as it will be', 'nonsense': 'x'})
    kept = blog.get(olga, made.id)
    assert kept.unsaved is not None
    assert kept.unsaved.fields == {'content': 'as it will be'}
    assert reads('out').html == '<p>as it is</p>\n', 'nobody sees what is not saved'
    assert kept.revision == made.revision, 'keeping disturbs nobody'
    assert blog.drop_unsaved(olga, made.id).unsaved is None
    blog.keep(olga, made.id, made.revision, {'content': 'again'})
    assert blog.save(olga, made.id, made.revision, content='again').unsaved is None


def test_while_one_types_another_ones_typing_does_not_take_its_place() -> None:
    now = utc_now()
    kept = unsaved.kept('', 'ann', {'title': 'a'}, 1, now)
    with pytest.raises(Changed, match='Somebody else'):
        unsaved.kept(kept, 'bea', {'title': 'b'}, 1, now + timedelta(seconds=60))
    later = unsaved.read(unsaved.kept(kept, 'bea', {'title': 'b'}, 1, now + timedelta(seconds=121)))
    assert later is not None
    assert later.by == 'bea'
    with pytest.raises(NotAllowed):
        unsaved.kept('', 'ann', {'content': 'x' * 400_001}, 1, now)


def test_what_cannot_be_taken_is_said_by_its_field(olga: str) -> None:
    made = blog.create(olga, title='A title')
    with pytest.raises(Invalid) as told:
        blog.save(olga, made.id, title='x' * 201, meta_title='y' * 201, content='fine')
    assert set(told.value.fields) == {'title', 'meta_title'}
    with pytest.raises(Invalid, match='title'):
        blog_posting.publish(olga, blog.create(olga).id)
    blog_posting.publish(olga, made.id)
    with pytest.raises(Invalid, match='title'):
        blog.save(olga, made.id, title=' ')


def test_a_picture_stands_at_the_top_once_it_is_ready(olga: str, worker: object) -> None:
    made = published(olga, 'With a face')
    sent(olga, use='post', of=made.id, alt='A face')
    assert reads('with-a-face').entry.picture is None
    assert callable(worker)
    worker()
    picture = reads('with-a-face').entry.picture
    assert picture is not None
    assert picture.alt == 'A face'
    assert blog.get(olga, made.id).revision == made.revision, 'whoever types meanwhile is not disturbed'
    assert blog.without_picture(olga, made.id).picture is None
    with pytest.raises(NotFound):
        sent(olga, use='post', of='nowhere')


def test_publishing_is_a_post_for_its_author_and_going_within_a_day_is_none(olga: str) -> None:
    made = published(olga, 'Points')
    with reading() as session:
        assert points.has_earned(session, olga, 'post')
    blog_posting.withdraw(olga, made.id)
    with reading() as session:
        assert not points.has_earned(session, olga, 'post')


def test_what_is_published_outlives_its_author(olga: str) -> None:
    published(olga, 'Stays')
    with transaction() as session:
        session.delete(session.get_one(User, olga))
    assert reads('stays').entry.author == ''
