"""One post: written in Markdown with what it will look like beside it, planned, published, taken back, deleted."""

from functools import partial
from typing import Any

from nicegui import ui

from app import accounts
from app.artist import blog, blog_posting, blog_views, markdown, planned, site_fields
from app.artist.blog_views import PostView
from app.artist.pictures import PictureView
from components.artist.markdown_field import MarkdownField
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.fields import moment_field
from components.vocabulary.form import FormField, below, tell
from components.vocabulary.local_time import LocalTime
from models import User
from pages.artist.site.keeping import Keeping
from pages.artist.site.place import Picture
from pages.shell.forms import told_beside
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast, toast_errors

PATH = '/artist/site'
_ZONE = 'return Intl.DateTimeFormat().resolvedOptions().timeZone'


@screen
async def post_page(page_state: PageState, post_id: str) -> None:
    """The editor of one post."""
    user = await run_service(accounts.current_user)
    found = await run_service(blog.get, user.id, post_id)
    ui.page_title(f'{found.title or "New post"} – Site – LevelMix')
    _Editor(user, found)


class _Editor:
    """All of the screen."""

    def __init__(self, user: User, post: PostView) -> None:
        self._user, self._post = user, post
        self._told_zone = user.timezone
        self._note: ui.element | None = None
        typed = dict(post.unsaved.fields) if post.unsaved is not None else {}
        link('All posts', PATH, 'small')
        with block('pagehead'), block():
            text('Post', tag='h1')
            self._state = block('row small quiet', data_testid='post-state')
        if typed:
            self._unsaved_note()
        with block('panel stack', tag='section', aria_label='Text'):
            self._title = FormField('Title', typed.get('title', post.title), 'post-title-field', site_fields.TITLE_MOST)
            self._content = MarkdownField('Text', typed.get('content', post.content), 'post-content', markdown.MOST)
            with block('row'):
                button('Save', self._press_save, 'main-action', data_testid='post-save')
                self._saying = block()
            Picture(
                user.id, 'post_text', post.id, None, None, label='Put a picture into the text', on_ready=self._insert
            )
        self._beside(typed)
        with block('panel stack', tag='section', aria_label='When it comes out', data_testid='coming-out'):
            self._when = block('stack')
        with block('row'):
            button('Delete', self._delete, 'bare danger', data_testid='post-delete')
        self._fields: dict[str, Any] = {
            'title': self._title,
            'content': self._content,
            'slug': self._slug,
            'excerpt': self._excerpt,
            'meta_title': self._meta_title,
            'meta_description': self._meta_description,
        }
        with self._saying:
            self._keeping = Keeping(self._fields, self._content, self._keep)
        self._draw_state()

    def _unsaved_note(self) -> None:
        with block('note row spread', role='status', data_testid='unsaved-note') as note:
            text('This is what was typed and not saved. Save it, or go back to what was saved.')

            async def drop() -> None:
                with toast_errors():
                    await run_service(blog.drop_unsaved, self._user.id, self._post.id)
                    ui.navigate.to(f'{PATH}/posts/{self._post.id}')

            button('Go back to what was saved', drop, data_testid='drop-unsaved')
        self._note = note

    def _beside(self, typed: dict[str, str]) -> None:
        """Address, picture, and what lists and search engines say."""
        post = self._post
        with block('panel stack', tag='section', aria_label='Picture, address, search engines'):
            text('Picture at the top', 'label')
            remove = partial(run_service, blog.without_picture, self._user.id, post.id)
            Picture(self._user.id, 'post', post.id, post.picture, remove)
            with block('fields top'):
                self._slug = FormField(
                    'Address',
                    typed.get('slug', post.slug),
                    'post-slug',
                    80,
                    hint='After /blog/. Empty: from the title.',
                )
                self._excerpt = FormField(
                    'In lists', typed.get('excerpt', post.excerpt), 'post-excerpt', site_fields.EXCERPT_MOST,
                    hint='One or two sentences. Empty: the beginning of the text.',
                )  # fmt: skip
                self._meta_title = FormField(
                    'Title for search engines', typed.get('meta_title', post.meta_title), 'post-meta-title',
                    site_fields.META_MOST, hint='Empty: the title. About 60 characters are shown.',
                )  # fmt: skip
                self._meta_description = FormField(
                    'Description for search engines', typed.get('meta_description', post.meta_description),
                    'post-meta-description', site_fields.META_MOST, hint='About 160 characters are shown.',
                )  # fmt: skip

    def _insert(self, picture: PictureView) -> None:
        """Put a picture that is ready at the end of the text."""
        self._content.value = f'{self._content.value.rstrip()}\n\n![{picture.alt}]({picture.src})\n'
        toast('The picture stands at the end of the text. Describe it between the brackets.')

    async def _keep(self, values: dict[str, str]) -> None:
        await run_service(blog.keep, self._user.id, self._post.id, self._post.revision, values)

    async def _press_save(self) -> None:
        await self._save()

    async def _save(self) -> bool:
        """Whether it could be saved."""
        saved = False
        with toast_errors(), told_beside(self._fields):
            values = self._keeping.values
            self._post = await run_service(blog.save, self._user.id, self._post.id, self._post.revision, **values)
            self._slug.value = self._post.slug
            self._keeping.saved()
            if self._note is not None:
                self._note.delete()
                self._note = None
            self._draw_badge()
            saved = True
        return saved

    def _draw_badge(self) -> None:
        """How far the post is; what is being typed of a plan stays."""
        post = self._post
        self._state.clear()
        with self._state:
            text(blog_views.STATES[post.state], f'badge-word {"good" if post.state == "published" else ""}')
            if post.state == 'published' and post.published_at is not None:
                LocalTime(post.published_at)
                link('See it', post.address, target='_blank', data_testid='see-post')

    def _draw_state(self) -> None:
        post = self._post
        self._draw_badge()
        self._when.clear()
        with self._when:
            text('When it comes out', tag='h2')
            if post.state == 'published':
                text('Everybody reads it. What you save is seen at once.', 'quiet', tag='p')
                with block('row'):
                    button('Take it back', partial(self._do, blog_posting.withdraw), data_testid='post-withdraw')
            elif post.state == 'scheduled' and post.publish_at is not None:
                said = f'It comes out on {planned.told(post.publish_at, self._told_zone)}.'
                text(said, tag='p', data_testid='post-planned')
                with block('row'):
                    button('Plan nothing', partial(self._do, blog_posting.withdraw), data_testid='post-unplan')
                    button('Publish now', self._publish, 'bare', data_testid='post-publish')
            else:
                self._plan()

    def _plan(self) -> None:
        with block('row'):
            button('Publish now', self._publish, 'main-action', data_testid='post-publish')
        text('Or at a time', 'label')
        with block('fields top'):
            with block('field'):
                self._at = moment_field('Day and time', 'post-at')
                self._at_wrong = below(self._at, '', 'post-at')
            self._zone = FormField('Time zone', self._user.timezone, 'post-zone', 60, hint='Like Europe/Berlin.')
        self._instead = block('row')
        with block('row'):
            button('Plan it', self._schedule, data_testid='post-schedule')
        if self._user.timezone == 'UTC':
            ui.timer(0.1, self._browser_zone, once=True)

    async def _browser_zone(self) -> None:
        zone = await ui.run_javascript(_ZONE)
        if self._zone.value == 'UTC':
            self._zone.value = str(zone)[:60]

    async def _publish(self) -> None:
        if await self._save():
            await self._do(blog_posting.publish, self._post.revision)

    async def _schedule(self) -> None:
        if not await self._save():
            return
        typed, zone = self._at.value or '', self._zone.value
        self._instead.clear()
        with toast_errors(), told_beside(self._fields | {planned.FIELD: _At(self._at, self._at_wrong)}):
            try:
                self._post, moment = await run_service(
                    blog_posting.schedule, self._user.id, self._post.id, typed, zone, self._post.revision
                )
            except Exception:
                self._offer(typed, zone)
                raise
            self._told_zone = zone
            self._draw_state()
            toast(f'Planned for {moment.said}.')

    def _offer(self, typed: str, zone: str) -> None:
        """A time that exists, in place of one that clocks go forward over."""
        with toast_errors():
            other = planned.instead(typed, zone)
            if other:
                with self._instead:
                    button(f'Use {other[-5:]}', partial(self._use, other), data_testid='use-instead')

    def _use(self, other: str) -> None:
        self._at.value = other
        self._instead.clear()
        tell(self._at, self._at_wrong, '')

    async def _do(self, service: Any, *more: Any) -> None:
        with toast_errors(), told_beside(self._fields):
            self._post = await run_service(service, self._user.id, self._post.id, *more)
            self._slug.value = self._post.slug
            self._keeping.saved()
            self._draw_state()

    async def _delete(self) -> None:
        name = self._post.title or 'this post'
        if await confirm(f'Delete “{name}”?', 'For thirty days it can be brought back.', 'Delete'):
            with toast_errors():
                await run_service(blog.delete, self._user.id, self._post.id)
                ui.navigate.to(f'{PATH}?deleted={self._post.id}')


class _At:
    """The field for day and time, as a form tells what is wrong with it."""

    def __init__(self, field: ui.element, line: Any) -> None:
        self._field, self._line = field, line

    def tell(self, sentence: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        tell(self._field, self._line, sentence)
