"""Links by which strangers get what somebody has had made."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import NOW, Timestamp, new_id, utc_now


class ShareLink(SQLModel, table=True):
    """A link by which anybody downloads what one job of any area has brought, until it expires.

    `token_hash` is the SHA-256 of what it carries, `kind` the kind of its job, `downloads` how often it was used. A
    link that is revoked loses its row, and so does one whose job is deleted (`app.jobs.sharing.forget`): jobs are in
    several tables, so no foreign key can say so.
    """

    __tablename__ = 'share_links'
    __table_args__ = (sa.Index('ix_share_links_job_id', 'job_id'),)

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    job_id: str = Field(sa_type=sa.Text)
    kind: str = Field(sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    token_hash: str = Field(unique=True, sa_type=sa.Text)
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )
    expires_at: datetime = Field(sa_type=Timestamp)
    downloads: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    last_used_at: datetime | None = Field(default=None, sa_type=Timestamp)
