"""The report of a finished job: everything that was measured and done, to keep, to print, and to check again."""

from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from app.db import reading
from app.errors import NotFound
from app.leveling import queries, timelines
from app.leveling.report_page import page
from app.version import engine_version
from models import AudioFile, Status

FORMAT = 1
STANDARDS = ('ITU-R BS.1770-5', 'EBU Tech 3341', 'EBU Tech 3342', 'EBU R 128')
TOLERANCE_LU = 0.1
PEAK_TOLERANCE_DB = 0.05
R128_LUFS, R128_QC_LU, R128_PEAK_DBTP = -23.0, 0.2, -1.0


def report(user_id: str, job_id: str) -> dict[str, Any]:
    """All of a finished job, ready for JSON. Levels in LUFS, LU, dBTP and dB, times in seconds.

    Raises
    ------
    NotFound
        The job is not this user's, or is not done.
    """
    view = queries.get(user_id, job_id)
    if view.status != Status.COMPLETED or view.result is None:
        raise NotFound('There is no report before the job is done.')
    with reading() as session:
        file = session.exec(select(AudioFile).where(col(AudioFile.job_id) == job_id)).one()
    result = view.result
    before, after = result['input'], result['output']
    return {
        'levelmix_report': FORMAT,
        'engine': {'name': 'LevelMix', 'version': result.get('engine_version') or engine_version()},
        'standards': list(STANDARDS),
        'job': job_id,
        'completed_at': view.completed_at and view.completed_at.isoformat(),
        'reported_at': datetime.now(UTC).replace(microsecond=0).isoformat(),
        'programme': {
            'name': view.filename,
            'duration_s': before['duration_s'],
            'size_bytes': view.file_size,
            'stream': view.stream,
        },
        'goal': {
            'target_lufs': view.target_lufs,
            'ceiling_dbtp': view.ceiling_dbtp,
            'preset': view.preset_name,
            'format': view.output_format,
            'even_percent': view.even_percent,
        },
        'input': {**before, 'sha256': file.content_hash},
        'output': {**after, 'sha256': result.get('output_sha256')},
        'gain_db': result['gain_db'],
        'limiter': result['limiter'],
        'segments': result.get('segments') or [],
        'ramps': result.get('ramps') or [],
        'passes': result['passes'],
        'verdict': view.verdict,
        'second_opinion': result.get('second_opinion'),
        'explanation': result['explanation'],
        'tolerance': verdicts(after, view.target_lufs, view.ceiling_dbtp),
        'warnings': list(result.get('warnings') or ()),
    }


def report_page(user_id: str, job_id: str, *, opinion_comes: bool = False) -> str:
    """The same as one page of A4, with the timeline's picture if there is one; raises as `report`.

    `opinion_comes` says on it that the second opinion is on its way.
    """
    told = report(user_id, job_id)
    try:
        timeline = timelines.load(job_id)
    except NotFound:
        timeline = None
    return page(told, timeline, opinion_comes=opinion_comes)


def verdicts(after: dict[str, Any], target_lufs: float, ceiling_dbtp: float) -> dict[str, Any]:
    """Whether a result is where it should be: at its own target (+-0.1 LU), and by EBU R 128's quality control."""
    loudness, peak = after['integrated_lufs'], after['true_peak_dbtp']
    return {
        'off_target_lu': None if loudness is None else round(loudness - target_lufs, 3),
        'on_target': loudness is not None and abs(loudness - target_lufs) <= TOLERANCE_LU + 1e-9,
        'below_ceiling': peak is None or peak <= ceiling_dbtp + PEAK_TOLERANCE_DB,
        'r128_qc': loudness is not None
        and abs(loudness - R128_LUFS) <= R128_QC_LU + 1e-9
        and (peak is None or peak <= R128_PEAK_DBTP + PEAK_TOLERANCE_DB),
    }


def compare(told: dict[str, Any], sha256: str, measured: dict[str, Any]) -> list[str]:
    """What does not agree between a report and a file that was measured again; an empty list if all of it does.

    Parameters
    ----------
    told : a report as `report` makes it.
    sha256 : of the file, hex.
    measured : what the meter reads of the file, keys as in `app.audio.Measurement`.

    Raises
    ------
    NotFound
        This is no such report.
    """
    try:
        if told['levelmix_report'] != FORMAT:
            raise KeyError
        side = 'input' if sha256 == told['input']['sha256'] else 'output'
        expected = told[side]
        wrong = [
            f'{name}: the report says {_level(expected[name])}, the file has {_level(measured[name])}.'
            for name, slack in _SLACK.items()
            if not _agree(expected[name], measured[name], slack)
        ]
        if sha256 != expected['sha256']:
            wrong.insert(0, 'SHA-256: this is neither the original nor the result that the report is about.')
    except (KeyError, TypeError):
        raise NotFound('This is no report of LevelMix, or one of another version.') from None
    return wrong


def compare_opinion(other_lufs: float | None, measured: dict[str, Any]) -> tuple[str, bool]:
    """What pyloudnorm says of a file beside what was `measured` of it, as a sentence, and whether the two agree."""
    ours = measured['integrated_lufs']
    if other_lufs is None:
        known = 'reads mono and stereo only' if measured['channels'] > 2 else 'reads no loudness of this file'
        return f'Second opinion: pyloudnorm {known}.', measured['channels'] > 2 or ours is None
    agrees = _agree(ours, other_lufs, TOLERANCE_LU)
    said = f'Second opinion: pyloudnorm reads {other_lufs:.2f} LUFS, LevelMix {_level(ours)}'
    return f'{said}{"." if agrees else ": they do not agree."}', agrees


_SLACK = {'integrated_lufs': 0.05, 'range_lu': 0.1, 'true_peak_dbtp': 0.05, 'duration_s': 0.001}


def _agree(one: float | None, other: float | None, slack: float) -> bool:
    return one is other if one is None or other is None else abs(one - other) <= slack


def _level(value: float | None) -> str:
    return 'nothing' if value is None else f'{value:.2f}'
