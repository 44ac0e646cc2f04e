"""What people may do beyond what everybody may: roles, and who has which."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.types import created_now


class Role(SQLModel, table=True):
    """One role, and what it takes to have it: so much karma, and perhaps a phone number that was verified."""

    __tablename__ = 'roles'
    __table_args__ = ({'sqlite_autoincrement': True},)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, sa_type=sa.Text)
    min_karma: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    requires_phone_verification: bool = Field(default=False, sa_column_kwargs={'server_default': sa.text('FALSE')})


class UserRole(SQLModel, table=True):
    """Somebody has a role."""

    __tablename__ = 'user_roles'
    __table_args__ = (sa.Index('ix_user_roles_role_id', 'role_id'),)

    user_id: str = Field(primary_key=True, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    role_id: int = Field(primary_key=True, foreign_key='roles.id', ondelete='CASCADE', sa_type=sa.Integer)
    assigned_at: datetime = created_now()
