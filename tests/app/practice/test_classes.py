"""Classes: a code lets students in, they see what the teacher shares, and the teacher sees how they get on."""

from collections.abc import Callable

import pytest

from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, OverLimit, TooManyTries
from app.practice import classes, progress, saved, visible
from app.practice.shared_pieces import SharedPiece, shared_pieces
from models import EntitlementOverride
from tests.app.accounts_support import person
from tests.app.practice.support import piece


@pytest.fixture(autouse=True)
def _limits_are_hard(change_setting: Callable[[str, object], None]) -> None:
    change_setting('limits', 'hard')


@pytest.fixture
def teacher(ann: str) -> str:
    """Ann teaches up to two students."""
    with transaction() as session:
        session.add(EntitlementOverride(user_id=ann, key=classes.STUDENTS, value=2))
    return ann


def test_a_free_plan_has_no_classes(bea: str) -> None:
    with pytest.raises(OverLimit, match='has no classes'):
        classes.create(bea, 'Mondays')


def test_students_see_what_is_shared_as_long_as_it_is(teacher: str, bea: str) -> None:
    made = classes.create(teacher, ' Mondays ')
    lick, other = piece(teacher, 'Lick'), piece(teacher, 'Not shared')
    saved.save(teacher, lick, 'Week 1')
    saved.save(teacher, other, 'Later')
    classes.share(teacher, made.id, 'Week 1')
    assert classes.join(bea, f' {str(made.code).lower()[:4]}-{str(made.code)[4:]} ').collections == ('Week 1',)
    with reading() as session:
        assert visible.seen(session, bea, lick).title == 'Lick'
        with pytest.raises(NotFound):
            visible.seen(session, bea, other)
    assert shared_pieces(bea) == [SharedPiece(made.id, 'Week 1', lick, 'Lick')]
    assert shared_pieces(teacher) == []
    saved.save(bea, lick, 'From my teacher')
    classes.share(teacher, made.id, 'Week 1', shared=False)
    assert saved.listed(bea) == []


def test_a_teacher_shares_only_what_they_wrote_themselves(teacher: str, bea: str) -> None:
    eve = person('eve@example.org')
    theirs = piece(eve, public=True)
    saved.save(teacher, theirs, 'Week 1')
    made = classes.create(teacher, 'Mondays')
    classes.share(teacher, made.id, 'Week 1')
    classes.join(bea, str(made.code))
    with transaction() as session:
        visible.owned(session, eve, theirs).is_public = False
    with reading() as session, pytest.raises(NotFound):
        visible.seen(session, bea, theirs)
    assert shared_pieces(bea) == []


def test_the_teacher_sees_how_students_get_on_and_nobody_else_does(teacher: str, bea: str) -> None:
    made = classes.create(teacher, 'Mondays')
    classes.join(bea, str(made.code))
    progress.record(bea, piece(bea), score=80, minutes=5)
    (student,) = classes.students(teacher, made.id)
    assert (student.name, student.takes, student.score) == ('Bea', 1, 80)
    with pytest.raises(NotFound):
        classes.students(bea, made.id)
    classes.leave(bea, made.id)
    assert classes.students(teacher, made.id) == []


def test_codes_end_classes_fill_and_guessing_is_slowed_down(teacher: str, bea: str) -> None:
    made = classes.create(teacher, 'Mondays')
    with pytest.raises(NotAllowed, match='your own class'):
        classes.join(teacher, str(made.code))
    for name in 'xy':
        classes.join(person(f'{name}@example.org'), str(made.code))
    with pytest.raises(NotAllowed, match='is full'):
        classes.join(bea, str(made.code))
    classes.change(teacher, made.id, is_open=False)
    with pytest.raises(NotFound, match='No class has this code'):
        classes.join(bea, str(made.code))
    with pytest.raises(NotFound):
        classes.join(bea, '')
    for _ in range(20):
        with pytest.raises((NotFound, TooManyTries)) as found:
            classes.join(bea, 'AAAAAAAA')
    assert isinstance(found.value, TooManyTries)


def test_only_the_teacher_changes_a_class(teacher: str, bea: str) -> None:
    made = classes.create(teacher, 'Mondays')
    eve = person('eve@example.org')
    classes.join(bea, str(made.code))
    for deed in (
        lambda: classes.change(bea, made.id, name='Mine'),
        lambda: classes.delete(bea, made.id),
        lambda: classes.share(bea, made.id, 'Week 1'),
        lambda: classes.leave(eve, made.id, student_id=bea),
    ):
        with pytest.raises(NotFound):
            deed()
    with pytest.raises(NotFound, match='no collection of this name'):
        classes.share(teacher, made.id, 'Nothing')
    classes.leave(teacher, made.id, student_id=bea)
    assert classes.joined(bea) == []
    classes.delete(teacher, made.id)
    assert classes.taught(teacher) == []
