"""What a studio has handed over: files with their versions, what is said of them, and what is approved."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from app.api.delivery import deliver
from app.api.v1.answers import Fields, IfNoneMatch, Moment, Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.files import FILE, Range
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.api.v1.studio.asking import BOOKING_ID, EXAMPLE_ID, STUDIO_ID, Asking, known
from app.studio import delivery_approvals, delivery_comments, delivery_downloads, delivery_lists, delivery_views
from app.studio.delivery_comments import LONGEST_MS, TEXT_MOST
from app.studio.delivery_readers import Reader, signed_in
from app.studio.delivery_views import FileView

router = APIRouter()
DeliveryId = Annotated[str, Path(max_length=64, description='The id of something that was handed over.')]
VersionId = Annotated[str, Path(max_length=64, description='The id of a version of it.')]
CommentId = Annotated[str, Path(max_length=64, description='The id of a comment.')]


class DeliveredVersion(BaseModel):
    """One version of it."""

    id: str
    number: int
    file_name: str
    note: str
    by: str
    status: str
    size_bytes: int
    sha256: str
    duration_s: float | None
    lufs: float | None = Field(description='How loud the file is.')
    plays: bool = Field(description='Whether it can be heard on the page.')
    comments: int
    open_comments: int = Field(description='Those that are not ticked off.')
    created_at: Moment


class StudioDelivery(Resource):
    """A file that a studio has handed over to a client."""

    id: str
    name: str
    folder: str
    description: str
    studio_id: str
    studio: str
    booking_id: str | None
    by: str
    client: str = Field(description='The id of their account, or their address.')
    is_staff: bool = Field(description='Whether you see it as its studio.')
    is_locked: bool = Field(description='Whether it can be downloaded only once all is paid.')
    due_cents: int | None = Field(description='What is to be paid before it can be downloaded.')
    may_download: bool
    approved_version_id: str | None = Field(description='That version is the one, and all of it is frozen.')
    approved_at: Moment | None
    expires_at: Moment | None = Field(description='Until when its files are kept.')
    gone_at: Moment | None = Field(description='Since when they are gone.')
    versions: list[DeliveredVersion] = Field(description='The latest first.')
    created_at: Moment
    updated_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A mix that waits to be approved."""
        version: dict[str, Any] = {'id': EXAMPLE_ID, 'number': 1, 'file_name': 'Mix 1.wav', 'note': '', 'by': 'Eve'}
        version |= {'status': 'completed', 'size_bytes': 63504044, 'sha256': '9f86d0…', 'duration_s': 240.0}
        at = '2027-03-25T10:00:00Z'
        version |= {'lufs': -13.2, 'plays': True, 'comments': 2, 'open_comments': 1, 'created_at': at}
        told: dict[str, Any] = {
            'id': EXAMPLE_ID,
            'name': 'Mix',
            'folder': 'Mixes',
            'description': '',
            'studio_id': STUDIO_ID,
        }
        told |= {'studio': 'Night Owl', 'booking_id': BOOKING_ID, 'by': 'Eve', 'client': EXAMPLE_ID, 'is_staff': False}
        told |= {'is_locked': False}
        told |= {'due_cents': None, 'may_download': True, 'approved_version_id': None, 'approved_at': None}
        told |= {'expires_at': '2027-06-23T10:00:00Z', 'gone_at': None, 'created_at': at, 'updated_at': at}
        return told | {'versions': [version]}


class DeliveryComment(Resource):
    """What somebody says of a version."""

    id: str
    version_id: str
    number: int = Field(description='That of the version.')
    at_ms: int | None = Field(description='The time that it is about; null where that is all of it.')
    text: str
    by: str
    by_studio: bool
    is_done: bool = Field(description='Whether it is ticked off.')
    is_mine: bool = Field(description='Whether you may tick it off and take it back.')
    created_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """At half a minute."""
        told = {'version_id': EXAMPLE_ID, 'number': 1, 'at_ms': 30_000, 'text': 'The voice is too loud here.'}
        told |= {'by': 'Ann', 'by_studio': False, 'is_done': False, 'is_mine': True}
        return {'id': EXAMPLE_ID, **told, 'created_at': '2027-03-25T11:00:00Z'}


class DeliveryCommentWanted(Wanted):
    """Something to say."""

    text: str = Field(min_length=1, max_length=TEXT_MOST)
    at_ms: int | None = Field(None, ge=0, le=LONGEST_MS)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """At half a minute."""
        return {'text': 'The voice is too loud here.', 'at_ms': 30_000}


class CommentTick(Wanted):
    """Whether a comment is done."""

    is_done: bool

    @classmethod
    def example(cls) -> dict[str, Any]:
        """It is."""
        return {'is_done': True}


