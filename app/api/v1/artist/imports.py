"""Files of numbers: what each asks, what it would change, saving it, taking it back.

A file comes as an upload for the area `artist` with the choice `{"numbers": {}}`; the import has the upload's id.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from app.api.v1.answers import IfNoneMatch, Moment, Resource, Wanted, one
from app.api.v1.area_answers import Asking
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked, last, page
from app.artist import import_jobs
from app.artist.import_jobs import ImportView
from app.jobs.progress import HUB

router = APIRouter()
EXAMPLE_ID = '019ab5f0-9a61-7f1e-8a44-0b7c9a5b6d31'
ImportId = Annotated[str, Path(max_length=64, description='The id of an import, which is that of its upload.')]
MAY = may_fail('not-allowed')


class ImportQuestion(BaseModel):
    """What a file leaves open."""

    name: str
    words: str
    choices: dict[str, str]
    suggested: str


class MetricFile(Resource):
    """A file of numbers that you brought."""

    id: str
    file_name: str
    label: str = Field(description='What it was recognised as.')
    step: str = Field(description='`read`, `preview`, `save`, `saved`, `undo` or `undone`.')
    status: str
    percent: int
    error: str
    questions: list[ImportQuestion] = Field(description='To be answered before it can be saved.')
    counts: dict[str, int] = Field(description='What saving brings: `new`, `changed`, `equal`, `kept`.')
    refused: int = Field(description='Rows that are left out.')
    can_save: bool
    can_undo: bool
    created_at: Moment
    saved_at: Moment | None
    undo_until: Moment | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A preview."""
        told: dict[str, Any] = {'id': EXAMPLE_ID, 'file_name': 'audience.csv', 'step': 'preview', 'status': 'completed'}
        told |= {'label': 'Spotify for Artists, audience', 'percent': 100, 'error': '', 'questions': [], 'refused': 0}
        told |= {'counts': {'new': 84, 'changed': 3, 'equal': 0, 'kept': 0}, 'can_save': True, 'can_undo': False}
        return told | {'created_at': '2026-11-28T20:00:00Z', 'saved_at': None, 'undo_until': None}


class AnswersWanted(Wanted):
    """What was asked, by its name; of columns, what each is by its number."""

    answers: dict[str, str | dict[str, str]]

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A song."""
        return {'answers': {'song': 'Glasshouse'}}


@router.get('/imports', response_model=Page[MetricFile], summary='List files of numbers')
def list_imports(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Those that you brought, the newest first."""
    found = import_jobs.behind(who.id, last(wanted), wanted.limit + 1)
    rows = (_told(row) for row in found)
    return page(wanted, found, MetricFile, lambda row: (row.created_at.isoformat(), row.id), rows)


@router.get('/imports/{import_id}', response_model=MetricFile, summary='Get a file of numbers')
def get_import(request: Request, who: Asking, import_id: ImportId, _: IfNoneMatch = None) -> Response:
    """How far it is, what it asks, and what it would change."""
    return one(request, _told(import_jobs.get(who.id, import_id)))


@router.post(
    '/imports/{import_id}/answers', status_code=201, response_model=MetricFile, summary='Answer what a file asks',
    openapi_extra=MAY,
)  # fmt: skip
def answer_import(request: Request, who: Asking, __: Once, import_id: ImportId, wanted: AnswersWanted) -> Response:
    """It is read again with your answers."""
    import_jobs.answer(who.id, import_id, wanted.answers)
    return _now(request, who.id, import_id)


@router.post(
    '/imports/{import_id}/save', status_code=201, response_model=MetricFile, summary='Save a file of numbers',
    openapi_extra=MAY,
)  # fmt: skip
def save_import(request: Request, who: Asking, __: Once, import_id: ImportId) -> Response:
    """All of its values, or none."""
    import_jobs.save(who.id, import_id)
    return _now(request, who.id, import_id)


@router.post(
    '/imports/{import_id}/undo', status_code=201, response_model=MetricFile, summary='Take a file of numbers back',
    openapi_extra=MAY,
)  # fmt: skip
def undo_import(request: Request, who: Asking, __: Once, import_id: ImportId) -> Response:
    """Within 24 hours."""
    import_jobs.undo(who.id, import_id)
    return _now(request, who.id, import_id)


@router.delete(
    '/imports/{import_id}', status_code=204, response_class=Response, summary='Throw a file of numbers away',
    openapi_extra=MAY,
)  # fmt: skip
def delete_import(who: Asking, import_id: ImportId) -> Response:
    """One that was not saved, or was taken back."""
    import_jobs.discard(who.id, import_id)
    return Response(status_code=204)


def _now(request: Request, user_id: str, import_id: str) -> Response:
    HUB.poke()
    return one(request, _told(import_jobs.get(user_id, import_id)), status=201)


def _told(found: ImportView) -> MetricFile:
    names = ('id', 'file_name', 'label', 'step', 'percent', 'error', 'can_save', 'can_undo')
    told = {name: getattr(found, name) for name in (*names, 'created_at', 'saved_at', 'undo_until')}
    questions = [ImportQuestion.model_validate(asked) for asked in found.asks]
    counts, refused = found.found.get('counts', {}), found.found.get('refusals', 0)
    return MetricFile(status=str(found.status), questions=questions, counts=counts, refused=refused, **told)
