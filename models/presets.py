"""How loud: the presets of the system and those of the users."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class LufsPreset(SQLModel, table=True):
    """A name for a loudness. System presets belong to nobody: the six of the schema, which are never changed, and those
    that an admin made for everybody. Admins order them (`position`) and may hide some."""

    __tablename__ = 'lufs_presets'
    __table_args__ = (sa.Index('ix_lufs_presets_user_id', 'user_id'), {'sqlite_autoincrement': True})

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=sa.Text)
    lufs_value: float = Field(sa_type=sa.REAL)
    description: str | None = Field(default=None, sa_type=sa.Text)
    is_system_preset: bool = Field(default=False, nullable=True, sa_column_kwargs={'server_default': sa.text('FALSE')})

    ceiling_dbtp: float = Field(default=-1.0, sa_type=sa.REAL, sa_column_kwargs={'server_default': sa.text('-1.0')})
    user_id: str | None = Field(default=None, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    position: int = Field(default=0, sa_column_kwargs={'server_default': sa.text('0')})
    hidden: bool = Field(default=False, sa_column_kwargs={'server_default': sa.text('0')})
