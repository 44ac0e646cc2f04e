"""Create: choose what to practise, and have it on the stand at once; what is due again stands beside."""

import secrets

from nicegui import ui

from app import accounts
from app.practice import piece_lists, pieces, preferences, progress, reviews, schedule
from app.practice.options import FASTEST, MOST_BARS, SLOWEST, Difficulty, Form, Hands, Kind, Options, Style
from app.practice.preferences import Wish, remember, wish_of
from components.practice.piece_card import address, piece_card
from components.practice.words import DOES, FORMS, HANDS, KEYS, LEVELS, MAJORS, STYLES, TYPES, signs
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.form import ChoiceField, FormField
from components.vocabulary.keyed import Keyed
from pages.practice.numbers import written_number
from pages.practice.one_of import OneOf
from pages.practice.welcome import Welcome
from pages.shell.forms import Fields, told_beside
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast_errors

RECENT = 6
TIMES = {'': 'what fits', '4/4': '4/4', '3/4': '3/4', '5/4': '5/4', '7/4': '7/4', '6/8': '6/8', '12/8': '12/8'}


@screen
async def create_page(page_state: PageState) -> None:
    """The first screen of practice."""
    ui.page_title('Practice – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'), block():
        text('What will you practise?', tag='h1')
        text('Something new at your level, written out and played with you, in a second.', tag='p')
    await _Front(user.id).draw()
    with block('stack beside'):
        await _today(user.id)
        await _due(user.id)
        await _recent(user.id)


async def _due(user_id: str) -> None:
    found = await run_service(reviews.due, user_id, RECENT)
    if not found:
        return
    with block('stack', tag='section', aria_label='Due again'):
        text('Due again', tag='h2')
        with block('pieces', tag='ul', data_testid='due'):
            for one in found:
                with block('piece-card', tag='li'):
                    link(signs(one.title), address(one.content_id), 'name')
                    last = f'{one.last_score:.0f} of 100 last time' if one.last_score is not None else ''
                    text(f'{TYPES[one.type]}, {last}' if last else TYPES[one.type], 'meta')


async def _recent(user_id: str) -> None:
    found = await run_service(piece_lists.mine, user_id)
    with block('stack', tag='section', aria_label='Your latest pieces'):
        with block('row spread'):
            text('Just made', tag='h2')
            link('All pieces', '/practice/library', 'small')
        if not found.found:
            empty('Nothing here yet', 'Choose above, and press Create.', testid='no-pieces')
        with block('pieces', tag='ul', data_testid='recent'):
            for piece in found.found[:RECENT]:
                piece_card(piece)


async def _today(user_id: str) -> None:
    """How much of the day's minutes is done, and when the next ones are planned."""
    if (await run_service(preferences.musician, user_id)).told:
        aim = (await run_service(schedule.get, user_id)).minutes
        (day,) = await run_service(progress.days, user_id, 1)
        done = '. That is it for today!' if day.minutes >= aim else '.'
        text(f'Today: {day.minutes} of {aim} minutes{done}', 'quiet small', data_testid='today')
    planned = await run_service(schedule.next_times, user_id, 1)
    if planned:
        text(f'Next planned: {planned[0]:%A, %H:%M}.', 'quiet small', data_testid='planned')


class _Front:
    """What is asked of newcomers, and the form, which begins with what they told."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        self._place = Keyed(block('stack'))

    async def draw(self) -> None:
        """Draw both, or the form alone."""
        new = await run_service(preferences.is_new, self._user_id)
        wish = await run_service(wish_of, self._user_id)
        if self._place.place.is_deleted:
            return
        with self._place as shown:
            if new:
                welcome = shown.container('welcome', block)
            shown.item('desk', _Desk(self._user_id).draw, wish)
        if new:
            with welcome.place:
                await Welcome(self._user_id, self.draw).draw()


class _Desk:
    """The form: kind, level, key and style at a glance, the rest where somebody wants it."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id

    def draw(self, wish: Wish) -> None:
        """Draw it, as it was filled in last."""
        with block('panel stack', tag='section', aria_label='A new piece'):
            self._kind = OneOf('Kind', TYPES, wish.kind, 'kind', notes=DOES)
            self._level = OneOf('Level', LEVELS, wish.difficulty, 'level')
            with block('fields top'):
                self._key = ChoiceField('Key', KEYS, wish.key, 'key')
                self._style = ChoiceField('Style', STYLES, wish.style, 'style')
                self._tempo = FormField('Tempo', '', 'tempo', 3, hint=f'{SLOWEST} to {FASTEST}, or what fits')
                self._bars = FormField('Bars', '', 'bars', 3, hint=f'up to {MOST_BARS}, or what fits')
            with block(tag='details'):
                text('Form, hands, time', tag='summary', data_testid='more-choices')
                with block('fields'):
                    self._form = ChoiceField('Form', FORMS, '', 'form')
                    self._hands = ChoiceField('Hands', HANDS, '', 'hands')
                    self._time = ChoiceField('Time', TIMES, '', 'time')
            with block('row'):
                button('Create', self._create, 'main-action big', data_testid='create')
                button('Surprise me', self._surprise, 'big', data_testid='surprise')
                link('Bring a MusicXML file', '/practice/library?bring=1', 'small')
                link('About you', '/practice/you', 'small', data_testid='about-you')
                link('Credits', '/practice/credits', 'small quiet', data_testid='to-credits')

    async def _create(self) -> None:
        fields: Fields = {
            'tempo': self._tempo,
            'bars': self._bars,
            'key': self._key,
            'time': self._time,
            'form': self._form,
        }
        with toast_errors(), told_beside(fields):
            await self._make(
                Options(
                    kind=Kind(self._kind.value),
                    key=self._key.value,
                    tempo=written_number(self._tempo.value, 'tempo'),
                    time=self._time.value or None,
                    style=Style(self._style.value),
                    difficulty=Difficulty(self._level.value),
                    bars=written_number(self._bars.value, 'number of bars', 'bars'),
                    form=Form(self._form.value) if self._form.value else None,
                    hands=Hands(self._hands.value) if self._hands.value else None,
                    seed=secrets.randbelow(2**31),
                )
            )

    async def _surprise(self) -> None:
        """Anything at the level that is chosen, of what they like if they told."""
        with toast_errors():
            told = await run_service(preferences.musician, self._user_id)
            await self._make(
                Options(
                    kind=secrets.choice(list(Kind)),
                    key=secrets.choice(told.keys or MAJORS),
                    style=Style(secrets.choice(told.styles or list(Style))),
                    difficulty=Difficulty(self._level.value),
                    seed=secrets.randbelow(2**31),
                )
            )

    async def _make(self, options: Options) -> None:
        made = await run_service(pieces.create, self._user_id, options)
        wish = Wish(self._kind.value, self._level.value, self._key.value, self._style.value)
        await run_service(remember, self._user_id, wish)
        ui.navigate.to(address(made.id))
