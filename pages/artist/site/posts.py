"""All posts of the blog for those who edit it: drafts, planned, published, deleted."""

from dataclasses import dataclass
from functools import partial

from nicegui import ui

from app import accounts
from app.artist import blog, blog_views, house, planned
from app.artist.blog_views import PostView
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.local_time import LocalTime
from models import User
from pages.artist.site.place import head, undo
from pages.shell.addresses import address_of
from pages.shell.filters import chip, name_search
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast_errors

PATH = '/artist/site'


@dataclass(frozen=True, slots=True)
class _View:
    """What the address asks for."""

    state: str = ''
    search: str = ''


@screen
async def posts_page(page_state: PageState, state: str = '', search: str = '', deleted: str = '') -> None:
    """Posts in one state, or all."""
    user = await run_service(accounts.current_user)
    if not house.edits_house(user):
        ui.navigate.to('/artist/inbox')  # what is theirs of the site
        return
    asked = _View(state if state in blog_views.STATES else '', search.strip()[:100])
    found = await run_service(blog.listed, user.id, asked.state, asked.search)
    with head(PATH, 'Blog', 'Write, plan and publish. Everybody reads it at /blog, and by its feed.'):
        if found.counts['published']:
            link('See the blog', blog_views.BLOG, 'button bare', target='_blank')
        button('New post', partial(_new, user.id), 'main-action', data_testid='new-post')
    if deleted:
        undo('The post', partial(_restore, user.id, deleted))
    with block('row spread bottom'):
        with block('chips', tag='nav', aria_label='Which posts'):
            chip('All', PATH, 'all', here=not asked.state)
            for name, label in blog_views.STATES.items():
                chip(f'{label} {found.counts[name]}', f'{PATH}?state={name}', name, here=asked.state == name)
        name_search(asked.search, 100, lambda words: address_of(PATH, _View(asked.state, words)))
    if not found.posts:
        lesson = 'A post is a title and a text. You see what it will look like while you write.'
        empty('No posts here' if asked.state or asked.search else 'No posts yet', lesson)
        return
    with block('delivered', tag='ul', data_testid='posts'):
        for one in found.posts:
            _draw(user, one)


def _draw(user: User, one: PostView) -> None:
    with block(tag='li', data_testid='post', data_post=one.id):
        with block():
            if one.state == 'deleted':
                text(one.title or 'Without a title', 'name')
            else:
                link(one.title or 'Without a title', f'{PATH}/posts/{one.id}', 'name')
            with block('meta'):
                text(blog_views.STATES[one.state], f'badge-word {"good" if one.state == "published" else ""}')
                if one.publish_at is not None and one.state == 'scheduled':
                    text(planned.told(one.publish_at, user.timezone))
                if one.author:
                    text(one.author)
                if one.unsaved is not None:
                    text('not saved yet', data_testid='not-saved')
                LocalTime(one.updated_at)
        with block('acts'):
            if one.state == 'deleted':
                button('Bring back', partial(_restore, user.id, one.id), data_testid='bring-back')
            elif one.state == 'published':
                link('See it', one.address, 'button bare', target='_blank')


async def _new(user_id: str) -> None:
    with toast_errors():
        made = await run_service(blog.create, user_id)
        ui.navigate.to(f'{PATH}/posts/{made.id}')


async def _restore(user_id: str, post_id: str) -> None:
    with toast_errors():
        found = await run_service(blog.restore, user_id, post_id)
        ui.navigate.to(f'{PATH}/posts/{found.id}')
