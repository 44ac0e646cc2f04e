"""One job in a list: its name, what is wanted, and either how far it is or what came out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from components.audio.player_bar import play_button
from components.audio.ruler import mini_ruler
from components.audio.timeline import SmallTimeline
from components.jobs.live_row import LiveRow
from components.vocabulary import wording
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.job_protocols import Job, Moving
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from components.vocabulary.sent import Sent, hear
from models import FilesGone, Status

JobAction = Callable[[Job], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class JobCardActions:
    """What can be done to a job from a list."""

    cancel: JobAction
    retry: JobAction
    rerun: JobAction
    delete: JobAction
    choose: Callable[[Job, bool], None] | None = None
    """Hears that a result is chosen, or not any more; without it there is nothing to choose."""


class JobCard:
    """Draws one job, and follows it."""

    def __init__(self, job: Job, actions: JobCardActions) -> None:
        self.job = job
        self._actions = actions
        self.root = block('job', tag='li', data_testid='job-card', data_job=job.id)
        self._pieces = Keyed(self.root)
        self.draw(job)

    def draw(self, job: Job) -> None:
        """Draw what is another now: the job became another kind of thing."""
        self.job = job
        self.root.props['data-status'] = job.status.value
        with self._pieces as keyed:
            keyed.item('what', self._draw_what, job)
            keyed.item('came-out', _came_out, job)
            keyed.item('acts', self._draw_buttons, None if job.active else job.status, job.files_gone_why)
            if job.active or job.status == Status.COMPLETED:
                tracks = (job.result or {}).get('segments') or ()
                keyed.item(('timeline', job.active), SmallTimeline, job.id, job.filename, tracks)
            if job.active:
                keyed.item('live', self._draw_live)
        if job.active:
            self.show(job)

    def show(self, now: Moving) -> None:
        """Update its progress while it runs."""
        self._live.show(now)

    def _draw_what(self, job: Job) -> None:
        with block('what'):
            self._draw_choice(job)
            link(job.filename, f'/jobs/{job.id}', 'name', data_testid='job-link')
            _meta(job)
            if job.status == Status.FAILED and job.error:
                text(job.error, 'wrap-any', tag='p', data_testid='job-error')

    def _draw_choice(self, job: Job) -> None:
        choose = self._actions.choose
        if choose is None:
            return
        if job.status != Status.COMPLETED or job.files_gone_at is not None:
            choose(job, False)
            return
        box = block('choice', tag='input', type='checkbox', aria_label=f'Choose {job.filename}', data_testid='choose')
        hear(box, 'change', Sent.flag, lambda chosen: choose(job, chosen), js_handler='(e) => emit(e.target.checked)')

    def _draw_live(self) -> None:
        self._live = LiveRow(self.job.filename, self.job)

    def _draw_buttons(self, ended: Status | None, gone: FilesGone | None) -> None:
        actions, job_id, name = self._actions, self.job.id, self.job.filename
        with block('acts'):
            if ended is None:
                button('Cancel', lambda: actions.cancel(self.job), data_testid='cancel', aria_label=f'Cancel {name}')
                return
            if gone == FilesGone.EXPIRED:
                pass  # its numbers stay; there is nothing to do anything with
            elif gone is not None:
                button('Run again', lambda: actions.rerun(self.job), icon='again', data_testid='rerun')
            elif ended == Status.COMPLETED:
                to = f'/files/results/{job_id}'
                link('Download', to, 'button', icon='download', download='', data_testid='download')
                play_button(job_id, name)
                _small('again', f'Run {name} again', 'Run again', lambda: actions.rerun(self.job), 'rerun')
            else:
                button('Try again', lambda: actions.retry(self.job), icon='again', data_testid='retry')
            _small('delete', f'Delete {name}', 'Delete', lambda: actions.delete(self.job), 'delete')


def state_word(job: Job) -> None:
    """The state of a job as one coloured word."""
    if job.status == Status.COMPLETED and job.verdict is not None:
        good = job.verdict in wording.GOOD and not wording.warned(job.result)
        text(wording.verdict(job.verdict, job.result), f'state {"completed" if good else "missed"}')
    else:
        text(wording.STATES[job.status], f'state {job.status.value}')


def _meta(job: Job) -> None:
    with block('meta'):
        text(wording.wanted(job.target_lufs, job.preset_name, job.output_format))
        text(wording.length(job.duration_s))
        text(wording.size(job.file_size))
        LocalTime(job.created_at)
        if files := wording.files_state(job):
            text(files, 'state missed' if job.files_gone_at else '', data_testid='files-state')


def _came_out(job: Job) -> None:
    with block('came-out'):
        with block('row spread').style('flex-wrap: nowrap'):
            state_word(job)
            if job.result is not None:
                before, after = job.result['input']['integrated_lufs'], job.result['output']['integrated_lufs']
                text(f'{wording.number(before)} → {wording.number(after)}', 'strong small', data_testid='before-after')
        if job.result is not None:
            mini_ruler(job.target_lufs, before, after, reached=job.verdict in wording.GOOD)


def _small(drawing: str, label: str, title: str, on_press: Callable[[], Awaitable[None]], testid: str) -> None:
    button('', on_press, 'bare square', icon=drawing, aria_label=label, title=title, data_testid=testid)
