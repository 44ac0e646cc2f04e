"""Classes: a teacher shares collections with students, who join by a code and let the teacher see how they get on."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import throttle
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, OverLimit
from app.practice import forms
from models import (
    ClassCollection,
    ClassMember,
    PracticeClass,
    PracticeReview,
    PracticeSession,
    ProgressRecord,
    SavedContent,
    User,
)
from models.types import utc_now

STUDENTS = 'practice.students_at_once'
"""How many students somebody may teach, all classes together, as their plan names it."""
NAME_LIMIT, MOST_CLASSES = 80, 50
SIGNS, CODE_LENGTH = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789', 8
"""Signs that nobody mistakes for others."""
TRIES = throttle.Limit('class-code', free=10, window_s=600.0, pause_s=60.0, longest_s=600.0)
LOOKED_BACK = timedelta(days=30)
GONE = 'This class does not exist, or it is over.'


@dataclass(frozen=True, slots=True)
class Class:
    """A class as its teacher sees it; without a code nobody new comes in."""

    id: str
    name: str
    code: str | None
    students: int
    collections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """A class as its student sees it."""

    id: str
    name: str
    teacher: str
    collections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Student:
    """How a student got on in the last thirty days; `score` is the mean, 0 to 100, of what was scored."""

    user_id: str
    name: str
    joined_at: datetime
    minutes: int
    takes: int
    score: float | None
    due: int


def create(user_id: str, name: str) -> Class:
    """Open a class.

    Raises
    ------
    NotAllowed
        It has no name, or there are too many.
    OverLimit
        The plan of this user teaches nobody.
    """
    named = _name(name)
    if _most(user_id) == 0:
        raise OverLimit(f'Your plan has no classes. {accounts.tiers.way_up()}')
    with transaction() as session:
        accounts.acting(session, user_id)
        mine = sa.select(sa.func.count()).select_from(PracticeClass).where(col(PracticeClass.user_id) == user_id)
        if (session.scalar(mine) or 0) >= MOST_CLASSES:
            raise NotAllowed(f'Up to {MOST_CLASSES} classes are kept: delete one that is over.')
        row = PracticeClass(user_id=user_id, name=named, code=_new_code())
        session.add(row)
        session.flush()
        return _class(session, row)


def change(
    user_id: str,
    class_id: str,
    *,
    name: str | None = None,
    is_open: bool | None = None,
    check: Callable[[Class], None] = lambda _: None,
) -> Class:
    """Rename a class, close it to new students, or open it by a new code. Raises NotFound and NotAllowed."""
    with transaction() as session:
        accounts.acting(session, user_id)
        row = _taught(session, user_id, class_id)
        check(_class(session, row))
        if name is not None:
            row.name = _name(name)
        if is_open is not None:
            row.code = _new_code() if is_open else None
        session.add(row)
        session.flush()
        return _class(session, row)


def delete(user_id: str, class_id: str) -> None:
    """End a class; its students keep what they have saved and made. Raises NotFound."""
    with transaction() as session:
        accounts.acting(session, user_id)
        session.delete(_taught(session, user_id, class_id))


def share(user_id: str, class_id: str, collection: str, shared: bool = True) -> Class:
    """Let the students see one of the teacher's collections, or no longer. Raises NotFound."""
    with transaction() as session:
        accounts.acting(session, user_id)
        row = _taught(session, user_id, class_id)
        mine = (col(SavedContent.user_id) == user_id, col(SavedContent.collection_name) == collection)
        there = session.get(ClassCollection, (class_id, collection))
        if shared and there is None:
            if session.scalar(sa.select(sa.func.count()).select_from(SavedContent).where(*mine)) == 0:
                raise NotFound('You have no collection of this name, or it is empty.')
            session.add(ClassCollection(class_id=class_id, collection_name=collection))
        elif not shared and there is not None:
            session.delete(there)
        session.flush()
        return _class(session, row)


def join(user_id: str, code: str) -> Joined:
    """Join the class of this code.

    Raises
    ------
    NotFound
        There is none.
    NotAllowed
        It is their own, or it is full.
    TooManyTries
        Too many codes were tried.
    """
    if settings().accounts == 'on':
        throttle.count(TRIES, user_id)
    written = ''.join(sign for sign in code.upper() if sign.isalnum())
    with transaction() as session:
        accounts.acting(session, user_id)
        row = session.scalar(sa.select(PracticeClass).where(col(PracticeClass.code) == written)) if written else None
        if row is None:
            raise NotFound('No class has this code. Ask your teacher for it again.')
        if row.user_id == user_id:
            raise NotAllowed('This is your own class: give the code to your students.')
        if session.get(ClassMember, (row.id, user_id)) is None:
            _check_room(session, row.user_id)
            session.add(ClassMember(class_id=row.id, user_id=user_id))
            session.flush()
        return _joined(session, row)


