"""One file that was handed over: heard version beside version, talked about at its times, approved, downloaded."""

from functools import partial

from nicegui import background_tasks, ui

from app import accounts
from app.jobs.progress import HUB, Snapshot
from app.studio import delivery_along, delivery_approvals, delivery_readers, delivery_views
from app.studio.delivery_views import FileView, VersionView
from components.audio.player import Player
from components.studio.review import ReviewWave
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.local_time import LocalTime
from pages.shell.page_state import PageState
from pages.shell.send_to import Taker, sending_file
from pages.shell.services import look, run_service, screen, toast, toast_errors
from pages.shell.subscription import Subscription
from pages.studio.delivery_words import kept, state_of, version_facts
from pages.studio.file_actions import FileActions
from pages.studio.file_talk import Talk
from pages.studio.place import studio_tabs


@screen
async def file_page(page_state: PageState, file_id: str) -> None:
    """The file of this id, for its client and for its studio."""
    user = await run_service(accounts.current_user)
    found = await run_service(delivery_views.get, delivery_readers.signed_in(user.id), file_id)
    await studio_tabs('/studio/deliveries' if found.is_staff else '/studio/files')
    shown = _File(page_state, user.id, file_id)
    await shown.draw()


class _File:
    """Draws one file, and again when it changes."""

    def __init__(self, page_state: PageState, user_id: str, file_id: str) -> None:
        self._page_state, self._user_id, self._id = page_state, user_id, file_id
        self._reader = delivery_readers.signed_in(user_id)
        self._heard, self._beside = '', ''
        self._sent = False
        self._place = block('stack loose', data_testid='delivered-page')
        page_state.on_queue = self._queue_changed
        Subscription(lambda: setattr(page_state, 'on_queue', None))

    async def draw(self) -> None:
        """Fetch and draw all of it."""
        found = await run_service(delivery_views.get, self._reader, self._id)
        talk = Talk(self._reader, found, self.draw_soon)
        await talk.fetch()
        if self._place.is_deleted:
            return
        self._place.clear()
        with self._place:
            self._follow(found)
            ui.page_title(f'{found.name} – LevelMix')
            self._draw_head(found)
            if found.gone_at is not None:
                text(f'{kept(found)} What was said about it stays.', 'note', tag='p')
            elif found.due is not None:
                who = 'The client' if found.is_staff else 'You'
                said = f'{who} can hear it. The download opens once {found.due.told} of this session are paid.'
                text(said, 'note', tag='p', data_testid='due')
            self._draw_review(found, talk)

    def draw_soon(self) -> None:
        """Fetch and draw it again."""
        background_tasks.create(self.draw(), name='a file that was handed over')

    def _has_sent(self) -> None:
        """From now on, what happens in the queue is about this file."""
        self._sent = True

    def _queue_changed(self) -> None:
        if self._sent:
            self.draw_soon()

    def _follow(self, found: FileView) -> None:
        """Until it is drawn again."""
        for one in found.versions:
            if one.active:
                Subscription(HUB.follow_job(one.id, self._hear))

    def _hear(self, now: Snapshot) -> None:
        if not now.active:
            self.draw_soon()

    def _draw_head(self, found: FileView) -> None:
        word, tone = state_of(found)
        back = f'/studio/deliveries/{found.studio_id}/{found.client}' if found.is_staff else '/studio/files'
        with block('pagehead'), block():
            link('All files of this client' if found.is_staff else 'My files', back, 'small')
            with block('row'):
                text(found.name, 'wrap-any', tag='h1', data_testid='file-name')
                if word:
                    text(word, f'badge-word {tone}', data_testid='file-state')
            if found.description and found.description not in [one.note for one in found.versions]:
                text(found.description, 'wrap-any', tag='p')
            with block('meta row'):
                for fact in (found.studio, found.folder, kept(found)):
                    if fact:
                        text(fact)
        if found.is_staff:
            FileActions(self._user_id, self._page_state, found, self.draw_soon, self._has_sent).draw()

    def _draw_review(self, found: FileView, talk: Talk) -> None:
        shown = self._shown(found)
        if shown is None:
            return
        with block('review'):
            with block('stack'):
                self._draw_versions(found, shown)
                if found.gone_at is None:
                    self._draw_sound(found, shown, talk)
                self._draw_acts(found, shown)
            talk.draw(shown)

    def _shown(self, found: FileView) -> VersionView | None:
        """The version that is heard: the one that was chosen, or the one that counts."""
        return next((one for one in found.versions if one.id == self._heard), found.latest)

    def _draw_versions(self, found: FileView, shown: VersionView) -> None:
        if len(found.versions) > 1:
            with block('versions-row', role='group', aria_label='Versions'):
                for one in found.versions:
                    words = f'Version {one.number}'
                    press = button(words, partial(self._choose, one.id, ''), data_testid=f'version-{one.number}')
                    press.props['aria-pressed'] = str(one.id == shown.id).lower()
        with block('meta row', data_testid='version-facts'):
            for fact in (f'Version {shown.number}', *version_facts(shown)):
                text(fact)
            LocalTime(shown.created_at)
        if shown.note:
            text(shown.note, 'wrap-any', tag='p', data_testid='version-note')

    def _draw_sound(self, found: FileView, shown: VersionView, talk: Talk) -> None:
        if shown.active:
            said = shown.stage_label or 'Waiting for its turn'
            text(f'It is being made ready to be heard: {said}.', 'note', tag='p', data_testid='being-made')
            return
        if not shown.plays:
            text('This file is opened by whoever downloads it; it cannot be heard here.', 'quiet', tag='p')
            return
        others = [one for one in found.versions if one.plays and one.id != shown.id]
        beside = next((one for one in others if one.id == self._beside), None)
        with block('panel stack'):
            talk.wave = ReviewWave(found.id, f'/files/studio/versions/{shown.id}/look', talk.marks(shown))
            chosen = [beside, shown] if beside is not None else [shown]
            names = {one.id: f'Version {one.number}' for one in chosen}
            query = f'?beside={beside.id}' if beside is not None else ''
            address = f'/files/studio/compare/{shown.id}'
            Player(found.id, _nothing_to_make, address=address, query=query, names=names)
            if others:
                with block('row small', role='group', aria_label='Compare'):
                    text('Compare with', 'quiet')
                    for one in others:
                        on = beside is not None and one.id == beside.id
                        press = button(
                            f'Version {one.number}',
                            partial(self._choose, shown.id, '' if on else one.id),
                            'bare',
                            data_testid=f'beside-{one.number}',
                        )
                        press.props['aria-pressed'] = str(on).lower()

    def _draw_acts(self, found: FileView, shown: VersionView) -> None:
        with block('row'):
            if found.is_mine and found.gone_at is None and found.approved_at is None:
                words = f'Approve version {shown.number}'
                button(words, partial(self._approve, found, shown), 'main-action', data_testid='approve')
            if found.approved_at is not None:
                text(f'Approved by {found.approved_by}', 'quiet', data_testid='approved-by')
                button('Open it again', self._reopen, 'bare', data_testid='reopen')
            if found.may_download:
                address = f'/files/studio/versions/{shown.id}'
                link('Download', address, 'button', icon='download', download='', data_testid='download')
            if found.is_mine and found.may_download:
                for taker in sending_file(self._page_state, shown.file_name):
                    button(taker.label, partial(self._send, shown, taker), 'bare', data_testid=f'send-{taker.area}')

    async def _choose(self, version_id: str, beside: str) -> None:
        self._heard, self._beside = version_id, beside
        await self.draw()

    async def _approve(self, found: FileView, shown: VersionView) -> None:
        lost = 'The studio is told that this is the one. No other version is sent until you open it again.'
        if await confirm(f'Approve version {shown.number} of “{found.name}”?', lost, 'Approve', is_bad=False):
            with toast_errors():
                await run_service(delivery_approvals.approve, self._reader, shown.id)
                await self.draw()

    async def _reopen(self) -> None:
        with toast_errors():
            await run_service(delivery_approvals.reopen, self._reader, self._id)
            await self.draw()

    async def _send(self, shown: VersionView, taker: Taker) -> None:
        """A copy goes into the visitor’s library, from where the other area takes it; what shows it needs none."""
        if taker.shows:
            with self._place:
                ui.navigate.to(taker.address(shown.id))
            return
        with toast_errors():
            toast('It is copied into your library …')
            item = await look(self._user_id, delivery_along.into_library, self._user_id, shown.id)
            with self._place:
                ui.navigate.to(taker.address(item))


async def _nothing_to_make() -> None:
    """What is heard was made when the file was handed over."""
