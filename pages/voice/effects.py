"""Effects: describe a sound in words, and hear it in as many variations as you like, beside each other."""

from typing import Any

from nicegui import ui

from app import accounts
from app.errors import NotAllowed
from app.jobs.progress import HUB
from app.voice import errors, queries, service, voices
from app.voice.options import EFFECT_LUFS, LONGEST_S, PROMPT_LIMIT, SHORTEST_S, EffectOptions
from app.voice.queries import ClipView
from components.vocabulary.checks import ChecksField
from components.vocabulary.elements import block, button, text
from components.vocabulary.fields import text_field
from components.vocabulary.form import ChoiceField
from components.voice.length_field import LengthField
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast_errors
from pages.voice.credits import CreditsChip, price_told
from pages.voice.just_made import JustMade

PATH = '/voice/effects'
RECENT = 8
EXAMPLES = (
    'rain and thunder',
    'footsteps on gravel',
    'a door slams, then footsteps',
    'dog barking far away',
    'campfire',
    'cinematic boom',
    'fast whoosh',
    'laser gun',
    'error beep',
    'church bell',
)
FORMATS = {'wav': 'WAV', 'mp3': 'MP3', 'ogg': 'OGG', 'flac': 'FLAC'}
LOUDNESS = {
    '-16.0': '−16 LUFS, usual',
    '-14.0': '−14 LUFS, streaming',
    '-23.0': '−23 LUFS, broadcast',
    '-30.0': '−30 LUFS, background',
}
INFLUENCE = {'0.2': 'freely', '0.5': 'as usual', '1.0': 'closely'}
VARIATIONS = {'1': 'one', '2': 'two', '3': 'three', '4': 'four'}


@screen
async def effects_page(page_state: PageState, clip: str = '', prompt: str = '') -> None:
    """The screen of effects; `clip` is one that is taken up again, `prompt` what to begin with."""
    ui.page_title('Effects – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'):
        with block():
            text('Describe a sound. Hear it.', tag='h1')
            text('Real recordings and sounds made for you, layered, as long as you like, looped if you like.', tag='p')
        chip = CreditsChip(user.id)
    before = await run_service(queries.get, user.id, clip) if clip else None
    desk = _Desk(user.id, chip)
    missing = await run_service(_missing)
    if missing:
        text(missing, 'note', tag='p', role='status', data_testid='no-effects')
    else:
        desk.draw(before, prompt[:PROMPT_LIMIT])
    lesson = 'Write what is to be heard, or press one of the examples.'
    await JustMade(user.id, page_state, 'effect', 'All effects', lesson, 'stack beside').fill(RECENT)
    await chip.draw()


def _missing() -> str:
    """Why no effects can be made here, in a sentence; empty where they can."""
    health = voices.effects_health()
    return '' if health.state == 'ready' else f'{health.what} {health.how}'.strip()


class _Desk:
    """Everything above the clips: the prompt, examples, how it is to be, and the button."""

    def __init__(self, user_id: str, chip: CreditsChip) -> None:
        self._user_id, self._chip = user_id, chip

    def draw(self, before: ClipView | None, prompt: str) -> None:
        """Draw it, with what a clip was asked for by, if it is taken up again."""
        kept: dict[str, Any] = dict(before.settings) if before else {}
        with block('speak'):
            with block('panel'):
                said = (before.text or '') if before else prompt
                self._prompt = text_field('Prompt', said, 'prompt', PROMPT_LIMIT, placeholder='rain and thunder')
                self._prompt.on('keydown.enter', self._generate, [])
                text('English words; “and” lays sounds over each other, “then” puts them in order.', 'quiet small')
                with block('chips', role='group', aria_label='Examples'):
                    for example in EXAMPLES:
                        self._example(example)
                price = price_told(service.EFFECT)
                with block('fields top'):
                    told = price and f'{price} each'
                    self._variations = ChoiceField('Variations', VARIATIONS, '1', 'variations', hint=told)
                    influence = _among(INFLUENCE, kept.get('influence', 0.5), '0.5')
                    self._influence = ChoiceField('Keeps to your words', INFLUENCE, influence, 'influence')
            with block('panel'):
                self._length = LengthField(SHORTEST_S, LONGEST_S, kept.get('seconds'))
                ticked = [key for key in ('loop', 'only_free') if kept.get(key)]
                ways = {'loop': 'Loop: the end leads into the beginning', 'only_free': 'Only CC0: nobody need be named'}
                self._how = ChecksField('How', ways, ticked, 'how')
                with block('fields'):
                    self._format = ChoiceField('Format', FORMATS, str(kept.get('format', 'wav')), 'format')
                    usual = _among(LOUDNESS, kept.get('target_lufs', EFFECT_LUFS), str(EFFECT_LUFS))
                    self._loudness = ChoiceField('Loudness', LOUDNESS, usual, 'loudness')
        self._seed = int(kept.get('seed', -1)) + 1
        self._nothing = block('note warn stack tight', role='status', data_testid='nothing-close')
        self._nothing.visible = False
        with block('row'):
            button('Generate', self._generate, 'main-action big', icon='voice', data_testid='generate')

    def _example(self, said: str, testid: str = 'example') -> None:
        def take() -> None:
            self._prompt.value = said

        button(said, take, data_testid=testid).classes('chip').classes(remove='button')

    async def _submit(self, options: EffectOptions, variations: int) -> bool:
        """Have it made; where there is no sound for the prompt, say so once instead, with the nearest to press."""
        self._nothing.visible = False
        try:
            await run_service(service.submit_effect, self._user_id, options, variations)
        except NotAllowed as error:
            nearest = errors.offered(str(error))
            if not nearest:
                raise
            self._nothing.clear()
            self._nothing.visible = True
            with self._nothing:
                text(f'{str(error).partition(" Nearest: ")[0]} The nearest there are:', 'wrap-any', tag='p')
                with block('chips', role='group', aria_label='Nearest'):
                    for one in nearest:
                        self._example(one, 'nearest')
            return False
        return True

    async def _generate(self) -> None:
        with toast_errors():
            variations = int(self._variations.value)
            options = EffectOptions(
                prompt=self._prompt.value or '',
                seconds=self._length.seconds,
                loop='loop' in self._how.chosen,
                influence=float(self._influence.value),
                seed=self._seed,
                only_free='only_free' in self._how.chosen,
                format=self._format.value,
                target_lufs=float(self._loudness.value),
            )
            if not await self._submit(options, variations):
                return
            self._seed += variations
            HUB.poke()
            await self._chip.draw()


def _among(choices: dict[str, str], value: object, usual: str) -> str:
    """The key that a number has among choices."""
    key = str(float(value)) if isinstance(value, int | float) else usual
    return key if key in choices else usual
