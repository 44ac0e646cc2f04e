"""Change: a recording, the words that are heard in it, another voice; and both beside each other."""

from typing import Any

from nicegui import background_tasks, ui

from app import accounts, library, uploads
from app.jobs.progress import HUB, Snapshot
from app.voice import changing, queries, service
from app.voice.changing import Heard
from app.voice.options import SPEECH_LUFS, USUAL_VOICE, ChangeOptions
from app.voice.queries import ClipView
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import ChoiceField
from components.vocabulary.keyed import Keyed
from components.voice.compare import Compare
from components.voice.voice_picker import VoicePicker
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, sentence, toast, toast_errors
from pages.shell.subscription import Subscription
from pages.voice.change_recording import Recording, Taken, Words
from pages.voice.credits import CreditsChip, price_told
from pages.voice.just_made import JustMade
from pages.voice.offered import offered
from pages.voice.speak import FORMATS, LOUDNESS

RECENT = 5
WARNING = 'Words that are not heard, laughter and song come out wrong. For these, take one of the shifts.'


@screen
async def change_page(page_state: PageState, clip: str = '', sound: str = '') -> None:
    """The screen of recordings; `clip` is one that is changed once more, `sound` one of the library."""
    ui.page_title('Change voice – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'):
        with block():
            text('Your recording, another voice', tag='h1')
            text('Words, timing and melody stay as they were spoken; who is heard changes.', tag='p')
        chip = CreditsChip(user.id)
    before = await run_service(queries.get, user.id, clip) if clip else None
    given = await _given(user.id, before, sound)
    others = await run_service(lambda: offered(changing.all_voices(user.id)))
    desk = _Desk(user.id, chip, others, before)
    await desk.draw(page_state, given)
    lesson = 'Record or send something above, and choose a voice.'
    await JustMade(user.id, page_state, 'change', 'All changed recordings', lesson).fill(RECENT)
    await chip.draw()


async def _given(user_id: str, before: ClipView | None, sound: str) -> Taken | None:
    """The recording that the address names; says so where it is not there any more."""
    try:
        if before is not None:
            return Taken(*await run_service(changing.take_up, user_id, before.id), 'taken up again')
        if sound:
            key, name = await run_service(library.sound, user_id, sound)
            return Taken(await run_service(uploads.hand_in, user_id, key, name), name, 'from your library')
    except Exception as error:
        text(sentence(error), 'note warn', tag='p', role='status', data_testid='not-given')
    return None


class _Desk:
    """Everything above the clips."""

    def __init__(self, user_id: str, chip: CreditsChip, others: list[dict[str, Any]], before: ClipView | None) -> None:
        self._user_id, self._chip, self._offered, self._before = user_id, chip, others, before
        self._voice = self._wanted = (before.voice if before else '') or USUAL_VOICE
        self._shifts = False

    async def draw(self, page_state: PageState, given: Taken | None) -> None:
        """Draw it; where nothing changes voices it says how to get what does."""
        if not self._offered:
            health = await run_service(lambda: changing.engine(changing.USUAL).health())
            text(f'{health.what} {health.how}', 'note', tag='p', role='status', data_testid='no-voices')
            return
        kept: dict[str, Any] = dict(self._before.settings) if self._before else {}
        with block('speak'):
            with block('stack'):
                place = block()
                self._words = Words(self._user_id, self._hear)
                with place:
                    self._recording = Recording(page_state, given, self._take)
            with block('panel'):
                text('The voice', tag='h2')
                self._picker = Keyed(block())
                self._draw_picker('')
                with block('fields'):
                    self._format = ChoiceField('Format', FORMATS, str(kept.get('format', 'wav')), 'format')
                    loudness = str(float(kept.get('target_lufs', SPEECH_LUFS)))
                    usual = loudness if loudness in LOUDNESS else str(SPEECH_LUFS)
                    self._loudness = ChoiceField('Loudness', LOUDNESS, usual, 'loudness')
        if self._before is not None and self._before.text:
            self._words.keep(self._before.text)
        if given is not None:
            self._take(given)
        with block('row'):
            button('Change the voice', self._change, 'main-action big', icon='voice', data_testid='change')
            price = price_told(service.CHANGE)
            with block('row grow'):
                text(f'{WARNING}{f" {price} a clip." if price else ""}', 'quiet small', data_testid='warning')
                button('Show the shifts', self._show_shifts, 'bare', data_testid='show-shifts')
        self._result = Keyed(block())

    def _take(self, one: Taken | None) -> None:
        background_tasks.create(self._words.listen(one.id if one else None), name='listen to a recording')

    def _hear(self, found: Heard) -> None:
        self._shifts = not found.words
        self._draw_picker(found.language[:2])

    def _show_shifts(self) -> None:
        self._shifts = True
        self._draw_picker('')

    def _draw_picker(self, language: str) -> None:
        with self._picker as shown:
            shown.item('voices', self._draw_voices, language, self._shifts)

    def _draw_voices(self, language: str, shifts: bool) -> None:
        """Those of the language that was heard, and the ways to shift, which have none.

        Whoever was chosen by hand is chosen again as soon as they are among them.
        """
        wanted = {'', language} if language and not shifts else {''} if shifts else None
        fitting = [one for one in self._offered if wanted is None or one['language'][:2] in wanted]
        ids = [one['id'] for one in fitting]
        self._voice = self._wanted if self._wanted in ids else ids[0]
        VoicePicker(fitting, self._voice, self._choose)

    def _choose(self, voice: str) -> None:
        self._voice = self._wanted = voice

    async def _change(self) -> None:
        taken, heard = self._recording.taken, self._words.heard
        if taken is None:
            toast('Record something first, or send a recording.')
            return
        shifted = self._voice.startswith(changing.SHIFT)
        if not shifted and heard is None:
            toast('Wait until the words are heard.')
            return
        options = ChangeOptions(
            self._voice,
            format=self._format.value,
            target_lufs=float(self._loudness.value),
            transcript='' if shifted else self._words.text,
            heard='' if shifted or heard is None else heard.id,
        )
        with toast_errors():
            made = await run_service(service.submit_change, self._user_id, taken.id, options)
            HUB.poke()
            again = await run_service(changing.take_up, self._user_id, made)
            self._recording.handed_over(Taken(*again, 'changed just now'))
            with self._result as shown:
                shown.item(made, self._draw_result, made)
            await self._chip.draw()

    def _draw_result(self, clip_id: str) -> None:
        """The place where both are compared, once the clip is made."""
        place = block('compare-place')

        def follow(now: Snapshot) -> None:
            if not now.active:
                background_tasks.create(self._show(clip_id, place), name='compare a clip')

        with place:
            Subscription(HUB.follow_job(clip_id, follow))
            text('Original and result are here to be compared as soon as it is made.', 'quiet small', tag='p')

    async def _show(self, clip_id: str, place: ui.element) -> None:
        clip = await run_service(queries.get, self._user_id, clip_id)
        if place.is_deleted:
            return
        place.clear()
        with place:
            if clip.there:
                compare(clip)
            else:
                text(clip.error or 'It was cancelled.', 'note bad', tag='p', role='alert')


def compare(clip: ClipView) -> None:
    """Draw a changed recording beside what it was."""
    before, after = clip.outcome.get('original_lufs'), clip.loudness_lufs
    louder = before - after if before is not None and after is not None else None
    Compare(f'/files/voice/clips/{clip.id}/original', f'/files/voice/clips/{clip.id}/as/mp3', louder)
