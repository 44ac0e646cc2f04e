"""The names of time zones, which the browser offers while somebody writes one."""

from app.accounts import profile
from components.vocabulary.elements import block

LIST = 'studio-zones'
BROWSER_ZONE = 'Intl.DateTimeFormat().resolvedOptions().timeZone'
"""What a browser takes for its own zone."""


def zone_list() -> str:
    """Put the list on the page, and return its id for `FormField`."""
    with block(tag='datalist', id=LIST):
        for zone in profile.time_zones():
            block(tag='option', value=zone)
    return LIST
