"""What programs may call on a server: what pages and API do, for uploads, files of the library and jobs."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import anyio
from anyio.to_thread import run_sync

from app import library
from app.errors import NotAllowed, NotFound
from app.leveling import forecasts, from_library, lookahead, queries, reports, service
from app.leveling import tool_models as models
from app.leveling.lookahead import LookaheadView
from app.leveling.options import LevelingOptions
from app.leveling.presets import Preset, presets
from app.leveling.queries import JobView
from app.leveling.server_tool_models import MeasuredMix, Mix, MixToLevel, OneJob, Report, StartedJob
from app.leveling.tool_prompts import MASTER_UPLOAD
from app.targets import USUAL_CEILING_DBTP
from app.tools import Call, NoArguments, Resource, Tool, Toolbox

LONGEST_WAIT_S = 50.0
"""Programs in between give up on a request after a minute."""
AGAIN_S = 0.5


async def measure(call: Call, given: Mix) -> MeasuredMix:
    """What is known of a mix; an upload is looked at first."""
    found = await _found(call, given)
    return MeasuredMix(
        name=found.name,
        original=models.measured(found.original),
        result=None if found.result is None else models.measured(found.result),
    )


async def segments(call: Call, given: Mix) -> models.Tracks:
    """The tracks inside a mix."""
    found = await _found(call, given)
    if not found.segments:
        raise NotFound('The tracks of this mix are not known. Level it again with even_percent or a tracklist.')
    return models.tracks(found.segments, found.warnings)


def level(call: Call, given: MixToLevel) -> StartedJob:
    """Make a job."""
    what, named = given.named
    options = _options(call, given)
    make: dict[str, Callable[[str, str, LevelingOptions], str]] = {
        'upload': service.submit,
        'item': from_library.level_stored,
        'job': service.rerun,
    }
    job_id = make[what](call.user_id, named, options)
    page = f'{call.address}/jobs/{job_id}'
    return StartedJob(job_id=job_id, target_lufs=options.target_lufs, ceiling_dbtp=options.ceiling_dbtp, page=page)


def list_presets(call: Call, given: NoArguments) -> models.Presets:
    """The presets of everybody, and the user's own."""
    return models.Presets(
        presets=[
            models.Preset(
                name=one.name,
                target_lufs=one.lufs,
                ceiling_dbtp=one.ceiling_dbtp,
                description=one.description,
                is_own=not one.is_system,
            )
            for one in presets(call.user_id)
        ]
    )


def list_formats(call: Call, given: NoArguments) -> models.Formats:
    """What files may be."""
    return models.formats()


