"""What the core is told of the studio: the one place where the area registers itself."""

from app import areas
from app.areas import Area
from app.studio import telling, upkeep

AREA = Area(
    telling.AREA,
    'Studio',
    does='A session is booked and paid for in a minute, and every file and note of it is found in one place.',
    upkeep=upkeep.upkeep,
    notifications=telling.NOTIFICATIONS,
    events=telling.EVENTS,
)
areas.register(AREA)
