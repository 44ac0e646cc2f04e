"""What the buttons of a clip do, on every screen."""

from collections.abc import Callable

from nicegui import ui

from app import areas
from app.jobs import own_jobs
from app.jobs.progress import HUB
from app.voice import queries, service
from app.voice.queries import ClipView
from components.audio.player_bar import tell_player
from components.vocabulary.confirm import confirm
from components.voice.clip_card import Clip, ClipActions
from pages.shell import sharing
from pages.shell.area_gate import GATE
from pages.shell.screens import each
from pages.shell.send_to import Taker, send_button
from pages.shell.services import run_service, toast, toast_errors


def clip_actions(
    user_id: str,
    on_change: Callable[[str], None],
    *_: object,
) -> ClipActions:
    """The actions for one user; `on_change` is called with the id of a clip that has changed."""

    def changed(clip: Clip) -> None:
        HUB.poke()
        on_change(clip.id)

    async def cancel(clip: Clip) -> None:
        with toast_errors():
            await run_service(own_jobs.cancel, user_id, kind_of(clip), clip.id)
            changed(clip)

    async def retry(clip: Clip) -> None:
        with toast_errors():
            await run_service(service.retry, user_id, clip.id)
            changed(clip)

    async def delete(clip: Clip) -> None:
        with toast_errors():
            said = f'“{clip.title}” is removed from the server. This can’t be undone.'
            if not await confirm('Delete this clip?', said, 'Delete'):
                return
            await run_service(own_jobs.delete, user_id, kind_of(clip), clip.id)
            tell_player(clip.id, None)
            toast('The clip is deleted.')
            changed(clip)

    async def again(clip: Clip) -> None:
        ui.navigate.to(f'{FIRST.get(clip.tool, "/voice")}?clip={clip.id}')

    async def share(clip: Clip) -> None:
        await sharing.share(user_id, clip.id, clip.expires_at, 'Share this clip')

    return ClipActions(cancel, retry, delete, again, share, _send)


FIRST = {'speak': '/voice', 'change': '/voice/change', 'effect': '/voice/effects'}
"""The screen of each tool."""
KINDS = {'speak': service.SPEAK, 'change': service.CHANGE, 'effect': service.EFFECT}


def kind_of(clip: Clip) -> str:
    """What kind of job a clip is."""
    return KINDS[clip.tool]


def details(clip_ids: list[str]) -> dict[str, ClipView]:
    """What a card shows of these clips."""
    return {view.id: view for view in queries.views(clip_ids)}


def _send(clip: Clip) -> None:
    """The button by which a clip goes on to another area that takes such files."""
    name = f'{clip.title}.{clip.settings.get("format", "wav")}'
    screens = {shown.area: shown.start for shown in each() if GATE.is_open(shown.area)}
    takers = [
        Taker(area.name, area.send_to, screens[area.name])
        for area in areas.takers(kind_of(clip), name)
        if area.name in screens
    ]
    send_button(clip.id, clip.title, takers, 'bare')
