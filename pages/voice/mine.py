"""My voices: samples in, by upload or recorded here, with what is to be said of each; and the voices learnt of them."""

from collections.abc import Awaitable, Callable

from nicegui import background_tasks, ui

from app import accounts
from app.config import settings
from app.errors import LevelMixError
from app.jobs.progress import HUB
from app.voice import own_voices, service, voices
from app.voice.engines.port import SampleReport
from app.voice.options import NAME_LIMIT, LearnOptions
from components.audio.recorder import Recorder
from components.uploads.uploader import DropZone, Here
from components.vocabulary.elements import block, button, text
from components.vocabulary.fields import text_field
from components.vocabulary.keyed import Keyed
from components.vocabulary.sent import Sent, hear
from pages.shell.page_state import PageState
from pages.shell.services import look, run_service, screen, sentence, toast, toast_errors
from pages.shell.subscription import Subscription
from pages.voice.own_voices import OwnVoices

MOST_S = 60
BEST_S = 30, 60
"""So much speech gives a voice that is alike, in seconds."""
CONSENT = 'This is my voice, or I have permission to use it.'
TEXT = (
    'The ferry leaves the harbour at a quarter past nine, and on clear days you can see the far shore long before you '
    'hear the engines change their tune. I usually stand at the rail with a paper cup of coffee and count the boats.',
    'Would you have guessed that the old lighthouse keepers still live there? They bake bread on Thursdays, give most '
    'of it away, and complain about the price of flour. “You youngsters,” they say, “you never bring any butter.”',
    'Last winter a storm took half of the roof, and for a week we carried bricks, boards and buckets up the hill. It '
    'was hard, cheerful work. When the light was switched on again, just before midnight, nobody said a single word.',
)
"""A minute, read calmly, with every sound of English and more than one mood."""


@screen
async def mine_page(page_state: PageState) -> None:
    """Own voices, and how to make one."""
    ui.page_title('My voices – LevelMix')
    with block('pagehead'), block():
        text('A voice of your own', tag='h1')
        text('Half a minute of speech becomes a voice that is similar: not the same, and told by how much.', tag='p')
    user = await run_service(accounts.current_user)
    new = None
    try:
        await run_service(voices.check_learns)
    except LevelMixError as error:
        text(str(error), 'note', tag='p', role='status', data_testid='no-learning')
    else:
        new = _NewVoice(user.id, page_state)
    with block('stack', tag='section', aria_label='My voices'):
        text('My voices', tag='h2')
        known = OwnVoices(user.id)
    if new is not None:
        new.made = known.draw
    await known.draw()


