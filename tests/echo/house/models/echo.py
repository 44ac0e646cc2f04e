"""The table of the echo area."""

import sqlalchemy as sa
from sqlmodel import Field

from models.job import JobColumns, listed_by


class Saying(JobColumns, table=True):
    """One thing that somebody said, or the name of a file that they sent; `stored_as` is the key of its echo."""

    __tablename__ = 'sayings'
    __table_args__ = listed_by('sayings')

    text: str = Field(sa_type=sa.Text)
    stored_as: str | None = Field(default=None, sa_type=sa.Text)
