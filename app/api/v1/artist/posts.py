"""Posts of the blog, for those who edit the house's site."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import IfMatch, Moment, Resource, Wanted, if_still, one
from app.api.v1.area_answers import Asking
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.artist import blog, blog_posting, markdown, site_fields
from app.artist.blog_views import PostView

router = APIRouter()
PostId = Annotated[str, Path(max_length=64, description='The id of a post.')]
State = Literal['draft', 'scheduled', 'published', 'deleted']
EXAMPLE_ID = '019ab5f0-9a61-7f1e-8a44-0b7c9a5b6d41'


class BlogPost(Resource):
    """A post of the blog."""

    id: str
    title: str
    slug: str = Field(description='Its address behind /blog/; empty until it has one.')
    excerpt: str
    content: str = Field(description='Markdown.')
    html: str = Field(description='What that says, safe to show.')
    picture: str = Field(description='The address of the picture at the top; empty for none.')
    meta_title: str
    meta_description: str
    state: State
    publish_at: Moment | None
    published_at: Moment | None
    created_at: Moment
    updated_at: Moment
    revision: int

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A draft."""
        told = {'title': 'A new room', 'slug': 'a-new-room', 'excerpt': '', 'content': 'It has a *piano*.'}
        more = {'html': '<p>It has a <em>piano</em>.</p>', 'picture': '', 'meta_title': '', 'meta_description': ''}
        times = {'created_at': '2027-03-24T17:00:00Z', 'updated_at': '2027-03-24T17:00:00Z'}
        plan = {'state': 'draft', 'publish_at': None, 'published_at': None, 'revision': 1}
        return {'id': EXAMPLE_ID, **told, **more, **plan, **times}


class BlogPostWanted(Wanted):
    """What a post says; what is left out stays as it is."""

    title: str | None = Field(None, max_length=site_fields.TITLE_MOST)
    slug: str | None = Field(None, max_length=200)
    excerpt: str | None = Field(None, max_length=site_fields.EXCERPT_MOST)
    content: str | None = Field(None, max_length=markdown.MOST)
    meta_title: str | None = Field(None, max_length=site_fields.META_MOST)
    meta_description: str | None = Field(None, max_length=site_fields.META_MOST)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One with a title."""
        return {'title': 'A new room', 'content': 'It has a *piano*.'}


class BlogPostPlan(Wanted):
    """When everybody sees it; without a time, at once."""

    publish_at: str = Field('', max_length=40, description='By the clock of `zone`, like 2027-03-28T18:30.')
    zone: str = Field('UTC', max_length=60)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """An evening."""
        return {'publish_at': '2099-03-28T18:30', 'zone': 'Europe/Berlin'}


@router.get(
    '/blog/posts', response_model=Page[BlogPost], summary='List blog posts', openapi_extra=may_fail('not-allowed')
)
def list_blog_posts(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    state: Annotated[State | None, Query(description='Only those that are so far.')] = None,
) -> Response:
    """The posts of the blog, the newest change first, at most two hundred."""
    return short_page(wanted, [_told(one) for one in blog.listed(who.id, state or '').posts], BlogPost)


@router.post(
    '/blog/posts', status_code=201, response_model=BlogPost, summary='Write a blog post',
    openapi_extra=may_fail('not-allowed', 'over-limit'),
)  # fmt: skip
def create_blog_post(request: Request, who: Asking, _: Once, wanted: BlogPostWanted) -> Response:
    """Write a draft."""
    return one(request, _told(blog.create(who.id, **wanted.model_dump(exclude_none=True))), status=201)


@router.get(
    '/blog/posts/{post_id}', response_model=BlogPost, summary='Get a blog post', openapi_extra=may_fail('not-allowed')
)
def get_blog_post(request: Request, who: Asking, post_id: PostId) -> Response:
    """One post."""
    return one(request, _told(blog.get(who.id, post_id)))


@router.patch(
    '/blog/posts/{post_id}',
    response_model=BlogPost,
    summary='Change a blog post',
    openapi_extra=may_fail('not-allowed'),
)
def change_blog_post(
    request: Request, who: Asking, post_id: PostId, wanted: BlogPostWanted, if_match: IfMatch = None
) -> Response:
    """Change some of it; of a published one, everybody sees that at once."""
    with if_still(if_match, lambda: _told(blog.get(who.id, post_id))):
        return one(request, _told(blog.save(who.id, post_id, **wanted.model_dump(exclude_none=True))))


@router.post(
    '/blog/posts/{post_id}/publish',
    response_model=BlogPost,
    summary='Publish a blog post',
    openapi_extra=may_fail('not-allowed'),
)
def publish_blog_post(request: Request, who: Asking, _: Once, post_id: PostId, wanted: BlogPostPlan) -> Response:
    """Let everybody see it, now or at a time. A time that clocks go forward over is refused, with one that exists."""
    if not wanted.publish_at:
        return one(request, _told(blog_posting.publish(who.id, post_id)))
    return one(request, _told(blog_posting.schedule(who.id, post_id, wanted.publish_at, wanted.zone)[0]))


@router.post(
    '/blog/posts/{post_id}/withdraw', response_model=BlogPost, summary='Take a blog post back',
    openapi_extra=may_fail('not-allowed'),
)  # fmt: skip
def withdraw_blog_post(request: Request, who: Asking, _: Once, post_id: PostId) -> Response:
    """Make a draft of it again, or plan nothing any more."""
    return one(request, _told(blog_posting.withdraw(who.id, post_id)))


@router.post(
    '/blog/posts/{post_id}/restore', response_model=BlogPost, summary='Bring a blog post back',
    openapi_extra=may_fail('not-allowed'),
)  # fmt: skip
def restore_blog_post(request: Request, who: Asking, _: Once, post_id: PostId) -> Response:
    """Bring back a post that was deleted within thirty days."""
    return one(request, _told(blog.restore(who.id, post_id)))


@router.delete(
    '/blog/posts/{post_id}', status_code=204, response_class=Response, summary='Delete a blog post',
    openapi_extra=may_fail('not-allowed'),
)  # fmt: skip
def delete_blog_post(who: Asking, post_id: PostId) -> Response:
    """Delete it; for thirty days it can be brought back."""
    blog.delete(who.id, post_id)
    return Response(status_code=204)


def _told(found: PostView) -> BlogPost:
    plain = {name: getattr(found, name) for name in BlogPost.model_fields if name != 'picture'}
    return BlogPost(picture=found.picture.src if found.picture is not None else '', **plain)
