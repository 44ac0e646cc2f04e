"""Sends the result of one area to another: offered beside the result, as a link to that area's screen."""

from dataclasses import dataclass
from urllib.parse import urlencode

from app import areas
from pages.shell.page_state import PageState


@dataclass(frozen=True, slots=True)
class Taker:
    """An area that can go on with a sound: the label of its button, and its first screen."""

    area: str
    label: str
    screen: str

    def address(self, job_id: str) -> str:
        """Where the visitor goes on with the result of this job."""
        return f'{self.screen}?{urlencode({"sound": job_id})}'


def sending(page_state: PageState, kind: str, filename: str) -> list[Taker]:
    """The areas, open to the visitor, that can go on with the result of a job of this kind."""
    screens = {shown.area: shown.start for shown in page_state.open()}
    takers = (area for area in areas.takers(kind, filename) if area.name in screens)
    return [Taker(area.name, area.send_to, screens[area.name]) for area in takers]