@router.get(
    '/deliveries',
    response_model=Page[StudioDelivery],
    summary='List your files',
    openapi_extra=may_fail('not-allowed', 'not-found'),
)
def list_deliveries(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    studio_id: Annotated[str, Query(max_length=64, description='As staff: the studio; with `client`.')] = '',
    client: Annotated[
        str, Query(max_length=254, description='As staff: the id of an account, or a mail address.')
    ] = '',
) -> Response:
    """What studios have handed over to you, those of the latest session first; for staff, what one client has."""
    of_client = bool(studio_id or client)
    groups = delivery_lists.of_client(who.id, studio_id, client) if of_client else delivery_lists.mine(who.id)
    return short_page(wanted, [told(one) for one in delivery_lists.all_files(groups)], StudioDelivery)


@router.get('/deliveries/{delivery_id}', response_model=StudioDelivery, summary='Get a file')
def get_delivery(
    request: Request, who: Asking, delivery_id: DeliveryId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One file with its versions."""
    return one(request, told(delivery_views.get(_reader(who.id), delivery_id)), fields)


@router.head('/delivery-versions/{version_id}/file', include_in_schema=False)
@router.get(
    '/delivery-versions/{version_id}/file', response_class=Response, responses=FILE, summary='Download a version',
    openapi_extra=may_fail('not-allowed'),
)  # fmt: skip
def get_delivery_file(request: Request, who: Asking, version_id: VersionId, _: Range = None) -> Response:
    """A version as it was sent, to the byte; refused with what is due where it is to be paid first."""
    reader = _reader(who.id)
    key, name, sha256 = delivery_downloads.original(reader, version_id)
    answer = deliver(request, key, name, sha256)
    if request.method == 'GET':
        delivery_downloads.downloaded(reader, version_id)
    return answer


@router.post(
    '/delivery-versions/{version_id}/approve',
    response_model=StudioDelivery,
    summary='Approve a version',
    openapi_extra=may_fail('changed'),
)
def approve_delivery(request: Request, who: Asking, _: Once, version_id: VersionId) -> Response:
    """Say, as its client, that this version is the one: nothing more is sent or said until it is opened again."""
    reader = _reader(who.id)
    delivery_approvals.approve(reader, version_id)
    return one(request, told(delivery_views.of_version(reader, version_id)))


@router.post('/deliveries/{delivery_id}/reopen', response_model=StudioDelivery, summary='Open a file again')
def reopen_delivery(request: Request, who: Asking, _: Once, delivery_id: DeliveryId) -> Response:
    """Take an approval back, as its client or its studio."""
    delivery_approvals.reopen(_reader(who.id), delivery_id)
    return one(request, told(delivery_views.get(_reader(who.id), delivery_id)))


@router.get('/deliveries/{delivery_id}/comments', response_model=Page[DeliveryComment], summary='List what was said')
def list_delivery_comments(who: Asking, wanted: Annotated[Asked, Depends(asked)], delivery_id: DeliveryId) -> Response:
    """What was said of a file: of the latest version first, its times in order."""
    found = delivery_comments.listed(_reader(who.id), delivery_id)
    return short_page(wanted, [_comment(one) for one in found], DeliveryComment)


@router.post(
    '/delivery-versions/{version_id}/comments', status_code=201, response_model=DeliveryComment,
    summary='Say something of a version',
)  # fmt: skip
def create_delivery_comment(
    request: Request, who: Asking, _: Once, version_id: VersionId, wanted: DeliveryCommentWanted
) -> Response:
    """Say something of a version, perhaps at a time of it; it stays with that version."""
    made = delivery_comments.add(_reader(who.id), version_id, wanted.text, wanted.at_ms)
    return one(request, _comment(made), status=201)


@router.patch('/delivery-comments/{comment_id}', response_model=DeliveryComment, summary='Tick a comment off')
def tick_delivery_comment(request: Request, who: Asking, comment_id: CommentId, wanted: CommentTick) -> Response:
    """Say that it is done, or take that back: its studio does, and whoever said it."""
    return one(request, _comment(delivery_comments.tick(_reader(who.id), comment_id, wanted.is_done)))


@router.delete(
    '/delivery-comments/{comment_id}', status_code=204, response_class=Response, summary='Take a comment back'
)
def delete_delivery_comment(who: Asking, comment_id: CommentId) -> Response:
    """Take it back."""
    delivery_comments.delete(_reader(who.id), comment_id)
    return Response(status_code=204)


def _reader(user_id: str) -> Reader:
    return signed_in(user_id)


def told(found: FileView) -> StudioDelivery:
    """A file as the API tells it."""
    versions = [known(DeliveredVersion, one, status=one.status.value) for one in found.versions]
    due = None if found.due is None else found.due.cents
    return StudioDelivery.model_validate(known(StudioDelivery, found, versions=versions, due_cents=due))


def _comment(found: delivery_comments.Comment) -> DeliveryComment:
    return DeliveryComment.model_validate(known(DeliveryComment, found))