def leave(user_id: str, class_id: str, student_id: str = '') -> None:
    """Leave a class, or take a student out of one's own. Raises NotFound."""
    with transaction() as session:
        accounts.acting(session, user_id)
        if student_id:
            _taught(session, user_id, class_id)
        row = session.get(ClassMember, (class_id, student_id or user_id))
        if row is None:
            raise NotFound(GONE)
        session.delete(row)


def taught(user_id: str) -> list[Class]:
    """The classes of a teacher, the newest first."""
    mine = sa.select(PracticeClass).where(col(PracticeClass.user_id) == user_id)
    with reading() as session:
        return [_class(session, row) for row in session.scalars(mine.order_by(col(PracticeClass.created_at).desc()))]


def joined(user_id: str) -> list[Joined]:
    """The classes that somebody is a student of, by name."""
    mine = (
        sa.select(PracticeClass)
        .join(ClassMember, col(ClassMember.class_id) == col(PracticeClass.id))
        .where(col(ClassMember.user_id) == user_id)
        .order_by(col(PracticeClass.name))
    )
    with reading() as session:
        return [_joined(session, row) for row in session.scalars(mine)]


def students(user_id: str, class_id: str) -> list[Student]:
    """The students of one of this teacher's classes, by name. Raises NotFound."""
    with reading() as session:
        _taught(session, user_id, class_id)
        found = (
            sa.select(ClassMember, User)
            .join(User, col(User.id) == col(ClassMember.user_id))
            .where(col(ClassMember.class_id) == class_id, col(User.deleted_at).is_(None))
        )
        known = [_student(session, member, user) for member, user in session.execute(found)]
    return sorted(known, key=lambda student: student.name.casefold())


def _student(session: Session, member: ClassMember, user: User) -> Student:
    since = utc_now() - LOOKED_BACK
    sat = sa.select(sa.func.sum(PracticeSession.duration)).where(
        col(PracticeSession.user_id) == user.id, col(PracticeSession.started_at) >= since
    )
    scored = sa.select(sa.func.count(), sa.func.avg(ProgressRecord.score)).where(
        col(ProgressRecord.user_id) == user.id,
        col(ProgressRecord.recorded_at) >= since,
        col(ProgressRecord.score).is_not(None),
    )
    due = (
        sa.select(sa.func.count())
        .select_from(PracticeReview)
        .where(col(PracticeReview.user_id) == user.id, col(PracticeReview.due_at) <= utc_now())
    )
    takes, score = session.execute(scored).one()
    return Student(
        user.id,
        user.display_name or user.username or user.email,
        member.joined_at,
        session.scalar(sat) or 0,
        takes,
        score,
        session.scalar(due) or 0,
    )


def _class(session: Session, row: PracticeClass) -> Class:
    count = sa.select(sa.func.count()).select_from(ClassMember).where(col(ClassMember.class_id) == row.id)
    return Class(row.id, row.name, row.code, session.scalar(count) or 0, _collections(session, row.id))


def _joined(session: Session, row: PracticeClass) -> Joined:
    teacher = session.get_one(User, row.user_id)
    return Joined(
        row.id, row.name, teacher.display_name or teacher.username or 'A teacher', _collections(session, row.id)
    )


def _collections(session: Session, class_id: str) -> tuple[str, ...]:
    names = sa.select(col(ClassCollection.collection_name)).where(col(ClassCollection.class_id) == class_id)
    return tuple(session.scalars(names.order_by(col(ClassCollection.collection_name))))


def _taught(session: Session, user_id: str, class_id: str) -> PracticeClass:
    row = session.get(PracticeClass, class_id)
    if row is None or row.user_id != user_id:
        raise NotFound(GONE)
    return row


def _check_room(session: Session, teacher_id: str) -> None:
    most = accounts.tier_of(session, teacher_id).allow.get(STUDENTS)
    taught = (
        sa.select(sa.func.count(sa.distinct(col(ClassMember.user_id))))
        .select_from(ClassMember)
        .join(PracticeClass, col(PracticeClass.id) == col(ClassMember.class_id))
        .where(col(PracticeClass.user_id) == teacher_id)
    )
    if most is not None and settings().limits == 'hard' and (session.scalar(taught) or 0) >= most:
        raise NotAllowed('This class is full. Tell your teacher.')


def _most(user_id: str) -> int | None:
    return accounts.entitlement(user_id, STUDENTS) if settings().limits == 'hard' else None


def _name(given: str) -> str:
    name = forms.line(given, NAME_LIMIT, f'Give a class a name of up to {NAME_LIMIT} characters.')
    if not name:
        raise NotAllowed('Give the class a name.')
    return name


def _new_code() -> str:
    return ''.join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))
