"""The audit log moves from `audit_log` to `audit_logs`: with what was acted on, and ids that sort by time.

A line of somebody who is gone keeps their address and loses their id, as a line does from now on when an account ends.
"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

OF_A_USER = ('session', 'user', 'password', 'email', 'identity', 'passkey', 'second_factor', 'admin', 'data')
INDEXES = {
    'ix_audit_logs_created_at': 'created_at',
    'ix_audit_logs_user_id': 'user_id',
    'ix_audit_logs_entity': 'entity',
    'ix_audit_logs_entity_id': 'entity_id',
    'ix_audit_logs_performed_by': 'performed_by',
    'ix_audit_logs_action': 'action',
}


def upgrade() -> None:
    op.create_table(
        'audit_logs',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('user_id', sa.Text),
        sa.Column('performed_by', sa.Text),
        sa.Column('action', sa.Text, nullable=False),
        sa.Column('entity', sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in ('entity_id', 'old_data', 'new_data', 'metadata')),
        *(sa.Column(name, sa.Text) for name in ('ip_address', 'user_agent')),
        sa.Column('created_at', sa.TIMESTAMP, nullable=False, server_default=sa.text('CURRENT_TIMESTAMP')),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='SET NULL'),
    )
    noun = "substr(action, 1, instr(action || '.', '.') - 1)"
    of_a_user = ', '.join(f"'{word}'" for word in OF_A_USER)
    # A UUID of version 7: the time in milliseconds, then the number that the line had.
    time = "printf('%012x', strftime('%s', at) * 1000)"
    op.execute(
        'INSERT INTO audit_logs (id, user_id, performed_by, action, entity, entity_id, old_data, new_data,'
        ' ip_address, user_agent, created_at)'
        f" SELECT substr({time}, 1, 8) || '-' || substr({time}, 9) || '-7000-8000-' || printf('%012x', id),"
        ' (SELECT users.id FROM users WHERE users.id = actor_id), actor, action,'
        f" CASE WHEN {noun} IN ({of_a_user}) THEN 'user' WHEN {noun} = 'share' THEN 'job' ELSE {noun} END,"
        ' target, before, after, address, user_agent, at FROM audit_log'
    )
    op.drop_table('audit_log')
    for name, column in INDEXES.items():
        op.create_index(name, 'audit_logs', [column])


def downgrade() -> None:
    empty = sa.text("''")
    op.create_table(
        'audit_log',
        sa.Column('id', sa.Integer, primary_key=True),
        sa.Column('at', sa.TIMESTAMP, nullable=False),
        sa.Column('actor_id', sa.Text),
        sa.Column('actor', sa.Text, nullable=False),
        sa.Column('action', sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in ('target', 'before', 'after')),
        sa.Column('address', sa.Text, nullable=False, server_default=empty),
        sa.Column('user_agent', sa.Text, nullable=False, server_default=empty),
        sqlite_autoincrement=True,
    )
    op.execute(
        'INSERT INTO audit_log (at, actor_id, actor, action, target, before, after, address, user_agent)'
        " SELECT created_at, user_id, coalesce(performed_by, 'nobody'), action, entity_id, old_data, new_data,"
        " coalesce(ip_address, ''), coalesce(user_agent, '') FROM audit_logs ORDER BY id"
    )
    op.drop_table('audit_logs')
    for column in ('at', 'actor_id', 'target', 'actor', 'action'):
        op.create_index(f'ix_audit_log_{column}', 'audit_log', [column])
