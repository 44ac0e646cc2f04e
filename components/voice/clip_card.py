"""One clip in a list: how it sounds, what is known of it, what can be done with it. Nothing moves when it is done."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote

from components.audio.player_bar import play_button, queue_button
from components.jobs.live_row import LiveRow
from components.vocabulary import wording
from components.vocabulary.brand import icon
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.job_protocols import Moving
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from components.voice.clip_wave import ClipWave
from models import FilesGone, Status

TOOLS = {'speak': 'Speech', 'change': 'Another voice', 'effect': 'Sound effect'}
SUBTITLES = {'srt': 'SRT', 'vtt': 'VTT'}


class Clip(Moving, Protocol):
    """A clip with what came out of it; `app.voice.queries.ClipView` has these fields."""

    @property
    def tool(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    @property
    def voice_name(self) -> str | None: ...
    @property
    def error(self) -> str | None: ...
    @property
    def settings(self) -> Mapping[str, Any]: ...
    @property
    def outcome(self) -> Mapping[str, Any]: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime | None: ...
    @property
    def files_gone_why(self) -> FilesGone | None: ...
    @property
    def there(self) -> bool: ...
    @property
    def nearest(self) -> tuple[str, ...]: ...


ClipAction = Callable[[Clip], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ClipActions:
    """What can be done to a clip; `send` draws the button by which it goes on to another area."""

    cancel: ClipAction
    retry: ClipAction
    delete: ClipAction
    again: ClipAction
    share: ClipAction
    send: Callable[[Clip], None]


class ClipCard:
    """Draws one clip, and follows it while it is made."""

    def __init__(self, job: Clip, actions: ClipActions) -> None:
        self.job = job
        self._actions = actions
        self.root = block('clip-card', tag='li', data_testid='job-card', data_job=job.id)
        self._pieces = Keyed(self.root)
        self.draw(job)

    def draw(self, job: Clip) -> None:
        """Draw what is another now: the job became another kind of thing."""
        self.job = job
        self.root.props['data-status'] = job.status.value
        with self._pieces as keyed:
            keyed.item('play', _play, job.id, job.title, job.there)
            keyed.item('what', _what, job)
            keyed.item('acts', self._draw_buttons, None if job.active else job.status, job.files_gone_why)
            keyed.item(('wave', job.there), _wave, job.id, job.title, job.there)
            if job.active:
                keyed.item('live', self._draw_live)
            else:
                keyed.item('foot', _foot, job)
        if job.active:
            self.show(job)

    def show(self, now: Moving) -> None:
        """Update its progress while it is made."""
        self._live.show(now)

    def _draw_live(self) -> None:
        self._live = LiveRow(self.job.title, self.job)

    def _draw_buttons(self, ended: Status | None, gone: FilesGone | None) -> None:
        actions, name = self._actions, self.job.title
        with block('acts'):
            if ended is None:
                button('Cancel', lambda: actions.cancel(self.job), data_testid='cancel', aria_label=f'Cancel {name}')
                return
            if ended != Status.COMPLETED:
                button('Try again', lambda: actions.retry(self.job), icon='again', data_testid='retry')
            elif gone is None:
                queue_button(self.job.id, name)
                _small('up', f'Share {name}', 'Share', lambda: actions.share(self.job), 'share')
                actions.send(self.job)
            if self.job.text:
                _small('edit', f'Use {name} again', 'Use this again', lambda: actions.again(self.job), 'again')
            _small('delete', f'Delete {name}', 'Delete', lambda: actions.delete(self.job), 'delete')


def _play(clip_id: str, title: str, there: bool) -> None:
    if there:
        play_button(clip_id, title)
    else:
        with block('no-sound', tag='span'):
            icon('voice')


def _what(job: Clip) -> None:
    with block('what'):
        link(job.title, f'/voice/clips/{job.id}', 'name', data_testid='clip-link')
        with block('meta'):
            text(TOOLS.get(job.tool, ''))
            if job.voice_name:
                text(job.voice_name)
            if job.there:
                text(wording.length(job.outcome.get('seconds', 0)), data_testid='clip-length')
                text(wording.lufs(job.outcome.get('loudness_lufs')), data_testid='clip-lufs')
            else:
                text(wording.STATES[job.status], f'state {job.status.value}')
            LocalTime(job.created_at)


def _wave(clip_id: str, title: str, there: bool) -> None:
    ClipWave(clip_id, title, there=there)


def _foot(job: Clip) -> None:
    with block('clip-foot small'):
        if job.error:
            text(job.error, 'wrap-any', tag='p', data_testid='job-error')
        if job.nearest:
            with block('chips', role='group', aria_label='The nearest there are'):
                for prompt in job.nearest:
                    link(prompt, f'/voice/effects?prompt={quote(prompt)}', 'chip', data_testid='nearest')
        if job.files_gone_why is not None:
            text('Its file is gone; make it once more.', 'quiet')
        if not job.there:
            return
        text('Download', 'quiet')
        made = [str(job.settings.get('format', 'wav')), *job.outcome.get('copies', {})]
        for form in dict.fromkeys(made):
            to = f'/files/voice/clips/{job.id}/as/{form}'
            link(
                form.upper(),
                to,
                download='',
                data_testid=f'download-{form}',
                aria_label=f'{form.upper()} of {job.title}',
            )
        if job.outcome.get('words'):
            text('Subtitles', 'quiet')
            for form, label in SUBTITLES.items():
                to = f'/files/voice/clips/{job.id}/subtitles.{form}'
                link(label, to, download='', data_testid=f'subtitles-{form}', aria_label=f'{label} of {job.title}')
        if credit := job.outcome.get('credit'):
            text('; '.join(credit), 'quiet credit wrap-any', tag='p', data_testid='clip-credit')


def _small(drawing: str, label: str, title: str, on_press: Callable[[], Awaitable[None]], testid: str) -> None:
    button('', on_press, 'bare square', icon=drawing, aria_label=label, title=title, data_testid=testid)
