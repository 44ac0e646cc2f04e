"""The recording whose voice is changed: recorded, sent, or from the library; and the words that are heard in it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from nicegui import background_tasks

from app.config import settings
from app.jobs.progress import HUB, Snapshot
from app.voice import changing
from app.voice.changing import Heard
from components.audio.recorder import Recorder
from components.uploads.uploader import DropZone, Here
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.fields import LongText
from components.vocabulary.keyed import Keyed
from pages.shell.page_state import PageState
from pages.shell.services import run_service, sentence
from pages.shell.subscription import Subscription

MOST_S = 600
LINES = ('Speak as you would like it to be heard: the words, the pace and the melody stay as you say them.',)
ADVICE = 'Up to ten minutes, one person at a time; a quiet room is best.'


@dataclass(frozen=True, slots=True)
class Taken:
    """A recording that is there, and where it comes from."""

    id: str
    name: str
    whence: str = ''


class Recording:
    """Where it comes from, and which one is taken; `on_take` is called with another one, or None."""

    def __init__(self, page_state: PageState, given: Taken | None, on_take: Callable[[Taken | None], None]) -> None:
        self.taken = given
        self._state, self._given, self._on_take = page_state, given, on_take
        self._seen = {given.id} if given else set[str]()
        with block('panel stack', tag='section', aria_label='Recording'):
            text('The recording', tag='h2')
            Recorder(
                LINES,
                MOST_S,
                settings().max_upload_bytes,
                least_s=1,
                hint=ADVICE,
                going='Recording.',
                added='Added below.',
            )
            DropZone('Or record one above. Any sound or video, of up to 10 minutes.', 'recording', single=True)
            link('Take one from the library', '/library', 'small', data_testid='from-library')
            self._list = Keyed(block('stack tight', role='radiogroup', aria_label='Which recording'))
        page_state.on_queue = self._count
        Subscription(lambda: setattr(page_state, 'on_queue', None))
        self._count()

    def handed_over(self, again: Taken) -> None:
        """It belongs to a clip now; it stays chosen under another id, because another voice may be wanted, too."""
        before, self._given, self.taken = self.taken, again, again
        self._seen.add(again.id)
        if before is not None and self._state.uploader is not None:
            self._state.uploader.taken([before.id])
        self._count()

    def _count(self) -> None:
        """The queue has changed: what was sent just now is taken, or the newest where what was taken is gone."""
        found = [*([self._given] if self._given else []), *(_of(one) for one in self._state.waiting.here)]
        new = [one for one in found if one.id not in self._seen]
        self._seen |= {one.id for one in found}
        if new or self.taken not in found:
            self._take((new or found)[-1] if found else None)
        self._draw(found)

    def _take(self, one: Taken | None) -> None:
        self.taken = one
        self._on_take(one)

    def _choose(self, one: Taken) -> None:
        self._take(one)
        self._count()

    def _draw(self, found: list[Taken]) -> None:
        if self._list.place.is_deleted:
            return
        with self._list as shown:
            for one in found:
                shown.item(one.id, self._draw_one, one, one == self.taken)

    def _draw_one(self, one: Taken, chosen: bool) -> None:
        press = button('', partial(self._choose, one), 'bare', data_testid='recording', role='radio')
        press.classes('recording')
        press.props['aria-checked'] = str(chosen).lower()
        with press:
            text(one.name, 'strong wrap-any')
            text(one.whence or 'sent here', 'quiet small')


def _of(one: Here) -> Taken:
    return Taken(one.id, one.name)


class Words:
    """What is heard in the recording, to be corrected before anything is made of it."""

    def __init__(self, user_id: str, on_heard: Callable[[Heard], None]) -> None:
        self._user_id, self._on_heard = user_id, on_heard
        self._asked = ''
        self._kept = ''
        self.heard: Heard | None = None
        with block('panel stack', tag='section', aria_label='Words'):
            text('What is said', tag='h2')
            self._says = text('', 'quiet', tag='p', role='status', data_testid='words-say')
            with block('field grow'):
                caption = text('The words; correct what was misheard', tag='label')
                self._field = LongText('words', changing.TEXT_LIMIT)
                caption.props['for'] = self._field.html_id
            with block() as self._place:
                pass
        self._rest()

    @property
    def text(self) -> str:
        """As they stand there now."""
        return (self._field.value or '').strip()

    def keep(self, words: str) -> None:
        """Words of another time, which take the place of what is heard in the next recording."""
        self._kept = words

    async def listen(self, upload_id: str | None) -> None:
        """Have another recording heard, or none."""
        self._asked, self.heard, self._field.value = upload_id or '', None, ''
        if upload_id is None:
            self._rest()
            return
        self._say('Listening …')
        try:
            job = await run_service(changing.submit_transcribe, self._user_id, upload_id)
        except Exception as error:
            self._say(sentence(error), bad=True)
            return
        if self._asked == upload_id and not self._place.is_deleted:
            with self._place:
                Subscription(HUB.follow_job(job, partial(self._follow, upload_id)))

    def _follow(self, upload_id: str, now: Snapshot) -> None:
        if self._asked != upload_id or self.heard is not None:
            return
        if now.active:
            self._say(f'{now.stage_label or "Waiting"} …')
        else:
            background_tasks.create(self._fetch(upload_id, now.id), name='words of a recording')

    async def _fetch(self, upload_id: str, job_id: str) -> None:
        try:
            found = await run_service(changing.heard, self._user_id, job_id)
        except Exception as error:
            self._say(sentence(error), bad=True)
            return
        if self._asked != upload_id or self._field.is_deleted:
            return
        self.heard = found
        if found.words:
            self._field.value, self._kept = self._kept or found.text, ''
            self._say(f'{len(found.words):,} words were heard. Read them, and correct what is wrong.')
        else:
            self._say(found.error or 'Nothing was heard in it.', bad=True)
        self._on_heard(found)

    def _rest(self) -> None:
        self._say('As soon as a recording is there, its words are heard and shown here.')

    def _say(self, what: str, *, bad: bool = False) -> None:
        if not self._says.is_deleted:
            self._says.text = what
            self._says.classes(replace='note bad' if bad else 'quiet')
