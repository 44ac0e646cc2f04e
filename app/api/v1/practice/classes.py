"""Classes: of teachers, who share collections by a code, and of students, who let them see how they get on."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, Wanted, if_still, one, unless_changed
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.practice.asking import EXAMPLE_ID, Asking
from app.api.v1.short_lists import short_page
from app.errors import NotFound
from app.practice import classes
from app.practice.saved import NAME_LIMIT as COLLECTION_LIMIT

router = APIRouter(prefix='/classes')
ClassId = Annotated[str, Path(max_length=64, description='The id of a class.')]
StudentId = Annotated[str, Path(max_length=64, description='The id of a student of the class.')]


class PracticeClass(Resource):
    """A class that you teach."""

    id: str
    name: str
    code: str | None = Field(description='By which students join; null where nobody new shall.')
    students: int
    collections: list[str] = Field(description='Yours that the students see.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """An open one."""
        return {'id': EXAMPLE_ID, 'name': 'Mondays', 'code': 'K7WQ2MZP', 'students': 4, 'collections': ['Blues']}


class JoinedClass(Resource):
    """A class that you are a student of."""

    id: str
    name: str
    teacher: str
    collections: list[str]

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {'id': EXAMPLE_ID, 'name': 'Mondays', 'teacher': 'Ann', 'collections': ['Blues']}


class Student(Resource):
    """How a student got on in the last thirty days."""

    id: str
    name: str
    joined_at: Moment
    minutes: int
    takes: int
    score: float | None = Field(description='The mean of what was scored, 0 to 100.')
    due: int = Field(description='How many pieces are due again.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {
            'id': EXAMPLE_ID,
            'name': 'Bea',
            'joined_at': '2026-11-01T10:00:00Z',
            'minutes': 240,
            'takes': 12,
            'score': 78.5,
            'due': 3,
        }


class ClassWanted(Wanted):
    """A class."""

    name: str = Field(min_length=1, max_length=classes.NAME_LIMIT)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {'name': 'Mondays'}


class ClassChange(Wanted):
    """What is to be otherwise; what is left out stays as it is."""

    name: str | None = Field(None, min_length=1, max_length=classes.NAME_LIMIT)
    is_open: bool | None = Field(None, description='`false` lets nobody new in; `true` makes a new code.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Nobody new."""
        return {'is_open': False}


class Sharing(Wanted):
    """A collection, and whether the students see it."""

    collection: str = Field(max_length=COLLECTION_LIMIT)
    shared: bool = True

    @classmethod
    def example(cls) -> dict[str, Any]:
        """They do."""
        return {'collection': 'Blues'}


class CodeSent(Wanted):
    """The code of a class."""

    code: str = Field(min_length=1, max_length=40)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A code."""
        return {'code': 'K7WQ2MZP'}


@router.get('', response_model=Page[PracticeClass], summary='List your classes')
def list_classes(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """The classes that you teach, the newest first."""
    return short_page(wanted, [_told(one) for one in classes.taught(who.id)], PracticeClass)


@router.post(
    '', status_code=201, response_model=PracticeClass, summary='Open a class', openapi_extra=may_fail('over-limit')
)
def create_class(request: Request, who: Asking, _: Once, wanted: ClassWanted) -> Response:
    """Open a class; students join it by its code."""
    made = classes.create(who.id, wanted.name)
    return one(request, _told(made), status=201, Location=f'/api/v1/practice/classes/{made.id}')


@router.get('/joined', response_model=Page[JoinedClass], summary='List the classes that you are in')
def list_joined_classes(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """The classes that you are a student of, by name."""
    return short_page(wanted, [_joined(one) for one in classes.joined(who.id)], JoinedClass)


@router.post(
    '/joined', status_code=201, response_model=JoinedClass, summary='Join a class', openapi_extra=may_fail('not-found')
)
def join_class(request: Request, who: Asking, _: Once, sent: CodeSent) -> Response:
    """Join the class of a code. Its teacher sees your minutes and scores from then on, until you leave it."""
    return one(request, _joined(classes.join(who.id, sent.code)), status=201)


@router.delete('/joined/{class_id}', status_code=204, response_class=Response, summary='Leave a class')
def leave_class(who: Asking, class_id: ClassId) -> Response:
    """Leave a class; its teacher sees nothing of you any more."""
    classes.leave(who.id, class_id)
    return Response(status_code=204)


@router.get('/{class_id}', response_model=PracticeClass, summary='Get a class')
def get_class(
    request: Request, who: Asking, class_id: ClassId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One that you teach."""
    return one(request, _find(who.id, class_id), fields)


@router.patch('/{class_id}', response_model=PracticeClass, summary='Change a class')
def change_class(
    request: Request, who: Asking, class_id: ClassId, wanted: ClassChange, match: IfMatch = None
) -> Response:
    """Rename it, close it to new students, or open it by a new code."""
    changed = classes.change(who.id, class_id, **wanted.model_dump(), check=unless_changed(match, _told))
    return one(request, _told(changed))


@router.delete('/{class_id}', status_code=204, response_class=Response, summary='End a class')
def delete_class(who: Asking, class_id: ClassId, match: IfMatch = None) -> Response:
    """End it; its students keep what they have saved and made."""
    with if_still(match, lambda: _find(who.id, class_id)):
        classes.delete(who.id, class_id)
    return Response(status_code=204)


@router.put('/{class_id}/collections', response_model=PracticeClass, summary='Share a collection')
def share_collection(
    request: Request, who: Asking, class_id: ClassId, wanted: Sharing, match: IfMatch = None
) -> Response:
    """Let the students see one of your collections, or no longer."""
    with if_still(match, lambda: _find(who.id, class_id)):
        changed = classes.share(who.id, class_id, wanted.collection, wanted.shared)
    return one(request, _told(changed))


@router.get('/{class_id}/students', response_model=Page[Student], summary='List students')
def list_students(who: Asking, wanted: Annotated[Asked, Depends(asked)], class_id: ClassId) -> Response:
    """The students of a class that you teach, by name, and how they get on."""
    return short_page(wanted, [_student(one) for one in classes.students(who.id, class_id)], Student)


@router.delete(
    '/{class_id}/students/{student_id}', status_code=204, response_class=Response, summary='Take a student out'
)
def delete_student(who: Asking, class_id: ClassId, student_id: StudentId) -> Response:
    """Take a student out of a class that you teach."""
    classes.leave(who.id, class_id, student_id)
    return Response(status_code=204)


def _find(user_id: str, class_id: str) -> PracticeClass:
    found = next((one for one in classes.taught(user_id) if one.id == class_id), None)
    if found is None:
        raise NotFound(classes.GONE)
    return _told(found)


def _told(found: classes.Class) -> PracticeClass:
    known = {name: getattr(found, name) for name in PracticeClass.model_fields}
    return PracticeClass.model_validate({**known, 'collections': list(found.collections)})


def _joined(found: classes.Joined) -> JoinedClass:
    known = {name: getattr(found, name) for name in JoinedClass.model_fields}
    return JoinedClass.model_validate({**known, 'collections': list(found.collections)})


def _student(found: classes.Student) -> Student:
    known = {name: getattr(found, name) for name in Student.model_fields if hasattr(found, name)}
    return Student.model_validate({**known, 'id': found.user_id})
