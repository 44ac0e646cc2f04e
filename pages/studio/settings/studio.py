"""What a studio is called, where it is, who answers for it, and whether it takes bookings."""

from functools import partial

from nicegui import ui

from app.studio import demo, studios
from app.studio.studios import StudioView
from components.vocabulary.checks import ChecksField
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import FormField
from components.vocabulary.long_text import LongField
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast, toast_errors
from pages.studio.copying import address_to_copy
from pages.studio.place import Here, public_address
from pages.studio.zones import zone_list


async def draw_studio(found: Here, studio: StudioView) -> None:
    """The form, and below it what is rarely done."""
    with block('panel stack', tag='section', aria_label='Where people book'):
        text('Where people book', tag='h2')
        address_to_copy(public_address(studio), 'The public address', 'public-address', visit=True)
    _Form(found.user_id, studio).draw()
    with block('panel stack', tag='section', aria_label='Delete the studio'):
        text('Delete the studio', tag='h2')
        lesson = 'What was booked is kept for the books. Nobody may still be coming.'
        demo_lesson = 'It was made to try things out: what is booked in it is cancelled, and it goes.'
        text(demo_lesson if studio.is_demo else lesson, 'quiet', tag='p')
        with block('row'):
            button('Delete', partial(_delete, found.user_id, studio), 'danger', data_testid='studio-delete')


async def _delete(user_id: str, studio: StudioView) -> None:
    lost = 'All that is booked in it is cancelled.' if studio.is_demo else 'Its public address answers nobody any more.'
    if await confirm(f'Delete {studio.name}?', lost, 'Delete'):
        with toast_errors():
            await run_service(demo.end if studio.is_demo else studios.delete, user_id, studio.id)
            ui.navigate.to('/studio')


class _Form:
    def __init__(self, user_id: str, studio: StudioView) -> None:
        self._user_id, self._studio = user_id, studio

    def draw(self) -> None:
        """Draw it as it is."""
        one = self._studio
        with block('panel stack', tag='section', aria_label='The studio', data_testid='studio-form'):
            text('The studio', tag='h2')
            with block('fields top'):
                self._name = FormField('Name', one.name, 'studio-name-field', 120)
                hint = 'Below /book/. Links to the old one stop working.'
                self._slug = FormField('Public address', one.slug, 'studio-slug', 40, hint=hint)
                self._email = FormField('Mail', one.email, 'studio-email', 254, kind='email')
                self._phone = FormField('Phone', one.phone, 'studio-phone', 40, kind='tel')
                self._zone = FormField('Time zone', one.zone, 'studio-zone', 60, suggestions=zone_list())
                self._currency = FormField('Currency', one.currency.upper(), 'studio-currency', 3)
            self._about = LongField('About it', one.about, 'studio-about', 4000)
            self._address = LongField('Where it is', one.address, 'studio-address', 4000)
            opens = {'open': 'It takes bookings'}
            self._open = ChecksField('Public page', opens, ['open'] if one.is_open else [], 'studio-open')
            with block('row'):
                button('Save', self._save, 'main-action', data_testid='studio-save')

    async def _save(self) -> None:
        written: dict[str, FormField | LongField] = {
            'name': self._name,
            'slug': self._slug,
            'email': self._email,
            'phone': self._phone,
            'zone': self._zone,
            'currency': self._currency,
            'about': self._about,
            'address': self._address,
        }
        with toast_errors(), told_beside(written):
            given = {name: field.value for name, field in written.items()} | {'is_open': bool(self._open.chosen)}
            saved = await run_service(partial(studios.change, self._user_id, self._studio.id, **given))
            toast('Saved.')
            if saved.slug != self._studio.slug:
                ui.navigate.to(f'/studio/settings?studio={saved.slug}')
