"""Speak: write a text, pick a voice, hear it while it is made."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from nicegui import ui

from app import accounts
from app.jobs.progress import HUB
from app.voice import queries, service, voices
from app.voice.options import FASTEST, SLOWEST, SPEECH_LUFS, USUAL_VOICE, SpeakOptions
from app.voice.queries import ClipView
from app.voice.text.clean import MOST_CHARACTERS
from components.vocabulary import wording
from components.vocabulary.elements import answer_of, block, button, dialog_named, text
from components.vocabulary.form import ChoiceField
from components.vocabulary.sent import Sent, hear
from components.voice.first_sound import FirstSound
from components.voice.text_box import TextBox
from components.voice.voice_picker import VoicePicker
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast_errors
from pages.voice.credits import CreditsChip, most_characters, price_told
from pages.voice.dictionary import open_dictionary
from pages.voice.just_made import JustMade
from pages.voice.offered import offered
from pages.voice.speakers import Speakers

RECENT = 5
FORMATS = {'wav': 'WAV', 'mp3': 'MP3', 'ogg': 'OGG', 'flac': 'FLAC'}
LOUDNESS = {
    '-19.0': '−19 LUFS, speech',
    '-16.0': '−16 LUFS, podcasts',
    '-14.0': '−14 LUFS, streaming',
    '-23.0': '−23 LUFS, broadcast',
}


@screen
async def speak_page(page_state: PageState, clip: str = '', sound: str = '', voice: str = '') -> None:
    """The first screen of voice; `clip` is one whose text and voice are taken up again, `sound` one of the library,
    `voice` who is chosen to begin with."""
    if sound:  # what is sent here has a voice already
        ui.navigate.to(f'/voice/change?{urlencode({"sound": sound})}')
        return
    ui.page_title('Speak – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'):
        with block():
            text('Type it. Pick a voice. Hear it.', tag='h1')
            text('A text of any length, said by the voice you choose, levelled and yours to keep.', tag='p')
        chip = CreditsChip(user.id)
    before = await run_service(queries.get, user.id, clip) if clip else None
    known = await run_service(lambda: offered(voices.all_voices(user.id)))
    desk = _Desk(user.id, chip, known, before, voice)
    await desk.draw()
    lesson = 'Write something above and press Generate.'
    await JustMade(user.id, page_state, '', 'All clips', lesson).fill(RECENT)
    await chip.draw()


@dataclass(slots=True)
class _Desk:
    """Everything above the clips: the text, who says it, how, and the button."""

    user_id: str
    chip: CreditsChip
    voices: list[dict[str, Any]]
    before: ClipView | None
    wanted: str = ''
    speed: float = 1.0
    parts: dict[str, Any] = field(default_factory=dict)

    async def draw(self) -> None:
        """Draw it; without any voice it says how to get some."""
        if not self.voices:
            with block('note', role='status', data_testid='no-voices'):
                for state in await run_service(voices.states):
                    text(f'{state.name}: {state.health.what} {state.health.how}', tag='p')
            return
        kept = self.before.settings if self.before else {}
        self.speed = float(kept.get('speed', 1.0))
        most = await run_service(most_characters, self.user_id, service.CHARACTERS, MOST_CHARACTERS)
        with block('speak'):
            with block('panel'):
                price = price_told(service.SPEAK)
                box = self.parts['text'] = TextBox(most, self.user_id, price and f'{price} a clip', self._look)
                with block('row'):
                    button('What will be read', self._preview, data_testid='preview')
                    button('Dictionary', self._dictionary, data_testid='open-dictionary')
            with block('panel'):
                self._choices(kept)
        with block('row'):
            button('Generate', self._generate, 'main-action big', icon='voice', data_testid='generate')
            self.parts['sound'] = FirstSound()
        if self.before is not None and self.before.text:
            box.put(self.before.text)

    def _choices(self, kept: Any) -> None:
        ids = [voice['id'] for voice in self.voices]
        wanted = (self.before.voice if self.before else '') or self.wanted or USUAL_VOICE
        chosen = wanted if wanted in ids else ids[0]
        self.parts['voice'] = VoicePicker(self.voices, chosen, lambda _: None)
        had = {str(one['name']): str(one['voice']) for one in kept.get('speakers', ())}
        self.parts['speakers'] = Speakers(self.voices, had)
        self._speed()
        with block('fields'):
            self.parts['format'] = ChoiceField('Format', FORMATS, str(kept.get('format', 'wav')), 'format')
            loudness = str(float(kept.get('target_lufs', SPEECH_LUFS)))
            usual = loudness if loudness in LOUDNESS else str(SPEECH_LUFS)
            self.parts['loudness'] = ChoiceField('Loudness', LOUDNESS, usual, 'loudness')

    def _look(self) -> None:
        self.parts['speakers'].look(self.parts['text'].value, self.parts['voice'].value)

    def _speed(self) -> None:
        with block('field'):
            caption = text('Speed', tag='label')
            with block('speed'):
                bar = block(tag='input', type='range', min=SLOWEST, max=FASTEST, step=0.05, value=self.speed)
                bar.props['data-testid'] = 'speed'
                bar.props['id'] = caption.props['for'] = bar.html_id
                told = text(f'{self.speed:g}×', 'number', data_testid='speed-told')

        def choose(now: float) -> None:
            self.speed = min(FASTEST, max(SLOWEST, round(now, 2)))
            told.text = f'{self.speed:g}×'

        hear(bar, 'input', Sent.number, choose, js_handler='(event) => emit(Number(event.target.value))')

    def _options(self) -> SpeakOptions:
        return SpeakOptions(
            text=self.parts['text'].value,
            voice=self.parts['voice'].value,
            speed=self.speed,
            format=self.parts['format'].value,
            target_lufs=float(self.parts['loudness'].value),
            speakers=self.parts['speakers'].chosen(),
        )

    async def _generate(self) -> None:
        with toast_errors():
            made = await run_service(service.submit_speak, self.user_id, self._options())
            HUB.poke()
            self.parts['sound'].play(made, 'Your clip')
            await self.chip.draw()

    async def _preview(self) -> None:
        with toast_errors():
            read = await run_service(service.check_speech, self.user_id, self._options())
            with (
                dialog_named('What will be read') as dialog,
                block('sheet', role='dialog', aria_label='What will be read', data_testid='reading'),
            ):
                text('What will be read', tag='h2')
                for note in read.notes:
                    text(note, 'note warn', tag='p')
                with block('spoken', tabindex='0', role='region', aria_label='In words'):
                    for line in read.spoken:
                        text(line, 'wrap-any', tag='p')
                count = len(read.chapters)
                chapters = f', in {"1 chapter" if count == 1 else f"{count} chapters"}' if count else ''
                text(f'About {wording.length(max(1, read.seconds))} long{chapters}.', 'quiet small', tag='p')
                with block('row').style('justify-content: flex-end'):
                    button('Close', dialog.close, data_testid='reading-close')
            await answer_of(dialog)

    async def _dictionary(self) -> None:
        await open_dictionary(self.user_id, self._hear_word)

    async def _hear_word(self, word: str) -> None:
        with toast_errors():
            made = await run_service(service.submit_hear, self.user_id, word, self.parts['voice'].value)
            self.parts['sound'].play(made, word)
