"""What an artist shows: page, addresses, releases, sounds, pictures, clicks; blog, portfolio, clients, contact."""

import sqlalchemy as sa
from alembic import op

from models.migrations.parts import (
    check,
    index,
    job_columns,
    moment,
    number,
    plain,
    points_to,
    real,
    row_id,
    switch,
    text,
    texts,
)

revision = '0048'
down_revision = '0047'
branch_labels = None
depends_on = None

EARLIER_FIRST = (
    'profiles',
    'artist_addresses',
    'profile_projects',
    'profile_audio_showcase',
    'artist_pictures',
    'link_clicks',
    'blog_posts',
    'testimonials',
    'portfolio_projects',
    'contact_submissions',
)


def upgrade() -> None:
    _profiles()
    _artist_addresses()
    _profile_projects()
    _profile_audio_showcase()
    _artist_pictures()
    _link_clicks()
    _blog_posts()
    _testimonials()
    _portfolio_projects()
    _contact_submissions()


def downgrade() -> None:
    for table in reversed(EARLIER_FIRST):
        op.drop_table(table)


def _profiles() -> None:
    op.create_table(
        'profiles',
        row_id(),
        text('user_id', needed=True),
        text('display_name', needed=True, default=''),
        text('public_profile_slug'),
        text('bio', needed=True, default=''),
        *texts('profile_picture_url', 'photo_1_url', 'photo_2_url', 'photo_3_url'),
        text('social_links', needed=True, default='{}'),
        number('level', needed=True, default='1'),
        number('xp', needed=True, default='0'),
        number('posting_streak', needed=True, default='0'),
        switch('onboarding_completed'),
        text('connected_platforms', needed=True, default='[]'),
        moment('created_at', now=True),
        moment('updated_at', now=True),
        *plain('tagline', 'place'),
        text('theme', needed=True, default='paper'),
        text('choices', needed=True, default='{}'),
        switch('is_public'),
        moment('published_at'),
        number('revision', needed=True, default='0'),
        points_to('user_id', 'users'),
        sa.UniqueConstraint('user_id', name='uq_profiles_user_id'),
        sa.UniqueConstraint('public_profile_slug', name='uq_profiles_public_profile_slug'),
    )


def _artist_addresses() -> None:
    op.create_table(
        'artist_addresses',
        row_id(),
        *texts('scope', 'slug', 'target_id', needed=True),
        switch('is_current'),
        moment('blocked_until'),
        moment('created_at', now=True),
        sa.UniqueConstraint('scope', 'slug', name='uq_artist_addresses_scope_slug'),
    )
    index('artist_addresses', 'target', 'target_id')


def _profile_projects() -> None:
    op.create_table(
        'profile_projects',
        row_id(),
        *texts('user_id', 'project_name', needed=True),
        text('project_type', needed=True, default='single'),
        text('description', needed=True, default=''),
        text('cover_image_url'),
        sa.Column('release_date', sa.Date),
        number('display_order', needed=True, default='0'),
        switch('is_public'),
        *texts(
            'spotify_link',
            'apple_music_link',
            'youtube_link',
            'soundcloud_link',
            'bandcamp_link',
            'tidal_link',
            'amazon_music_link',
            'deezer_link',
        ),
        text('custom_links', needed=True, default='[]'),
        moment('created_at', now=True),
        moment('updated_at', now=True),
        text('slug', needed=True),
        text('tracks', needed=True, default='[]'),
        switch('links_early'),
        moment('published_at'),
        moment('deleted_at'),
        number('revision', needed=True, default='0'),
        points_to('user_id', 'users'),
        sa.UniqueConstraint('user_id', 'slug', name='uq_profile_projects_user_id_slug'),
    )
    index('profile_projects', 'user', 'user_id', 'display_order')


def _profile_audio_showcase() -> None:
    op.create_table(
        'profile_audio_showcase',
        *job_columns(),
        text('deliverable_id'),
        *plain('custom_title', 'custom_description'),
        number('display_order', needed=True, default='0'),
        moment('updated_at', now=True),
        text('public_id', needed=True),
        text('release_id'),
        *plain('source_kind', 'source_id'),
        switch('is_public'),
        switch('is_whole'),
        real('starts_at_s', needed=True, default='0'),
        text('preview_key'),
        sa.Column('preview_bytes', sa.BigInteger),
        real('duration_seconds'),
        real('loudness_lufs'),
        text('peaks', needed=True, default='[]'),
        text('notice', needed=True, default=''),
        points_to('deliverable_id', 'deliverables', 'SET NULL'),
        points_to('release_id', 'profile_projects', 'SET NULL'),
        points_to('user_id', 'users', 'SET NULL'),
        sa.UniqueConstraint('public_id', name='uq_profile_audio_showcase_public_id'),
    )
    index('profile_audio_showcase', 'status', 'status')
    index('profile_audio_showcase', 'user', 'user_id', 'display_order')


