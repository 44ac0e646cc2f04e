"""What becomes of the rows of somebody whose account is deleted: each table follows its own rule."""

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from app import db
from models import (
    Account,
    AuditEntry,
    Notification,
    OAuthToken,
    Post,
    Role,
    User,
    UserProfile,
    UserRole,
    UserSession,
    VerificationToken,
)
from models.types import utc_now

GO = (Account, UserSession, VerificationToken, UserProfile, UserRole, OAuthToken, Post, Notification)


def rows_about(session: Session, ann: str) -> list[SQLModel]:
    """One row for each table."""
    role = session.exec(select(Role).where(Role.code == 'editor')).one()
    return [
        Account(user_id=ann, provider='google', provider_account_id='117'),
        UserSession(user_id=ann, session_token='s', method='password', expires=utc_now()),
        VerificationToken(user_id=ann, purpose='reset_password', token='v', expires=utc_now()),
        UserProfile(user_id=ann),
        UserRole(user_id=ann, role_id=role.id or 0),
        OAuthToken(user_id=ann, platform='spotify', platform_user_id='ann', access_token='sealed'),
        Post(name='Hello', created_by_id=ann),
        Notification(user_id=ann, kind='job', title='Your mix is done'),
        AuditEntry(user_id=ann, performed_by='ann@example.org', action='user.renamed', entity='user', entity_id=ann),
    ]


def test_what_is_somebodys_goes_with_them_and_what_they_did_stays_told(owner: str) -> None:
    with db.transaction() as session:
        ann = User(email='ann@example.org')
        session.add(ann)
        session.flush()
        session.add_all(rows_about(session, ann.id))
    with db.transaction() as session:
        assert [len(session.exec(select(table)).all()) for table in GO] == [1] * len(GO)
        session.execute(sa.delete(User).where(User.__table__.c.id == ann.id))  # type: ignore[attr-defined]
    with db.reading() as session:
        assert [session.exec(select(table)).all() for table in GO] == [[] for _ in GO]
        (line,) = session.exec(select(AuditEntry)).all()
        assert (line.user_id, line.performed_by, line.entity_id) == (None, 'ann@example.org', ann.id)
        assert session.exec(select(Role)).all(), 'the roles are nobody’s'
