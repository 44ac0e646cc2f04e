"""What everybody sees: likes and views count once, and what is reported an admin decides."""

from datetime import timedelta

import pytest

from app.db import reading
from app.errors import NotAllowed, NotFound
from app.practice import community, visible
from models import GeneratedContent
from models.types import utc_now
from tests.app.accounts_support import log_of, person, session_of, visiting
from tests.app.practice.support import piece


def counted(content_id: str) -> tuple[int, int]:
    with reading() as session:
        row = session.get_one(GeneratedContent, content_id)
    return row.likes, row.views


def test_a_like_counts_once_for_each_person_and_can_be_taken_back(ann: str, bea: str) -> None:
    lick = piece(ann, public=True)
    assert [community.like(bea, lick), community.like(bea, lick), community.like(ann, lick)] == [1, 1, 2]
    assert community.is_liked(bea, lick)
    assert community.like(bea, lick, likes=False) == 1
    assert not community.is_liked(bea, lick)
    assert counted(lick)[0] == 1


def test_a_view_counts_once_for_each_person_and_day_and_not_its_owner(
    ann: str, bea: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lick = piece(ann, public=True)
    for who in (bea, bea, ann):
        community.view(who, lick)
    assert counted(lick)[1] == 1
    tomorrow = utc_now() + timedelta(days=1)
    monkeypatch.setattr(community, 'utc_now', lambda: tomorrow)
    assert community.view(bea, lick) == 2


def test_nobody_sees_likes_or_reports_what_is_not_public(ann: str, bea: str) -> None:
    lick = piece(ann)
    for deed in (community.like, community.view):
        with pytest.raises(NotFound):
            deed(bea, lick)
    with pytest.raises(NotFound):
        community.report(bea, lick, 'stolen')
    with pytest.raises(NotFound):
        community.publish(bea, lick)


def test_a_reported_piece_is_taken_down_for_everybody_but_its_owner(ann: str, bea: str) -> None:
    lick, admin = piece(ann, 'My copy', public=True), person('admin@example.org', is_admin=True)
    community.report(bea, lick, 'This is  from a book.')
    community.report(bea, lick, 'This is from a book, page 12.')
    with visiting(session_of(bea)), pytest.raises(NotFound):
        community.open_reports()
    with visiting(session_of(admin)):
        (told,) = community.open_reports()
        assert (told.title, told.reason) == ('My copy', 'This is from a book, page 12.')
        community.decide(told.id, take_down=True)
        assert community.open_reports() == []
        with pytest.raises(NotFound, match='decided already'):
            community.decide(told.id, take_down=False)
    assert log_of('admin@example.org')[0] == 'piece.reported'
    with reading() as session:
        assert visible.seen(session, ann, lick).title == 'My copy'
        with pytest.raises(NotFound):
            visible.seen(session, bea, lick)
    with pytest.raises(NotAllowed, match='taken down'):
        community.publish(ann, lick)


def test_a_report_says_why(ann: str, bea: str) -> None:
    lick = piece(ann, public=True)
    for reason in (' \n ', 'x' * 1001):
        with pytest.raises(NotAllowed, match='Say in up to 1,000'):
            community.report(bea, lick, reason)
