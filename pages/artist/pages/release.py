"""One release: all that its page says, where it is heard, and how often people went there."""

from functools import partial
from typing import Any

from nicegui import ui

from app import accounts
from app.artist import links, preview, profiles, public_words, release_fields, releases
from app.artist.days import Days
from app.artist.page_pictures import COVER
from app.artist.profiles import ProfileView
from app.artist.release_views import ReleaseView
from app.config import settings
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.fields import date_field
from components.vocabulary.form import ChoiceField, FormField
from components.vocabulary.long_text import LongField
from models import User
from pages.artist.pages.autosave import Autosave
from pages.artist.pages.click_figures import draw_figures
from pages.artist.pages.custom_links import CustomLinks
from pages.artist.pages.frame import Preview, address_line
from pages.artist.pages.picture import PicturePlace
from pages.artist.pages.place import tabs
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast, toast_errors

TRACKS_MOST = 12_000


@screen
async def release_screen(page_state: PageState, release_id: str) -> None:
    """The form, the page, the figures."""
    user = await run_service(accounts.current_user)
    found = await run_service(releases.get, user.id, release_id)
    ui.page_title(f'{found.title} – LevelMix')
    await _ReleaseForm(user, found, await run_service(profiles.of, user.id)).draw()


class _ReleaseForm:
    def __init__(self, user: User, found: ReleaseView, page: ProfileView) -> None:
        self._user_id, self._found, self._page = user.id, found, page
        self._days = Days(user.timezone, 0)
        self._kind, self._early = found.kind, found.links_early

    async def draw(self) -> None:
        """Draw it as it is."""
        tabs('/artist/releases')
        with block('pagehead'), block():
            self._title_shown = text(self._found.title, 'wrap-any', tag='h1')
            self._state = block('row')
        with block('page-edit'):
            with block('stack'):
                self._draw_words()
                self._draw_links()
                with block('panel', tag='section', aria_label='Cover'):
                    cover = PicturePlace(
                        self._user_id, 'Cover', COVER, self._found.id, self._found.cover, self._cover, 'release-cover'
                    )
                await cover.draw()
                await draw_figures(self._user_id, self._found)
            with block('page-beside'):
                self._saving = Autosave(self._save, self._fields())
                self._preview = Preview('How the release looks')
        typed: list[FormField | LongField] = [self._title, self._slug, self._description, self._tracks]
        typed += self._links.values()
        for field in typed:
            field.on_typed(self._saving.soon)
        self._date.on('update:model-value', self._saving.soon, [])
        self._draw_state()
        await self._look()

    def _fields(self) -> dict[str, Any]:
        words = {'title': self._title, 'slug': self._slug, 'description': self._description, 'tracks': self._tracks}
        return words | {'custom': self._custom} | self._links

    def _draw_words(self) -> None:
        one = self._found
        with block('panel stack', tag='section', aria_label='The release'):
            with block('fields top'):
                self._title = FormField('Title', one.title, 'release-title', release_fields.TITLE_MOST)
                self._slug = FormField('Address', one.slug, 'release-slug', 60, hint='Behind that of your page.')
                kinds = release_fields.KINDS
                ChoiceField('What it is', kinds, one.kind, 'release-kind', on_choose=self._choose_kind)
                self._date = date_field('Day it comes out', one.date.isoformat() if one.date else '', 'release-date')
                early = {'': 'On that day', 'early': 'Already before'}
                now = 'early' if one.links_early else ''
                ChoiceField('Links are shown', early, now, 'release-early', on_choose=self._choose_early)
            self._description = LongField('About it', one.description, 'release-description', 4000)
            hint = 'A track a line, with its length behind it: Glasshouse 3:41'
            lines = release_fields.as_lines(one.tracks)
            self._tracks = LongField('Tracks', lines, 'release-tracks', TRACKS_MOST, hint)

    def _draw_links(self) -> None:
        with block('panel stack', tag='section', aria_label='Where it is heard'):
            text('Where it is heard', tag='h2')
            with block('fields top'):
                self._links = {
                    one.name: FormField(
                        one.label,
                        self._found.links.get(one.name, ''),
                        f'link-{one.name}',
                        links.MOST,
                        kind='url',
                        hint=one.example,
                    )
                    for one in links.STREAMING
                }
            self._custom = CustomLinks(self._found.custom, lambda: self._saving.soon())
        self._draw_gone()

    def _draw_gone(self) -> None:
        """Say beside each link that leads nowhere since when it does."""
        said = {
            one.link: f'This link led nowhere on {public_words.day(self._days.day(one.since))}. Check it.'
            for one in self._found.links_gone
        }
        for name, field in self._links.items():
            field.remark(said.get(name, ''))
        self._custom.remark(said)

    async def _choose_kind(self, kind: str) -> None:
        self._kind = kind
        await self._saving.now()

    async def _choose_early(self, chosen: str) -> None:
        self._early = chosen == 'early'
        await self._saving.now()

    async def _save(self, anew: bool) -> None:
        given: dict[str, Any] = {
            'title': self._title.value,
            'kind': self._kind,
            'date': self._date.value,
            'links_early': self._early,
            'description': self._description.value,
            'tracks': release_fields.written_tracks(self._tracks.value),
            'links': {name: field.value for name, field in self._links.items()},
            'custom': self._custom.value,
        }
        if self._slug.value:
            given['slug'] = self._slug.value
        revision = None if anew else self._found.revision
        await self._change(revision, given)

    async def _change(self, revision: int | None, given: dict[str, Any]) -> None:
        self._found = await run_service(partial(releases.change, self._user_id, self._found.id, revision, **given))
        self._title_shown.text = self._found.title
        self._custom.keep(self._found.custom)
        self._draw_gone()
        self._draw_state()
        await self._look()

    async def _cover(self, public_id: str) -> None:
        with toast_errors():
            await self._change(None, {'cover': public_id})

    async def _publish(self, public: bool) -> None:
        await self._saving.now()
        with toast_errors():
            await self._change(None, {'public': public})
            toast('Everybody finds it now.' if public else 'Only you see it now.')

    async def _look(self) -> None:
        with toast_errors():
            self._preview.show(await run_service(preview.release, self._user_id, self._found.id))

    def _draw_state(self) -> None:
        one, page = self._found, self._page
        self._state.clear()
        with self._state:
            if one.is_public:
                text('Public', 'badge-word good', data_testid='release-state')
                button('Make it a draft', partial(self._publish, False), 'bare', data_testid='release-hide')
            else:
                text('Draft', 'badge-word', data_testid='release-state')
                button('Publish', partial(self._publish, True), 'main-action', data_testid='release-publish')
            if page.slug:
                address_line(f'{settings().address}{page.address}/{one.slug}', one.is_public and page.is_public)
            if one.is_public and not page.is_public:
                link('Make your page public, so that others find it', '/artist/page', 'small')
            if one.date is not None:
                text(public_words.day(one.date), 'small quiet')
