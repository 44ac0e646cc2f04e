"""What the core is told of practice: the one place where the area registers itself."""

from app import areas
from app.areas import Area
from app.practice import journal, schedule


def _upkeep() -> None:
    journal.end_forgotten()
    schedule.remind()


AREA = Area(
    'practice',
    'Practice',
    does='Something new to practise, written out and played with you, and proof that you improve.',
    upkeep=_upkeep,
    notifications={schedule.REMINDER: 'It is time to practise'},
)
areas.register(AREA)