def get_report(call: Call, given: OneJob) -> Report:
    """The report of a finished job."""
    return Report(report=reports.report(call.user_id, given.job_id))


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of a mix, under the names that the engine has for it."""

    name: str
    original: dict[str, Any]
    result: dict[str, Any] | None
    segments: list[dict[str, Any]]
    warnings: tuple[str, ...]


async def _found(call: Call, given: Mix) -> _Found:
    what, named = given.named
    if what == 'item':
        item = await run_sync(library.get, call.user_id, named)
        if item.job_kind != service.KIND:
            raise NotAllowed('Nobody has measured this file yet. Level it, or send it as an upload.')
        what, named = 'job', item.job_id
    if what == 'job':
        return _of_job(await run_sync(queries.get, call.user_id, named))
    return await _looked_at(call, named)


def _of_job(view: JobView) -> _Found:
    if view.result is None:
        raise NotFound('Nothing is known of this mix before its job is done.')
    result = view.result
    warnings = tuple(result.get('warnings') or ())
    return _Found(view.filename, result['input'], result['output'], result.get('segments') or [], warnings)


async def _looked_at(call: Call, upload_id: str) -> _Found:
    """What the look ahead at an upload has found; it is waited for."""
    view = await run_sync(_look, call, upload_id)
    with anyio.move_on_after(LONGEST_WAIT_S):
        while view.active:
            await call.tell(view.percent / 100, view.stage_label)
            await anyio.sleep(AGAIN_S)
            view = await run_sync(lookahead.get_lookahead, call.user_id, upload_id)
    if view.active:
        raise NotAllowed(f'This upload is still being looked at ({view.percent} %). Ask again in a moment.')
    if view.told is None:
        raise NotFound(view.error or 'Nothing was found out about this upload. Level it as it is.')
    told: forecasts.Told = view.told
    return _Found(view.filename, told.measured, None, told.segments, told.warnings)


def _look(call: Call, upload_id: str) -> LookaheadView:
    """A look that was asked for already, or a new one."""
    try:
        return lookahead.get_lookahead(call.user_id, upload_id)
    except NotFound:
        call.check_may_write()
        return lookahead.ask_lookahead(call.user_id, upload_id, LevelingOptions(-14.0))


def _options(call: Call, given: MixToLevel) -> LevelingOptions:
    if (given.target_lufs is None) == (given.preset is None):
        raise NotAllowed('Say how loud: either target_lufs or preset.')
    lufs, ceiling, name = given.target_lufs, USUAL_CEILING_DBTP, None
    if given.preset is not None:
        preset = _preset(call, given.preset)
        lufs, ceiling, name = preset.lufs, preset.ceiling_dbtp, preset.name
    assert lufs is not None
    return LevelingOptions(
        lufs,
        ceiling if given.ceiling_dbtp is None else given.ceiling_dbtp,
        name,
        given.output_format,
        given.even_percent,
        given.tracklist,
        stream=given.stream,
    )


def _preset(call: Call, name: str) -> Preset:
    known = presets(call.user_id)
    for one in known:
        if one.name.casefold() == name.strip().casefold():
            return one
    listed = ', '.join(one.name for one in known)
    raise NotFound(f'There is no preset called “{name}”. There are: {listed}.')


def _read_presets(call: Call) -> str:
    return list_presets(call, NoArguments()).model_dump_json()


def _read_report(call: Call, id: str) -> str:
    return json.dumps(reports.report(call.user_id, id), ensure_ascii=False)


def toolbox() -> Toolbox:
    """All of them."""
    return Toolbox(_TOOLS, _RESOURCES, (MASTER_UPLOAD,))


_TOOLS: tuple[Tool, ...] = (
    Tool(
        'level',
        'Level a mix',
        'Start a job that makes a copy of a mix with exactly the wanted loudness (LUFS) under a true-peak ceiling '
        '(dBTP). Answers at once with the id of the job; follow it by get_job. An upload or a new file of the library '
        'counts against what the plan of the user allows.',
        MixToLevel,
        StartedJob,
        level,
        writes=True,
    ),
    Tool(
        'measure',
        'Measure a mix',
        'Tell loudness (LUFS), loudness range (LU) and peaks (dBTP, dBFS) of a mix, and of its levelled copy. '
        f'An upload is looked at first, for at most {LONGEST_WAIT_S:g} seconds.',
        Mix,
        MeasuredMix,
        measure,
    ),
    Tool(
        'segments',
        'Tracks in a mix',
        'Tell where the tracks inside a mix begin and end (seconds), and how loud each is (LUFS). An upload '
        f'is looked at first, for at most {LONGEST_WAIT_S:g} seconds.',
        Mix,
        models.Tracks,
        segments,
    ),
    Tool(
        'get_report',
        'Report of a job',
        'Tell everything that was measured and done in a finished job: loudness, peaks, gain, limiter, checksums.',
        OneJob,
        Report,
        get_report,
    ),
    Tool(
        'list_presets',
        'Presets',
        'List the named loudness targets, like Spotify, and the user’s own: LUFS under dBTP.',
        NoArguments,
        models.Presets,
        list_presets,
    ),
    Tool(
        'list_formats',
        'Formats',
        'List the kinds of audio files that can be sent, and what results can be converted to.',
        NoArguments,
        models.Formats,
        list_formats,
    ),
)
_RESOURCES: tuple[Resource, ...] = (
    Resource('levelmix://presets', 'presets', 'Presets', 'Named loudness targets: LUFS under dBTP.', _read_presets),
    Resource(
        'levelmix://jobs/{id}/report',
        'report',
        'Report of a job',
        'Everything that was measured and done in a finished job of levelling.',
        _read_report,
    ),
)
