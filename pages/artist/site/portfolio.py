"""The portfolio, edited in place: put in order by its handles, opened where it stands."""

from functools import partial
from typing import Any

from app import accounts
from app.artist import markdown, ordering, portfolio, site_fields
from app.artist.portfolio import ProjectView
from app.errors import Changed
from components.artist.markdown_field import MarkdownField
from components.artist.ordered import Ordered, handle
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.form import FormField
from pages.artist.site.keeping import Keeping
from pages.artist.site.place import Picture, head, undo
from pages.artist.site.switches import Switch
from pages.shell.forms import told_beside
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast, toast_errors

PATH = '/artist/site/portfolio'


@screen
async def portfolio_page(page_state: PageState, edit: str = '') -> None:
    """All projects, in their order."""
    user = await run_service(accounts.current_user)
    found = await run_service(portfolio.listed, user.id)
    with head(PATH, 'Portfolio', 'What you show of your work, by category. Drag a handle, or move it by arrow keys.'):
        if any(one.published for one in found):
            link('See it', portfolio.SHOWN, 'button bare', target='_blank')
        place = block()
    listed = _List(user.id, found, edit)
    with place:
        button('New project', listed.add, 'main-action', data_testid='new-project')


class _List:
    """The list; one project at a time is open."""

    def __init__(self, user_id: str, found: list[ProjectView], opened: str) -> None:
        self._user_id, self._found, self._opened = user_id, found, opened
        self._note = block()
        self._place = block('stack')
        self._draw()

    def _draw(self) -> None:
        self._place.clear()
        with self._place:
            if not self._found:
                empty('No projects yet', 'A project has a title, a picture or a video, and a few words about it.')
                return
            with Ordered(self._order):
                for one in self._found:
                    opened = one.id == self._opened
                    with block('open' if opened else '', tag='li', data_key=one.id, data_testid='project'):
                        if opened:
                            _Form(self._user_id, one, self._saved)
                        else:
                            self._row(one)

    def _row(self, one: ProjectView) -> None:
        handle(one.title)
        with block():
            text(one.title, 'name')
            with block('row small quiet'):
                text('Shown' if one.published else 'Draft', f'badge-word {"good" if one.published else ""}')
                if one.featured:
                    text('featured')
                text(' · '.join(str(part) for part in (one.category, one.client, one.year) if part))
                if one.unsaved is not None:
                    text('not saved yet')
        with block('acts'):
            button('Edit', partial(self._open, one.id), data_testid='edit-project')
            button('Delete', partial(self._delete, one), 'bare', data_testid='delete-project')

    def _open(self, project_id: str) -> None:
        self._opened = project_id
        self._draw()

    async def _saved(self, _: ProjectView | None) -> None:
        self._opened = ''
        self._found = await run_service(portfolio.listed, self._user_id)
        self._draw()

    async def add(self) -> None:
        """Add a project and open it."""
        with toast_errors():
            made = await run_service(portfolio.add, self._user_id, title=portfolio.NEW)
            self._found = await run_service(portfolio.listed, self._user_id)
            self._open(made.id)

    async def _order(self, keys: list[str]) -> None:
        before = [one.id for one in self._found]
        with toast_errors():
            try:
                self._found = await run_service(portfolio.order, self._user_id, keys, ordering.mark(before))
            except Changed:
                self._found = await run_service(portfolio.listed, self._user_id)
                self._draw()
                raise
        self._draw()

    async def _delete(self, one: ProjectView) -> None:
        with toast_errors():
            await run_service(portfolio.delete, self._user_id, one.id)
            await self._saved(None)
            self._note.clear()
            with self._note:
                undo(one.title, partial(self._restore, one.id))

    async def _restore(self, project_id: str) -> None:
        with toast_errors():
            await run_service(portfolio.restore, self._user_id, project_id)
            self._note.clear()
            await self._saved(None)


class _Form:
    """A project that is open."""

    def __init__(self, user_id: str, one: ProjectView, done: Any) -> None:
        self._user_id, self._one, self._done = user_id, one, done
        now = {name: _written(getattr(one, name)) for name in portfolio.TYPED} | (
            dict(one.unsaved.fields) if one.unsaved is not None else {}
        )
        line = partial(_line, now)
        with block('stack'):
            with block('fields top'):
                self._fields: dict[str, Any] = {
                    'title': line('Title', 'title', site_fields.TITLE_MOST),
                    'client': line('Client', 'client', site_fields.SHORT_MOST),
                    'category': line('Category', 'category', site_fields.SHORT_MOST, 'Projects of one stand together.'),
                    'year': line('Year', 'year', 4),
                    'video_url': line('Video or sound', 'video_url', 500, 'An address at YouTube, Vimeo, Spotify, …'),
                    'duration_minutes': line('Length in minutes', 'duration_minutes', 6),
                    'budget_range': line('Budget', 'budget_range', site_fields.SHORT_MOST, 'Everybody sees it.'),
                    'slug': line('Address', 'slug', 80, 'After /portfolio/. Empty: from the title.'),
                }
            text_field = MarkdownField('About it', now['description'], 'project-description', markdown.MOST)
            self._fields['description'] = text_field
            text('Picture', 'label')
            remove = partial(run_service, portfolio.without_picture, user_id, one.id)
            Picture(user_id, 'portfolio', one.id, one.picture, remove)
            with block('row'):
                self._fields['published'] = Switch('Everybody sees it', one.published, 'project-published')
                self._fields['featured'] = Switch('Featured: larger, and first', one.featured, 'project-featured')
            with block('row'):
                button('Save', self._save, 'main-action', data_testid='project-save')
                button('Cancel', self._cancel, 'bare', data_testid='project-cancel')
                typed = {name: field for name, field in self._fields.items() if not isinstance(field, Switch)}
                self._keeping = Keeping(typed, text_field, self._keep)

    async def _keep(self, values: dict[str, str]) -> None:
        await run_service(portfolio.keep, self._user_id, self._one.id, self._one.revision, values)

    async def _save(self) -> None:
        values = {name: field.value for name, field in self._fields.items()}
        with toast_errors(), told_beside(self._fields):
            saved = await run_service(portfolio.save, self._user_id, self._one.id, self._one.revision, **values)
            await self._done(saved)
            toast('Saved.')

    async def _cancel(self) -> None:
        with toast_errors():
            await run_service(portfolio.drop_unsaved, self._user_id, self._one.id)
            await self._done(None)


def _written(value: Any) -> str:
    return '' if value is None else str(value)


def _line(now: dict[str, str], label: str, name: str, limit: int, hint: str = '') -> FormField:
    return FormField(label, now.get(name, ''), f'project-{name.replace("_", "-")}', limit, hint=hint)
