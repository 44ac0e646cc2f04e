"""An artist's page: everything on it is written here, and seen beside as everybody sees it."""

from functools import partial
from typing import Any

from nicegui import ui

from app import accounts
from app.artist import links, preview, profile_fields, profiles, themes
from app.artist.page_pictures import PHOTO, PORTRAIT
from app.artist.profiles import ProfileView
from app.config import settings
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import ChoiceField, FormField
from components.vocabulary.long_text import LongField
from pages.artist.pages.autosave import Autosave
from pages.artist.pages.frame import Preview, address_line
from pages.artist.pages.picture import PicturePlace
from pages.artist.pages.place import tabs
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast, toast_errors

FEW = ('website', 'instagram', 'tiktok', 'spotify', 'youtube', 'soundcloud')
"""Which links are asked for at once; the others are a press away."""


@screen
async def page_screen(page_state: PageState) -> None:
    """The form and the page."""
    ui.page_title('Your page – LevelMix')
    user = await run_service(accounts.current_user)
    await _PageForm(user.id, await run_service(profiles.of, user.id)).draw()


class _PageForm:
    def __init__(self, user_id: str, page: ProfileView) -> None:
        self._user_id, self._page = user_id, page
        self._links = dict[str, FormField]()
        self._theme = page.theme

    async def draw(self) -> None:
        """Draw it as it is."""
        tabs('/artist/page')
        with block('pagehead'), block():
            text('Your page', tag='h1')
            self._state = block('row')
        with block('page-edit'):
            with block('stack'):
                self._draw_words()
                self._draw_links()
                await self._draw_pictures()
                self._draw_theme()
            with block('page-beside'):
                self._saving = Autosave(self._save, self._fields())
                self._preview = Preview('How your page looks')
        typed: list[FormField | LongField] = [self._name, self._slug, self._tagline, self._place, self._bio]
        typed += self._links.values()
        for field in typed:
            field.on_typed(self._saving.soon)
        self._draw_state()
        await self._look()

    def _fields(self) -> dict[str, Any]:
        words = {'name': self._name, 'slug': self._slug, 'tagline': self._tagline, 'place': self._place}
        return words | {'bio': self._bio} | self._links

    def _draw_words(self) -> None:
        one = self._page
        with block('panel stack', tag='section', aria_label='Who you are'):
            with block('fields top'):
                self._name = FormField('Artist name', one.name, 'page-name', profile_fields.NAME_MOST)
                hint = f'{settings().address}{profiles.PREFIX}…'
                self._slug = FormField('Address', one.slug, 'page-slug', 60, hint=hint)
                self._tagline = FormField('One line about your music', one.tagline, 'page-tagline', 120)
                self._place = FormField('Where you are from', one.place, 'page-place', 80)
            hint = '**bold**, *italic*, [link](https://…), * list'
            self._bio = LongField('About you', one.bio, 'page-bio', profile_fields.BIO_MOST, hint)
        self._name.on_left(self._propose)

    def _draw_links(self) -> None:
        with block('panel stack', tag='section', aria_label='Links'):
            text('Where you are found', tag='h2')
            self._link_place = block('fields top')
            self._add_place = block()
        for service in links.PAGE:
            if service.name in self._page.links or service.name in FEW:
                self._draw_link(service.name)
        self._draw_more()

    def _draw_link(self, name: str) -> FormField:
        service = links.BY_NAME[name]
        with self._link_place:
            now = self._page.links.get(name, '')
            self._links[name] = FormField(
                service.label, now, f'link-{name}', links.MOST, kind='url', hint=service.page_example
            )
        return self._links[name]

    def _draw_more(self) -> None:
        self._add_place.clear()
        left = {one.name: one.label for one in links.PAGE if one.name not in self._links}
        if left:
            with self._add_place:
                ChoiceField('One more', {'': 'Choose …', **left}, '', 'link-more', on_choose=self._more)

    def _more(self, name: str) -> None:
        if name in links.BY_NAME and name not in self._links:
            self._draw_link(name).on_typed(self._saving.soon)
            self._saving.watch(self._fields())
            self._draw_more()

    async def _draw_pictures(self) -> None:
        with block('panel stack', tag='section', aria_label='Pictures'):
            text('Pictures', tag='h2')
            places = [PicturePlace(self._user_id, 'You', PORTRAIT, '', self._page.picture, self._portrait, 'portrait')]
            for number, photo in enumerate(self._page.photos, start=1):
                of, change = str(number), partial(self._photo, number - 1)
                places.append(
                    PicturePlace(self._user_id, f'Photo {number}', PHOTO, of, photo, change, f'photo-{number}')
                )
        for place in places:
            await place.draw()

    async def _portrait(self, public_id: str) -> None:
        await self._change(picture=public_id)

    async def _photo(self, place: int, public_id: str) -> None:
        photos = list((await run_service(profiles.of, self._user_id)).photos)
        photos[place] = public_id
        await self._change(photos=photos)

    def _draw_theme(self) -> None:
        with block('panel stack', tag='section', aria_label='Look'):
            text('Look', tag='h2')
            with block('theme-choices', role='group', aria_label='Look of the page') as self._theme_place:
                pass
            shown = {'': 'Not shown', 'on': 'Shown on your page'}
            now = 'on' if self._page.choices.shows_level else ''
            ChoiceField('Your level and streak', shown, now, 'page-level', on_choose=self._show_level)
        self._draw_themes()

    def _draw_themes(self) -> None:
        self._theme_place.clear()
        with self._theme_place:
            for theme in themes.THEMES.values():
                press = button('', partial(self._choose_theme, theme.name), data_testid=f'theme-{theme.name}')
                press.classes(f'theme-choice of-{theme.name}')
                press.props['aria-pressed'] = str(theme.name == self._theme).lower()
                with press:
                    text(theme.label, 'strong')
                    text(theme.does, 'small quiet')

    async def _choose_theme(self, name: str) -> None:
        self._theme = name
        self._draw_themes()
        await self._saving.now()

    async def _show_level(self, chosen: str) -> None:
        with toast_errors():
            await run_service(profiles.choose, self._user_id, shows_level=chosen == 'on')
            await self._look()

    async def _propose(self) -> None:
        """Show the address that the name would give, before anything is saved under it."""
        if not self._slug.value and self._name.value:
            found = await run_service(profiles.proposed_slug, self._user_id, self._name.value)
            self._slug.value = found.slug
            self._slug.tell(found.said)
            self._saving.soon()

    def _written(self) -> dict[str, Any]:
        return {
            'name': self._name.value,
            'slug': self._slug.value,
            'tagline': self._tagline.value,
            'place': self._place.value,
            'bio': self._bio.value,
            'links': {name: field.value for name, field in self._links.items()},
            'theme': self._theme,
        }

    async def _save(self, anew: bool) -> None:
        await self._look()
        revision = None if anew else self._page.revision
        save = partial(profiles.change, self._user_id, revision, **self._written())
        self._page = await run_service(save)
        self._draw_state()

    async def _change(self, **given: Any) -> None:
        with toast_errors():
            self._page = await run_service(partial(profiles.change, self._user_id, None, **given))
            self._draw_state()
            await self._look()

    async def _look(self) -> None:
        with toast_errors():
            self._preview.show(await run_service(partial(preview.page, self._user_id, **self._written())))

    def _draw_state(self) -> None:
        page = self._page
        self._state.clear()
        with self._state:
            if page.is_public:
                text('Public', 'badge-word good', data_testid='page-state')
                address_line(f'{settings().address}{page.address}', True)
                button('Take it offline', partial(self._publish, False), 'bare', data_testid='page-hide')
            else:
                text('Only you see it', 'badge-word', data_testid='page-state')
                button('Make it public', partial(self._publish, True), 'main-action', data_testid='page-publish')

    async def _publish(self, public: bool) -> None:
        await self._saving.now()
        with toast_errors():
            self._page = await run_service(partial(profiles.change, self._user_id, None, public=public))
            self._draw_state()
            toast('Everybody finds your page now.' if public else 'Only you see your page now.')
