"""What people say about maps, and about fixes to them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import IfMatch, Moment, Resource, Wanted, if_still, one
from app.api.v1.drums.asking import EXAMPLE_ID, MAP_ID, Asking, MapId, known
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked, last, page, time_and_id
from app.drums import comments
from app.drums.comments import TEXT_MOST
from app.drums.comments import Comment as CommentView
from app.drums.drum_map import LONGEST_MS

router = APIRouter()
CommentId = Annotated[str, Path(max_length=64, description='The id of a comment.')]
Words = Annotated[str, Field(min_length=1, max_length=TEXT_MOST)]


class Comment(Resource):
    """What somebody says."""

    id: str
    map_id: str
    proposal_id: str | None = Field(description='The fix that it is about.')
    at_ms: int | None = Field(description='The time that it is about; null where that is the whole map.')
    text: str
    by: str
    badge: str = Field(description='The highest role of whoever says it; empty where they have none.')
    is_mine: bool
    created_at: Moment
    edited_at: Moment | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """At half a minute."""
        return {
            'id': EXAMPLE_ID,
            'map_id': MAP_ID,
            'proposal_id': None,
            'at_ms': 30_000,
            'text': 'The crash comes a little late here.',
            'by': 'Vera',
            'badge': 'Verifier',
            'is_mine': False,
            'created_at': '2026-11-28T20:00:00Z',
            'edited_at': None,
        }


class CommentWanted(Wanted):
    """Something to say."""

    text: Words
    at_ms: int | None = Field(None, ge=0, le=LONGEST_MS)
    proposal_id: str | None = Field(None, max_length=64, description='A fix to this map.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """At half a minute."""
        return {'text': 'The crash comes a little late here.', 'at_ms': 30_000}


class CommentText(Wanted):
    """The same, said otherwise."""

    text: Words

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Words."""
        return {'text': 'The crash is late here.'}


@router.get('/maps/{map_id}/comments', response_model=Page[Comment], summary='List comments')
def list_map_comments(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    map_id: MapId,
    proposal_id: Annotated[str | None, Query(max_length=64, description='Only what is about this fix.')] = None,
) -> Response:
    """What was said about a map, the oldest first."""
    found = comments.behind(map_id, who.id, last(wanted), wanted.limit + 1, proposal_id)
    return page(wanted, found, Comment, time_and_id, map(_told, found))


@router.post('/maps/{map_id}/comments', status_code=201, response_model=Comment, summary='Say something')
def create_comment(request: Request, who: Asking, _: Once, map_id: MapId, wanted: CommentWanted) -> Response:
    """Say something about a map, perhaps at a time of it, or about a fix to it."""
    made = comments.add(who.id, map_id, wanted.text, wanted.at_ms, wanted.proposal_id)
    return one(request, _told(made), status=201)


@router.put('/comments/{comment_id}', response_model=Comment, summary='Say it otherwise')
def replace_comment(
    request: Request, who: Asking, comment_id: CommentId, wanted: CommentText, match: IfMatch = None
) -> Response:
    """Change what you have said."""
    with if_still(match, lambda: _told(comments.get(comment_id, who.id))):
        made = comments.edit(who.id, comment_id, wanted.text)
    return one(request, _told(made))


@router.delete('/comments/{comment_id}', status_code=204, response_class=Response, summary='Delete a comment')
def delete_comment(who: Asking, comment_id: CommentId, match: IfMatch = None) -> Response:
    """Take back what you have said; curators hide what should not be there."""
    with if_still(match, lambda: _told(comments.get(comment_id, who.id))):
        comments.delete(who.id, comment_id)
    return Response(status_code=204)


def _told(view: CommentView) -> Comment:
    return Comment.model_validate(known(Comment, view))
