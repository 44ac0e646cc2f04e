"""What the buttons of a job do, on every screen."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app import leveling
from app.jobs.progress import HUB
from app.leveling import Cue, JobView, LevelingOptions
from components.jobs.card import JobCardActions
from components.leveling.loudness_dialog import ask_loudness
from components.leveling.loudness_picker import Loudness, PresetChip
from components.vocabulary import wording
from components.vocabulary.confirm import confirm
from components.vocabulary.job_protocols import Job
from pages.shell.services import run_service, toast, toast_errors


class JobActions:
    """Cancel, retry, run again and delete, for one user.

    Parameters
    ----------
    on_change : called with the id of a job that has changed.
    on_new : called with the id of a job that was made.
    """

    def __init__(self, user_id: str, on_change: Callable[[str], None], on_new: Callable[[str], None]) -> None:
        self._user_id, self._on_change, self._on_new = user_id, on_change, on_new

    async def cancel(self, job: Job) -> None:
        """Stop a job that waits or runs; without a question, because it can be tried again."""
        with toast_errors():
            await run_service(leveling.cancel, self._user_id, job.id)
            self._changed(job)

    async def retry(self, job: Job) -> None:
        """Queue a failed or cancelled job once more."""
        with toast_errors():
            await run_service(leveling.retry, self._user_id, job.id)
            self._changed(job)

    async def rerun(self, job: Job, tracks: Sequence[Cue] | None = None) -> None:
        """Ask how loud, then level the same original again, with the tracks given or those it had."""
        with toast_errors():
            chosen = await ask_loudness(
                f'Run “{job.filename}” again',
                'The original is still here: nothing is uploaded again, and this result stays as it is.',
                _as_before(job),
                await chips(self._user_id),
                read_list,
                leveling.ENCODINGS,
            )
            if chosen is None:
                return
            wanted = choice(chosen)
            if tracks is not None or wanted.tracklist == job.tracklist:
                kept = leveling.tracks_of(job.tracks) if tracks is None else tuple(tracks)
                wanted = replace(wanted, tracks=kept)
            made = await run_service(leveling.rerun, self._user_id, job.id, wanted)
            HUB.poke()
            toast(f'Started: {job.filename} at {wording.lufs(chosen.target)}.')
            self._on_new(made)

    async def delete(self, job: Job) -> None:
        """Ask once, then remove the job with its result."""
        with toast_errors():
            if not await confirm(
                'Delete this job?',
                f'{job.filename} at {wording.lufs(job.target_lufs)}: its result is removed from the server, and the '
                'original too unless another job uses it. This can’t be undone.',
                'Delete',
            ):
                return
            await run_service(leveling.delete, self._user_id, job.id)
            self._changed(job)

    def _changed(self, job: Job) -> None:
        HUB.poke()
        self._on_change(job.id)


def job_actions(
    user_id: str,
    on_change: Callable[[str], None],
    on_new: Callable[[str], None],
    choose: Callable[[Job, bool], None] | None = None,
) -> JobCardActions:
    """What the buttons of a card do; `choose` is called with the results that are chosen."""
    actions = JobActions(user_id, on_change, on_new)
    return JobCardActions(actions.cancel, actions.retry, actions.rerun, actions.delete, choose)


def details(job_ids: list[str]) -> dict[str, JobView]:
    """What a card shows of these jobs."""
    return {view.id: view for view in leveling.views(job_ids)}


async def chips(user_id: str) -> list[PresetChip]:
    """The presets that the user may choose from."""
    found = await run_service(leveling.presets, user_id)
    return [PresetChip(p.id, p.name, p.lufs, p.ceiling_dbtp, p.description) for p in found]


async def read_list(sent: str | bytes, encoding: str) -> leveling.ListRead | None:
    """What was read of a tracklist, to be shown while it is written; what is wrong with a file of one is told."""
    found = None
    with toast_errors():
        found = await run_service(leveling.read_list, sent, encoding or None)
    return found


def _as_before(job: Job) -> Loudness:
    """What this job was made with."""
    format_ = job.output_format if job.output_format in leveling.OUTPUT_FORMATS else ''
    tracklist = job.tracklist or ''
    return Loudness(
        job.target_lufs, job.ceiling_dbtp, job.preset_name, format_, job.even_percent, tracklist, job.stream
    )


def choice(chosen: Loudness) -> LevelingOptions:
    """What was chosen on the screen, as the service takes it."""
    tracklist = chosen.tracklist.strip() or None
    format_ = chosen.format or None
    return LevelingOptions(
        chosen.target, chosen.ceiling, chosen.name, format_, chosen.even, tracklist, stream=chosen.stream
    )
