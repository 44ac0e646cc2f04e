"""Calendar files (RFC 5545): those that go out with mails and feeds, and outside ones that say when a room is busy.

Knows no database.
"""

from app.studio.calendars.apart import read as read
from app.studio.calendars.reading import Busy as Busy
from app.studio.calendars.reading import joined as joined
from app.studio.calendars.writing import MEDIA as MEDIA
from app.studio.calendars.writing import Person as Person
from app.studio.calendars.writing import Session as Session
from app.studio.calendars.writing import cancellation as cancellation
from app.studio.calendars.writing import feed as feed
from app.studio.calendars.writing import invitation as invitation
