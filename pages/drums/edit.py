"""The editor: a map is changed and saved as its next version, or suggested as a fix; or drawn anew."""

from functools import partial

from nicegui import ui

from app import accounts
from app.drums import for_browser, maps, proposals, songs, versions
from app.drums.maps import MapView
from app.drums.proposal_views import ProposalView
from components.drums.editor import Action, Done, DrumEditor
from components.drums.words import map_address, proposal_address, song_address
from components.vocabulary.elements import block, link, text
from pages.drums.sounds import sounds_of
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, sentence, toast

SAVE = Action('save', 'Save as new version', main=True, words=True)
SUGGEST = Action('suggest', 'Suggest a fix', main=True, words=True, missing='Say what you changed, and why.')
OWN = Action('own', 'Save as a map of your own')
AGAIN = Action('again', 'Suggest it anew', main=True, words=True, missing='Say what you changed, and why.')
NEW = Action('own', 'Save the map', main=True)


@screen
async def edit_page(page_state: PageState, map_id: str) -> None:
    """The editor of a map: for whoever may change it, and for whoever suggests a fix."""
    user = await run_service(accounts.current_user)
    shown = await run_service(maps.get, map_id, user.id)
    version = await run_service(versions.get, shown.version_id or '', user.id)
    _head(f'{"Edit" if shown.may_edit else "Suggest a fix to"} “{shown.title}”', map_address(map_id), shown.difficulty)
    desk = _Desk(user.id, shown)
    desk.editor = DrumEditor(
        f'/files/drums/versions/{version.id}/map',
        f'{shown.title}, {shown.difficulty}',
        f'map {map_id}',
        version=version.id,
        actions=(SAVE, OWN) if shown.may_edit else (SUGGEST, OWN),
        on_done=desk.done,
        words_label='What is new in this version?' if shown.may_edit else 'What did you change, and why?',
        **await sounds_of(user.id, shown.song_id, version),
    )


@screen
async def revise_page(page_state: PageState, proposal_id: str) -> None:
    """The editor of a fix that waits, for whoever suggested it."""
    user = await run_service(accounts.current_user)
    fix = await run_service(proposals.get, user.id, proposal_id)
    shown = await run_service(maps.get, fix.map_id, user.id)
    version = await run_service(versions.get, fix.version_id, user.id)
    _head(f'Your fix to “{fix.title}”', proposal_address(fix.id), fix.difficulty)
    desk = _Desk(user.id, shown, fix)
    desk.editor = DrumEditor(
        f'/files/drums/proposals/{fix.id}/after',
        f'{fix.title}, {fix.difficulty}',
        f'fix {fix.id}',
        version=f'{fix.id} {fix.revision}',
        actions=(AGAIN,),
        on_done=desk.done,
        **await sounds_of(user.id, fix.song_id, version),
    )


@screen
async def draw_page(page_state: PageState, song_id: str) -> None:
    """The editor of a map that is only just being made."""
    user = await run_service(accounts.current_user)
    song = await run_service(songs.get, song_id, user.id)
    _head(f'Draw a map of “{song.title}”', song_address(song_id), '')
    desk = _Desk(user.id, None, song_id=song_id)
    desk.editor = DrumEditor(
        f'/files/drums/songs/{song_id}/blank',
        song.title,
        f'new {song_id}',
        actions=(NEW,),
        on_done=desk.done,
        keep=song_id,
    )


def _head(title: str, back: str, more: str) -> None:
    ui.page_title(f'{title} – LevelMix')
    with block('pagehead'):
        text(title, 'wrap-any', tag='h1')
        with block('meta row'):
            if more:
                text(more)
            link('Back', back, data_testid='back')


class _Desk:
    """What becomes of what the editor sends."""

    def __init__(
        self, user_id: str, shown: MapView | None, fix: ProposalView | None = None, *, song_id: str = ''
    ) -> None:
        self._user_id, self._map, self._fix = user_id, shown, fix
        self._song_id = shown.song_id if shown is not None else song_id
        self.editor: DrumEditor | None = None

    async def done(self, sent: Done) -> None:
        """Store it, and lead there; what could not be stored stays in the browser, and it is said why."""
        assert self.editor is not None
        try:
            there, said = await self._store(sent)
        except Exception as error:
            self.editor.settled(False, sentence(error))
            return
        self.editor.settled(True, said)
        toast(said)
        ui.navigate.to(there)

    async def _store(self, sent: Done) -> tuple[str, str]:
        if sent.action == OWN.name:
            drawn = await run_service(for_browser.from_browser, sent.map)
            made = await run_service(maps.create, self._user_id, self._song_id, drawn)
            return map_address(made.id), 'It is a map of its own now.'
        if self._fix is not None:
            return await self._again(sent)
        assert self._map is not None
        base = await run_service(versions.drum_map, sent.version, self._user_id)
        changed = await run_service(for_browser.from_browser, sent.map, base)
        if sent.action == SAVE.name:
            save = partial(versions.save, self._user_id, self._map.id, changed, sent.version, sent.words)
            return map_address(self._map.id), f'Saved as version {(await run_service(save)).number}.'
        fix = await run_service(proposals.submit, self._user_id, sent.version, changed, sent.words)
        return proposal_address(fix.id), 'Your fix was sent. A verifier looks at it.'

    async def _again(self, sent: Done) -> tuple[str, str]:
        assert self._fix is not None
        _, after = await run_service(proposals.before_and_after, self._user_id, self._fix.id)
        changed = await run_service(for_browser.from_browser, sent.map, after)
        revision = int(sent.version.rpartition(' ')[2])
        await run_service(proposals.revise, self._user_id, self._fix.id, changed, sent.words, revision)
        return proposal_address(self._fix.id), 'Your fix was sent anew.'
