"""When a room can be booked: opening hours, blocks, gaps and clock changes. Knows no database.

`starts` lists what is offered, `month` counts it, `check` accepts what is in the list and nothing else.
"""

from app.studio.times.blocks import occurrences as occurrences
from app.studio.times.blocks import span as span
from app.studio.times.checks import asked as asked
from app.studio.times.checks import check as check
from app.studio.times.checks import check_for_staff as check_for_staff
from app.studio.times.checks import nearest as nearest
from app.studio.times.offers import month as month
from app.studio.times.offers import starts as starts
from app.studio.times.opening import covers as covers
from app.studio.times.rules import Block as Block
from app.studio.times.rules import Opening as Opening
from app.studio.times.rules import Rules as Rules
from app.studio.times.rules import Start as Start
from app.studio.times.rules import Taken as Taken
from app.studio.times.rules import Weekly as Weekly
from app.studio.times.walls import real_minutes as real_minutes
from app.studio.times.walls import studio_day as studio_day