def _artist_pictures() -> None:
    op.create_table(
        'artist_pictures',
        *job_columns(),
        text('public_id', needed=True),
        *plain('use', 'alt', 'file_name'),
        text('original_key'),
        text('renditions', needed=True, default='{}'),
        number('width'),
        number('height'),
        points_to('user_id', 'users', 'SET NULL'),
        sa.UniqueConstraint('public_id', name='uq_artist_pictures_public_id'),
    )
    index('artist_pictures', 'status', 'status')
    index('artist_pictures', 'user', 'user_id', 'created_at')


def _link_clicks() -> None:
    op.create_table(
        'link_clicks',
        row_id(),
        *texts('user_id', 'target_kind', 'target_id', 'link', needed=True),
        sa.Column('day', sa.Date, nullable=False),
        number('count', needed=True, default='0'),
        points_to('user_id', 'users'),
        sa.UniqueConstraint('target_id', 'link', 'day', name='uq_link_clicks_target_id_link_day'),
    )
    index('link_clicks', 'user', 'user_id', 'day')


def _blog_posts() -> None:
    op.create_table(
        'blog_posts',
        row_id(),
        text('title', needed=True, default=''),
        text('slug', needed=True),
        *plain('excerpt', 'content'),
        text('featured_image_url'),
        switch('published'),
        *plain('meta_title', 'meta_description'),
        text('author_id'),
        moment('created_at', now=True),
        moment('updated_at', now=True),
        text('html', needed=True, default=''),
        moment('publish_at'),
        moment('published_at'),
        moment('deleted_at'),
        number('revision', needed=True, default='0'),
        points_to('author_id', 'users', 'SET NULL'),
        sa.UniqueConstraint('slug', name='uq_blog_posts_slug'),
    )
    index('blog_posts', 'due', 'published', 'publish_at')
    index('blog_posts', 'published', 'published', 'published_at')


def _testimonials() -> None:
    op.create_table(
        'testimonials',
        row_id(),
        text('client_name', needed=True),
        *plain('role', 'company', 'content'),
        number('rating'),
        switch('featured'),
        number('display_order', needed=True, default='0'),
        moment('created_at', now=True),
        moment('updated_at', now=True),
        switch('is_public'),
        moment('deleted_at'),
        check('rating', 'rating BETWEEN 1 AND 5'),
    )
    index('testimonials', 'order', 'display_order')


def _portfolio_projects() -> None:
    op.create_table(
        'portfolio_projects',
        row_id(),
        *plain('title', 'client', 'description'),
        *texts('video_url', 'thumbnail_url'),
        *plain('category', 'budget_range'),
        number('duration_minutes'),
        number('year'),
        switch('featured'),
        switch('published'),
        number('sort_order', needed=True, default='0'),
        text('slug', needed=True),
        moment('created_at', now=True),
        moment('updated_at', now=True),
        text('html', needed=True, default=''),
        moment('deleted_at'),
        number('revision', needed=True, default='0'),
        sa.UniqueConstraint('slug', name='uq_portfolio_projects_slug'),
    )
    index('portfolio_projects', 'order', 'published', 'sort_order')


def _contact_submissions() -> None:
    op.create_table(
        'contact_submissions',
        row_id(),
        *texts('name', 'email', needed=True),
        *plain('company', 'phone', 'project_type', 'budget_range'),
        text('message', needed=True),
        text('status', needed=True, default='new'),
        moment('created_at', now=True),
        moment('updated_at', now=True),
        text('artist_id'),
        text('box', needed=True, default='inbox'),
        *plain('why', 'fingerprint'),
        moment('deleted_at'),
        points_to('artist_id', 'users'),
        check('status', "status IN ('new', 'read', 'answered')"),
        check('box', "box IN ('inbox', 'check', 'spam')"),
    )
    index('contact_submissions', 'box', 'artist_id', 'box', 'created_at')
    index('contact_submissions', 'fingerprint', 'fingerprint', 'created_at')
