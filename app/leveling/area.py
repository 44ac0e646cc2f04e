"""What the core is told of levelling: the one place where the area registers itself."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app import areas
from app.areas import Area, Front, Kind
from app.leveling import (
    file_retention,
    formats,
    from_library,
    helper_jobs,
    lookahead,
    service,
    timeline_window,
    user_data,
)
from app.leveling.options import LevelingOptions, choice_of
from app.tools import Toolbox
from models import AudioFile, HelperJob, Lookahead, ProcessingJob

STEPS = {
    'analyse': 'Measuring the mix',
    'plan': 'Planning the gain',
    'render': 'Levelling',
    'verify': 'Measuring the result',
}
"""What every job goes through, in this order."""
PREPARING = {
    'prepare': 'Preparing the engine, this first time only',
    'fetch': 'Fetching the mix from the storage',
    'store': 'Storing the result',
}
STAGES = STEPS | PREPARING


def _title(table: Any) -> sa.ColumnElement[Any]:
    """A job is called as its original."""
    return sa.select(col(AudioFile.original_filename)).where(col(AudioFile.job_id) == table.id).scalar_subquery()


def _seconds(table: Any) -> sa.ColumnElement[Any]:
    """How long its original is."""
    return sa.select(col(AudioFile.duration_seconds)).where(col(AudioFile.job_id) == table.id).scalar_subquery()


def _local_tools() -> Toolbox:
    from app.leveling.local_tools import toolbox

    return toolbox()


def _tools() -> Toolbox:
    from app.leveling.server_tools import toolbox

    return toolbox()


AREA = Area(
    'leveling',
    'Level',
    does='Bring a whole DJ mix to exactly the loudness that you choose, and see it measured on the finished file.',
    front=Front('For DJs and mix series', example='levelled.html'),
    kinds=(
        Kind(
            service.KIND,
            ProcessingJob,
            'Levelling',
            STAGES,
            title=_title,
            ended=service.ended,
            retry=service.retry,
            sound=service.result,
            page='/jobs/{id}',
            curve=timeline_window.loudness_curve,
            seconds=_seconds,
        ),
        Kind(helper_jobs.FORECAST, HelperJob, 'Forecast', STAGES, is_intake=False),
        Kind(helper_jobs.LISTEN, HelperJob, 'Previews', STAGES, is_intake=False),
        Kind(helper_jobs.OPINION, HelperJob, 'Second opinion', STAGES, is_intake=False),
        Kind(lookahead.KIND, Lookahead, 'Look ahead', STAGES),
    ),
    check_choice=choice_of,
    on_upload=service.submit_sent,
    options=LevelingOptions,
    on_object=from_library.level_chosen,
    erase=user_data.forget_names,
    upkeep=file_retention.tidy,
    accepts=formats.ACCEPTS,
    send_to='Level it',
    tools=_tools,
    local_tools=_local_tools,
)
areas.register(AREA)
