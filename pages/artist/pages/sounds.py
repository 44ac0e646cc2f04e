"""The sounds on an artist's page: chosen from what they have here, in their order, whole or half a minute."""

from functools import partial
from typing import Any

from nicegui import ui

from app import accounts
from app.artist import releases, showcase, showcase_views
from app.artist.showcase_views import SoundView
from components.artist.ordered import Ordered, handle
from components.vocabulary.elements import block, button, text
from components.vocabulary.empty import empty
from components.vocabulary.form import ChoiceField, FormField
from models import Status
from pages.artist.pages.place import tabs
from pages.artist.pages.sound_choice import SoundChoice
from pages.shell.forms import told_beside
from pages.shell.page_state import PageState
from pages.shell.services import look_again, run_service, screen, toast_errors

LOOKS_EACH_S = 1.5
PARTS = {'': 'Half a minute', 'whole': 'All of it'}


@screen
async def sounds_screen(page_state: PageState, sound: str = '') -> None:
    """All of them; with `sound`, one is about to be added."""
    ui.page_title('Sounds – LevelMix')
    user = await run_service(accounts.current_user)
    shown = _Sounds(user.id)
    await shown.draw()
    if sound:
        await shown.choice.ask(sound)


class _Sounds:
    def __init__(self, user_id: str) -> None:
        self._user_id, self._seen = user_id, ''
        self._removed: SoundView | None = None
        self.choice = SoundChoice(user_id, self.draw)
        tabs('/artist/sounds')
        with block('pagehead'):
            with block():
                text('Sounds', tag='h1')
                text('What people hear on your page: a light copy, all equally loud. The file stays yours.', tag='p')
            button('Add a sound', self.choice.open, 'main-action', icon='add', data_testid='sound-add')
        self._note = block()
        self._place = block('stack')
        self._timer = look_again(LOOKS_EACH_S, self.draw, active=False)

    async def draw(self) -> None:
        """Draw them as they are."""
        found = await run_service(showcase_views.listed, self._user_id)
        named = {one.id: one.title for one in await run_service(releases.listed, self._user_id)}
        self._seen = releases.mark_of([one.id for one in found])
        self._timer.active = any(one.active for one in found)
        self._draw_note()
        self._place.clear()
        with self._place:
            if not found:
                lesson = 'Choose one of your library, or what your studio has handed over to you.'
                empty('No sound on your page yet', lesson, testid='sounds-empty')
                return
            with Ordered(self._order).classes('ordered'):
                for one in found:
                    self._draw_row(one, named)

    def _draw_row(self, one: SoundView, named: dict[str, str]) -> None:
        with block('sound-row', tag='li', data_key=one.id, data_testid='sound-row'):
            with block('sound-line'):
                handle(one.title)
                with block('stack tight'):
                    text(one.title, 'strong wrap-any')
                    text(_state(one), 'wrong' if one.error else 'small quiet', data_testid='sound-state')
                with block('acts'):
                    if one.status in (Status.FAILED, Status.CANCELLED):
                        button('Try again', partial(self._again, one), data_testid='sound-again')
                    button('Take off', partial(self._remove, one), 'bare danger', data_testid='sound-remove')
            if one.is_heard:
                src = f'/files/artist/sounds/{one.id}'
                block(tag='audio', src=src, controls='', preload='none', aria_label=one.title)
            with block(tag='details'):
                text('Change', tag='summary', data_testid='sound-change')
                with block('stack'):
                    self._draw_form(one, named)

    def _draw_form(self, one: SoundView, named: dict[str, str]) -> None:
        with block('fields top'):
            title = FormField('Title', one.title, 'sound-title', showcase.TITLE_MOST)
            part = ChoiceField('What is heard', PARTS, 'whole' if one.is_whole else '', 'sound-part')
            hint = 'Minutes and seconds: 1:05'
            start = FormField('It begins at', _clock(one.starts_at_s), 'sound-start', 8, hint=hint)
            release = ChoiceField('Belongs to', {'': 'No release', **named}, one.release_id, 'sound-release')
            shown = ChoiceField('Seen by', {'': 'Only you', 'on': 'Everybody'}, 'on' * one.is_public, 'sound-public')
        said = FormField('A line about it', one.description, 'sound-description', showcase.DESCRIPTION_MOST)
        fields: dict[str, Any] = {'title': title, 'starts_at_s': start, 'release': release, 'description': said}

        async def save() -> None:
            with toast_errors(), told_beside(fields):
                given = {
                    'title': title.value,
                    'description': said.value,
                    'whole': part.value == 'whole',
                    'starts_at_s': _seconds(start.value),
                    'release': release.value,
                    'public': shown.value == 'on',
                }
                await run_service(partial(showcase.change, self._user_id, one.id, **given))
                await self.draw()

        with block('row'):
            button('Save', save, 'main-action', data_testid='sound-save')

    def _draw_note(self) -> None:
        self._note.clear()
        if self._removed is not None:
            with self._note, block('note row', role='status', data_testid='sound-removed'):
                text(f'“{self._removed.title}” is off your page, and nobody hears it there any more.')
                button('Put it back', self._put_back, 'bare', data_testid='sound-back')

    async def _again(self, one: SoundView) -> None:
        with toast_errors():
            await run_service(showcase.again, self._user_id, one.id)
            await self.draw()

    async def _remove(self, one: SoundView) -> None:
        with toast_errors():
            self._removed = await run_service(showcase.remove, self._user_id, one.id)
            await self.draw()

    async def _put_back(self) -> None:
        was, self._removed = self._removed, None
        with toast_errors():
            if was is not None:
                await run_service(showcase.put_back, self._user_id, was)
            await self.draw()

    async def _order(self, ids: list[str]) -> None:
        with toast_errors():
            try:
                await run_service(showcase.order, self._user_id, ids, self._seen)
            finally:  # what was drawn follows what is stored, whoever was first
                await self.draw()


def _state(one: SoundView) -> str:
    """How a sound stands, in a line."""
    if one.error:
        return one.error
    if one.active:
        return f'It is being made, {one.percent} %' if one.percent else 'It waits for its turn'
    half = f'half a minute from {_clock(one.starts_at_s)}' if one.starts_at_s else 'its first half minute'
    part = 'all of it' if one.is_whole else half
    return f'{"Everybody hears" if one.is_public else "Only you hear"} {part}'


def _clock(seconds: float) -> str:
    """Seconds as players show them: 1:05; with what is left of a second, if any."""
    minutes, rest = divmod(round(seconds, 2), 60)
    return f'{minutes:.0f}:{f"{rest:05.2f}".rstrip("0").rstrip(".")}'


def _seconds(written: str) -> float:
    """Seconds as somebody writes them, like 65 or 1:05; a negative number for what is none."""
    try:
        total = 0.0
        for part in written.strip().replace(',', '.').split(':'):
            total = total * 60 + float(part or 0)
        return total
    except ValueError:
        return -1.0
