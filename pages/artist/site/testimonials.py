"""What clients say, edited in place: put in order by its handles, opened where it stands."""

from functools import partial
from typing import Any

from app import accounts
from app.artist import ordering, site_fields, testimonials
from app.artist.testimonials import TestimonialView
from app.errors import Changed
from components.artist.ordered import Ordered, handle
from components.vocabulary.elements import block, button, text
from components.vocabulary.empty import empty
from components.vocabulary.fields import LongText
from components.vocabulary.form import ChoiceField, FormField, below, tell
from pages.artist.site.place import head, undo
from pages.artist.site.switches import Switch
from pages.shell.forms import told_beside
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast, toast_errors

PATH = '/artist/site/testimonials'
RATINGS = {'': 'None', **{str(number): f'{"★" * number} {number} of 5' for number in range(5, 0, -1)}}


@screen
async def testimonials_page(page_state: PageState) -> None:
    """All of them, in their order."""
    user = await run_service(accounts.current_user)
    found = await run_service(testimonials.listed, user.id)
    lesson = 'What clients say, on the portfolio; those that are featured beside the contact form, too.'
    with head(PATH, 'Testimonials', lesson):
        place = block()
    listed = _List(user.id, found)
    with place:
        button('New testimonial', listed.add, 'main-action', data_testid='new-testimonial')


class _List:
    """The list; one at a time is open, or a new one above all."""

    def __init__(self, user_id: str, found: list[TestimonialView]) -> None:
        self._user_id, self._found, self._opened = user_id, found, ''
        self._note = block()
        self._new = block('stack')
        self._place = block('stack')
        self._draw()

    def add(self) -> None:
        """Open an empty form."""
        self._opened = ''
        self._draw()
        self._new.clear()
        with self._new, block('panel stack', data_testid='testimonial-new'):
            _Form(self._user_id, None, self._again)

    def _draw(self) -> None:
        self._place.clear()
        self._new.clear()
        with self._place:
            if not self._found:
                empty('No testimonials yet', 'Ask somebody who was happy for two sentences, and write them down here.')
                return
            with Ordered(self._order):
                for one in self._found:
                    opened = one.id == self._opened
                    with block('open' if opened else '', tag='li', data_key=one.id, data_testid='testimonial'):
                        if opened:
                            _Form(self._user_id, one, self._again)
                        else:
                            self._row(one)

    def _row(self, one: TestimonialView) -> None:
        handle(one.client_name)
        with block():
            text(one.client_name, 'name')
            with block('row small quiet'):
                text('Shown' if one.is_public else 'Draft', f'badge-word {"good" if one.is_public else ""}')
                if one.featured:
                    text('featured')
                if one.rating:
                    text('★' * one.rating, aria_label=f'{one.rating} of 5 stars', role='img')
                text(one.content[:120])
        with block('acts'):
            button('Edit', partial(self._open, one.id), data_testid='edit-testimonial')
            button('Delete', partial(self._delete, one), 'bare', data_testid='delete-testimonial')

    def _open(self, testimonial_id: str) -> None:
        self._opened = testimonial_id
        self._draw()

    async def _again(self) -> None:
        self._opened = ''
        self._found = await run_service(testimonials.listed, self._user_id)
        self._draw()

    async def _order(self, keys: list[str]) -> None:
        before = [one.id for one in self._found]
        with toast_errors():
            try:
                self._found = await run_service(testimonials.order, self._user_id, keys, ordering.mark(before))
            except Changed:
                await self._again()
                raise
        self._draw()

    async def _delete(self, one: TestimonialView) -> None:
        with toast_errors():
            await run_service(testimonials.delete, self._user_id, one.id)
            await self._again()
            self._note.clear()
            with self._note:
                undo(one.client_name, partial(self._restore, one.id))

    async def _restore(self, testimonial_id: str) -> None:
        with toast_errors():
            await run_service(testimonials.restore, self._user_id, testimonial_id)
            self._note.clear()
            await self._again()


class _Quote:
    """What somebody says."""

    def __init__(self, value: str) -> None:
        with block('field'):
            caption = text('What they say', tag='label')
            self._field = LongText('testimonial-content', site_fields.QUOTE_MOST)
            self._field.value = value
            caption.props['for'] = self._field.html_id
            self._wrong = below(self._field, '', 'testimonial-content')

    @property
    def value(self) -> str:
        """What was written."""
        return self._field.value or ''

    def tell(self, sentence: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        tell(self._field, self._wrong, sentence)


class _Form:
    """One that is open."""

    def __init__(self, user_id: str, one: TestimonialView | None, done: Any) -> None:
        self._user_id, self._one, self._done = user_id, one, done
        most = site_fields.SHORT_MOST
        with block('stack'):
            self._fields: dict[str, Any] = {'content': _Quote(one.content if one else '')}
            with block('fields top'):
                for name, label in (('client_name', 'Name'), ('role', 'Role'), ('company', 'Company')):
                    value = getattr(one, name) if one else ''
                    self._fields[name] = FormField(label, value, f'testimonial-{name.replace("_", "-")}', most)
                rating = str(one.rating or '') if one else ''
                self._fields['rating'] = ChoiceField('Stars', RATINGS, rating, 'testimonial-rating')
            with block('row'):
                public = one.is_public if one else True
                self._fields['is_public'] = Switch('Everybody sees it', public, 'testimonial-public')
                featured = one.featured if one else False
                self._fields['featured'] = Switch('Featured', featured, 'testimonial-featured')
            with block('row'):
                button('Save', self._save, 'main-action', data_testid='testimonial-save')
                button('Cancel', self._done, 'bare', data_testid='testimonial-cancel')

    async def _save(self) -> None:
        values = {name: field.value for name, field in self._fields.items()}
        with toast_errors(), told_beside(self._fields):
            if self._one is None:
                await run_service(testimonials.add, self._user_id, **values)
            else:
                await run_service(testimonials.save, self._user_id, self._one.id, self._one.updated_at, **values)
            await self._done()
            toast('Saved.')
