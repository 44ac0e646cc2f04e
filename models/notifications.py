"""What people are told beside their screens, and which of it they want by mail."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import Timestamp, created_now, new_id


class Notification(SQLModel, table=True):
    """Something that somebody is told: a job is done, a booking was approved.

    `kind` is what they can choose mails by, `href` where it leads; `entity` and `entity_id` say what it is about.
    """

    __tablename__ = 'notifications'
    __table_args__ = (
        sa.Index('ix_notifications_user_id_created_at', 'user_id', 'created_at'),
        sa.Index('ix_notifications_user_id_read_at', 'user_id', 'read_at'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    kind: str = Field(sa_type=sa.Text)
    title: str = Field(sa_type=sa.Text)
    body: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    href: str | None = Field(default=None, sa_type=sa.Text)
    entity: str | None = Field(default=None, sa_type=sa.Text)
    entity_id: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = created_now()
    read_at: datetime | None = Field(default=None, sa_type=Timestamp)
    mailed_at: datetime | None = Field(default=None, sa_type=Timestamp)


class NotificationMail(SQLModel, table=True):
    """Somebody wants this kind of notification by mail, too, while the row exists."""

    __tablename__ = 'notification_mails'

    user_id: str = Field(primary_key=True, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    kind: str = Field(primary_key=True, sa_type=sa.Text)
