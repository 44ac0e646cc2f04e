"""A song while its drums are written down: how far it is, and its map as soon as that is there."""

from contextlib import suppress
from functools import partial

from nicegui import background_tasks, ui

from app import accounts
from app.drums import maps, transcriptions
from app.drums.maps import MapView
from app.drums.transcriptions import TRANSCRIBE, JobView
from app.errors import NotFound
from app.jobs import own_jobs
from app.jobs.progress import HUB, Snapshot
from components.drums.words import map_address, song_address
from components.vocabulary import wording
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.keyed import Keyed
from models import Status
from models.job import ACTIVE
from pages.drums.map import draw_map
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast_errors
from pages.shell.subscription import Subscription


@screen
async def job_page(page_state: PageState, job_id: str) -> None:
    """The job of this id; once it is done, its map, as long as that is there."""
    user = await run_service(accounts.current_user)
    job = await run_service(transcriptions.get, user.id, job_id)
    done = await _map_of(user.id, job)
    if done is None:
        _Job(user.id, job).draw()
    else:
        await draw_map(user.id, done)


async def _map_of(user_id: str, job: JobView) -> MapView | None:
    if job.status != Status.COMPLETED or not job.maps:
        return None
    with suppress(NotFound):
        return await run_service(maps.get, job.maps[0], user_id)
    return None


class _Job:
    def __init__(self, user_id: str, job: JobView) -> None:
        self._user_id, self._job = user_id, job
        self._was_active = job.status in ACTIVE

    def draw(self) -> None:
        """Draw it, and follow it while it runs."""
        ui.page_title(f'{self._job.title} – LevelMix')
        with block('pagehead'), block():
            text(self._job.title, 'wrap-any', tag='h1')
        self._place = block('panel stack', data_testid='map-job')
        self._keyed = Keyed(self._place)
        self._show()
        if self._was_active:
            Subscription(HUB.follow_job(self._job.id, self._follow))

    def _follow(self, now: Snapshot) -> None:
        background_tasks.create(self._again(), name='a map that is made')

    async def _again(self) -> None:
        with self._place:
            with toast_errors():
                self._job = await run_service(transcriptions.get, self._user_id, self._job.id)
            if self._place.is_deleted:
                return
            if self._job.status == Status.COMPLETED and self._job.maps and self._was_active:
                self._was_active = False
                ui.navigate.to(map_address(self._job.maps[0]))
            else:
                self._show()

    def _show(self) -> None:
        job = self._job
        with self._keyed as shown:
            if job.status in ACTIVE:
                shown.item('moves', self._draw_moving, job.percent, job.stage_label, job.seconds_left)
            else:
                shown.item('ended', self._draw_ended, job)

    def _draw_moving(self, percent: int, stage: str, seconds_left: float | None) -> None:
        with block('row spread'):
            text(stage or 'Waiting for its turn', 'strong', data_testid='stage')
            text(f'{percent} %', 'number', data_testid='percent')
        bar = block('meter big', role='progressbar', aria_label='How far it is', aria_valuenow=percent)
        with bar.style(f'--share: {percent / 100}'):
            block(tag='i')
        with block('row spread'):
            text(wording.time_left(seconds_left), 'quiet small')
            cancel = partial(self._do, partial(transcriptions.cancel, self._user_id, self._job.id))
            button('Cancel', cancel, 'bare', data_testid='cancel')
        text('You may leave: it goes on, and the bell tells you.', 'quiet small', tag='p')

    def _draw_ended(self, job: JobView) -> None:
        if job.error:
            text(job.error, 'note bad', tag='p', role='alert', data_testid='job-error')
        with block('row'):
            for place, map_id in enumerate(job.maps):
                said = 'Play it' if place == 0 else 'An easier one'
                link(said, map_address(map_id), 'button main-action' if place == 0 else 'button')
            if job.song_id and job.maps:
                link('The song', song_address(job.song_id), 'button')
            if job.status in (Status.FAILED, Status.CANCELLED) and job.has_recording:
                again = partial(self._do, partial(transcriptions.retry, self._user_id, job.id))
                button('Try again', again, 'main-action', data_testid='retry')
            button('Delete this job', self._delete, 'bare', icon='delete', data_testid='delete-job')

    async def _do(self, service: partial[None]) -> None:
        with toast_errors():
            await run_service(service)
            self._was_active = True
            HUB.poke()
            await self._again()

    async def _delete(self) -> None:
        with toast_errors():
            await run_service(own_jobs.delete, self._user_id, TRANSCRIBE, self._job.id)
            ui.navigate.to('/drums')
