"""What the core is told of practice: the one place where the area registers itself."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app import areas
from app.areas import Area, Front, Kind, Public
from app.practice import events, journal, own_takes, play_alongs, public_pieces, schedule
from app.tools import Toolbox
from models import PlayAlong, PracticeTake

STAGES = {
    'arrange': 'Arranging',
    'play': 'The band plays',
    'store': 'Storing the stems',
    'fetch': 'Fetching the take from the storage',
    'read': 'Reading the take',
    'hear': 'Listening note by note',
}


def _title(table: Any) -> sa.ColumnElement[Any]:
    column: sa.ColumnElement[Any] = table.title
    return column


def _seconds(table: Any) -> sa.ColumnElement[Any]:
    """How long what came out is."""
    return sa.func.json_extract(table.outcome, '$.seconds')


def _upkeep() -> None:
    journal.end_forgotten()
    schedule.remind()


def _public() -> Sequence[Any]:
    from app.practice import public_routes

    return [public_routes.router]


def _tools() -> Toolbox:
    from app.practice.server_tools import toolbox

    return toolbox()


AREA = Area(
    'practice',
    'Practice',
    does='Something new to practise, written out and played with you, and proof that you improve.',
    front=Front('For jazz players and teachers'),
    kinds=(
        Kind(
            play_alongs.SOUND,
            PlayAlong,
            'Play-along',
            STAGES,
            title=_title,
            ended=play_alongs.ended,
            sound=play_alongs.result,
            page='/practice/sounds/{id}',
            seconds=_seconds,
        ),
        Kind(
            own_takes.TAKE,
            PracticeTake,
            'Take',
            STAGES,
            title=_title,
            ended=own_takes.ended,
            page='/practice/takes/{id}',
            seconds=_seconds,
        ),
    ),
    upkeep=_upkeep,
    public=Public((public_pieces.PREFIX,), _public, public_pieces.places),
    notifications={schedule.REMINDER: 'It is time to practise'},
    events=events.KINDS,
    tools=_tools,
)
areas.register(AREA)
