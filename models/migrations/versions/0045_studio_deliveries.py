"""What a studio hands over: files and their versions, comments, who may hear them and who has, notes."""

import sqlalchemy as sa
from alembic import op

from models.migrations.parts import check, index, keys, moment, number, points_to, real, row_id, switch, text, texts

revision = '0045'
down_revision = '0044'
branch_labels = None
depends_on = None

LATER_FIRST = (
    *('library_notes', 'delivery_visits', 'delivery_links', 'deliverable_comments', 'deliverable_versions'),
    *('delivery_batches', 'deliverables'),
)
CATEGORIES = "('general', 'recording', 'mix', 'master', 'performance', 'next')"


def upgrade() -> None:
    _files()
    _versions()
    _said()
    _links()
    _notes()


def downgrade() -> None:
    for table in LATER_FIRST:
        op.drop_table(table)


def _plain(*names: str) -> list[sa.Column[str]]:
    return [text(name, needed=True, default='') for name in names]


def _files() -> None:
    op.create_table(
        'deliverables',
        row_id(),
        text('user_id'),
        *texts('file_name', 'display_name', needed=True),
        text('file_path'),
        sa.Column('file_size', sa.BigInteger, nullable=False, server_default=sa.text('0')),
        text('file_type', needed=True, default='application/octet-stream'),
        text('uploaded_by'),
        *_plain('uploaded_by_name', 'description'),
        *(moment(name, now=True) for name in ('created_at', 'updated_at')),
        text('studio_id', needed=True),
        *texts('booking_id', 'email'),
        *_plain('folder'),
        switch('is_locked'),
        text('approved_version_id'),
        moment('approved_at'),
        text('approved_by'),
        *_plain('approved_name'),
        moment('expires_at'),
        number('warned_days'),
        *(moment(name) for name in ('gone_at', 'shown_at', 'deleted_at')),
        points_to('user_id', 'users'),
        points_to('uploaded_by', 'users', 'SET NULL'),
        points_to('approved_by', 'users', 'SET NULL'),
        points_to('studio_id', 'studios'),
        points_to('booking_id', 'bookings', 'SET NULL'),
    )
    index('deliverables', 'user', 'user_id', 'created_at')
    index('deliverables', 'email', 'email', 'created_at')
    index('deliverables', 'studio', 'studio_id', 'created_at')
    index('deliverables', 'booking', 'booking_id')
    index('deliverables', 'expires', 'expires_at')
    op.create_table(
        'delivery_batches',
        row_id(),
        text('studio_id', needed=True),
        *texts('user_id', 'email'),
        moment('created_at', now=True),
        moment('due_at', needed=True),
        moment('told_at'),
        points_to('studio_id', 'studios'),
        points_to('user_id', 'users'),
    )
    index('delivery_batches', 'open', 'told_at', 'due_at')
    index('delivery_batches', 'user', 'user_id')


def _versions() -> None:
    op.create_table(
        'deliverable_versions',
        row_id(),
        text('user_id'),
        text('status', needed=True),
        sa.Column('created_at', sa.TIMESTAMP, server_default=sa.text('CURRENT_TIMESTAMP')),
        *(moment(name) for name in ('started_at', 'completed_at')),
        number('progress_percentage', default='0'),
        text('error_message'),
        number('priority', default='0'),
        text('kind', needed=True),
        text('stage'),
        real('seconds_left'),
        number('attempts', needed=True, default='0'),
        text('worker'),
        real('lease_until'),
        switch('cancel_requested'),
        text('deliverable_id', needed=True),
        text('batch_id'),
        number('number', needed=True),
        text('file_name', needed=True),
        *_plain('note', 'sent_by_name'),
        text('original_key', needed=True),
        *texts('preview_key', 'pieces_key', 'look_key'),
        sa.Column('file_size', sa.BigInteger, nullable=False),
        text('content_hash'),
        *(real(name) for name in ('duration_seconds', 'loudness_lufs', 'preview_lufs')),
        points_to('user_id', 'users', 'SET NULL'),
        points_to('deliverable_id', 'deliverables'),
        points_to('batch_id', 'delivery_batches', 'SET NULL'),
        sa.UniqueConstraint('deliverable_id', 'number', name='uq_deliverable_versions_deliverable_id_number'),
    )
    index('deliverable_versions', 'status', 'status')
    index('deliverable_versions', 'batch', 'batch_id')
    index('deliverable_versions', 'user', 'user_id', 'created_at')


def _said() -> None:
    op.create_table(
        'deliverable_comments',
        row_id(),
        text('version_id', needed=True),
        *texts('user_id', 'by_link'),
        *_plain('by_name'),
        switch('by_studio'),
        number('at_ms'),
        text('text', needed=True),
        moment('created_at', now=True),
        moment('done_at'),
        points_to('version_id', 'deliverable_versions'),
        points_to('user_id', 'users', 'SET NULL'),
        check('at_ms', 'at_ms >= 0'),
    )
    index('deliverable_comments', 'version', 'version_id', 'created_at')
    index('deliverable_comments', 'user', 'user_id', 'created_at')


def _links() -> None:
    op.create_table(
        'delivery_links',
        row_id(),
        *texts('studio_id', 'email', needed=True),
        *_plain('name'),
        text('token_hash', needed=True),
        text('created_by'),
        moment('created_at', now=True),
        moment('expires_at', needed=True),
        *(moment(name) for name in ('last_used_at', 'revoked_at')),
        points_to('studio_id', 'studios'),
        points_to('created_by', 'users', 'SET NULL'),
        sa.UniqueConstraint('token_hash', name='uq_delivery_links_token_hash'),
    )
    index('delivery_links', 'email', 'studio_id', 'email', 'created_at')
    op.create_table(
        'delivery_visits',
        *keys('version_id', 'who'),
        *_plain('name'),
        *(number(name, needed=True, default='0') for name in ('plays', 'downloads')),
        *(moment(name) for name in ('heard_at', 'downloaded_at')),
        points_to('version_id', 'deliverable_versions'),
    )


def _notes() -> None:
    op.create_table(
        'library_notes',
        row_id(),
        *texts('user_id', 'admin_id'),
        *_plain('admin_name'),
        text('note_content', needed=True),
        text('category', needed=True, default='general'),
        *(moment(name, now=True) for name in ('created_at', 'updated_at')),
        text('studio_id', needed=True),
        *texts('booking_id', 'email'),
        moment('deleted_at'),
        points_to('user_id', 'users'),
        points_to('admin_id', 'users', 'SET NULL'),
        points_to('studio_id', 'studios'),
        points_to('booking_id', 'bookings', 'SET NULL'),
        check('category', f'category IN {CATEGORIES}'),
    )
    index('library_notes', 'user', 'user_id', 'created_at')
    index('library_notes', 'email', 'email', 'created_at')