class _NewVoice:
    """The samples, what is to be said of them, and what is asked before a voice is learnt."""

    made: Callable[[], Awaitable[None]] | None = None
    """Called when a voice is to be learnt."""

    def __init__(self, user_id: str, page_state: PageState) -> None:
        self._user_id, self._state = user_id, page_state
        self._said: dict[str, SampleReport | str] = {}
        self._asked: set[str] = set()
        self._agreed = False
        with block('stack loose'):
            with block('panel stack', tag='section', aria_label='Samples'):
                text('Samples', tag='h2')
                best = f'{BEST_S[0]} to {BEST_S[1]} seconds'
                text(f'{best} in which one person speaks: a quiet room, no music.', 'quiet', tag='p')
                Recorder(TEXT, MOST_S, settings().max_upload_bytes)
                DropZone('Or record one above. Any sound or video, of up to 10 minutes in all.', 'samples')
                self._reports = Keyed(block('stack tight', tag='ul', aria_label='What is heard in the samples'))
            with block('panel stack', tag='section', aria_label='The voice'):
                self._questions()
        page_state.on_queue = self._count
        Subscription(lambda: setattr(page_state, 'on_queue', None))
        self._count()

    def _questions(self) -> None:
        text('The voice', tag='h2')
        with block('fields'):
            self._name = text_field('What it is called', '', 'own-name', NAME_LIMIT)
            self._whose = text_field('Whose voice it is', '', 'own-whose', NAME_LIMIT)
        with block('switch', tag='label'):
            self._box = block(tag='input', type='checkbox', data_testid='own-consent')
            hear(self._box, 'change', Sent.flag, self._tick, js_handler='(e) => emit(e.target.checked)')
            text(CONSENT)
        text('That you said so, when, and of which samples, is written down.', 'quiet small', tag='p')
        with block('row'):
            button('Learn this voice', self._learn, 'main-action', data_testid='own-learn')
            self._hint = text('', 'quiet small', role='status', data_testid='own-hint')

    def _tick(self, agreed: bool) -> None:
        self._agreed = agreed

    def _count(self) -> None:
        """The queue has changed: look at what is new in it, and forget what is gone."""
        here = {one.id: one for one in self._state.waiting.here}
        self._said = {upload_id: said for upload_id, said in self._said.items() if upload_id in here}
        self._asked &= here.keys()
        for one in here.values():
            if one.id not in self._asked:
                self._asked.add(one.id)
                background_tasks.create(self._look(one), name='look at a sample')
        self._draw()

    async def _look(self, one: Here) -> None:
        try:
            each, _ = await look(self._user_id, own_voices.check_samples, self._user_id, [one.id])
            self._said[one.id] = each[0]
        except Exception as error:
            self._said[one.id] = sentence(error)
        self._draw()

    def _draw(self) -> None:
        if self._reports.place.is_deleted:
            return
        with self._reports as shown:
            for one in self._state.waiting.here:
                shown.item(one.id, self._draw_report, one.name, self._said.get(one.id))
        spoken = sum(said.seconds for said in self._said.values() if isinstance(said, SampleReport) and not said.faults)
        self._hint.text = self._in_the_way or (_so_far(spoken) if spoken else '')

    @property
    def _in_the_way(self) -> str:
        """What is to be done about the samples before a voice can be learnt of them; empty where nothing is."""
        here = self._state.waiting.here
        if self._state.waiting.open > len(here):
            return 'Wait until all samples are uploaded.'
        said = ((one.name, self._said.get(one.id)) for one in here)
        useless = [name for name, heard in said if isinstance(heard, SampleReport) and heard.faults]
        if not useless:
            return ''
        which = useless[0] if len(useless) == 1 else f'{len(useless)} samples'
        return f'Remove {which} first: no voice can be learnt of {"it" if len(useless) == 1 else "them"}.'

    def _draw_report(self, name: str, said: SampleReport | str | None) -> None:
        if said is None:
            looks, sentences = 'note', ['Listening to it …']
        elif isinstance(said, str):
            looks, sentences = 'note bad', [said]
        elif said.faults:
            looks, sentences = 'note bad', list(said.faults)
        else:
            looks = 'note warn' if said.warnings else 'note good'
            sentences = [f'{said.seconds:.0f} seconds of speech.', *said.warnings]
        with block(looks, tag='li', data_testid='sample-report', data_looks=looks):
            text(name, 'strong wrap-any', tag='p')
            text(' '.join(sentences), tag='p')

    async def _learn(self) -> None:
        if self._in_the_way or not self._state.waiting.here:
            toast(self._in_the_way or 'Send a sample first, or record one.')
            return
        ids = [one.id for one in self._state.waiting.here]
        options = LearnOptions(self._name.value or '', self._whose.value or '', self._agreed)
        with toast_errors():
            await look(self._user_id, service.submit_learn, self._user_id, ids, options)
            HUB.poke()
            if self.made is not None:
                await self.made()
            if self._state.uploader is not None:
                self._state.uploader.taken(ids)
            self._name.value, self._agreed = '', False  # the next voice may be somebody else's
            ui.run_javascript(f'getElement({self._box.id}).checked = false')


def _so_far(spoken: float) -> str:
    """How much speech there is, in seconds, beside how much is best."""
    amount = '1 second' if round(spoken) == 1 else f'{spoken:.0f} seconds'
    if spoken < BEST_S[0]:
        return f'{amount} of speech so far. {BEST_S[0]} to {BEST_S[1]} are best.'
    return f'{amount} of speech: that is enough.'
