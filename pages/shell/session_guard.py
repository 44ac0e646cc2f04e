"""Closes the open pages of a session that has ended: in this tab, in another one, or by an admin."""

import asyncio
import logging

from nicegui import Client, background_tasks, ui

from app import accounts
from app.accounts import visitor
from app.errors import DatabaseAway

log = logging.getLogger(__name__)

PERIOD_S = 2.0


class SessionGuard:
    """Asks the database which sessions are still valid, and only while somebody is signed in.

    A browser is told to leave. If it is still there at the next look, it is sent nothing more, because somebody who
    stole a session may use a program that does not leave.
    """

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], set[Client]] = {}  # by session and user
        self._told: list[Client] = []
        self._running = False

    def watch(self) -> None:
        """Watch the page that is being built."""
        signed_in = visitor().signed_in
        if signed_in is None:
            return
        client, key = ui.context.client, (signed_in.session_id, signed_in.user_id)
        self._pages.setdefault(key, set()).add(client)
        client.on_delete(lambda: self._forget(key, client))
        if not self._running:
            self._running = True
            background_tasks.create(self._run(), name='session guard')

    def _forget(self, key: tuple[str, str], client: Client) -> None:
        self._pages.get(key, set()).discard(client)
        if not self._pages.get(key):
            self._pages.pop(key, None)

    async def _run(self) -> None:
        try:
            while self._pages or self._told:
                await asyncio.sleep(PERIOD_S)
                await self._look()
        finally:
            self._running = False

    async def _look(self) -> None:
        while self._told:
            client = self._told.pop()
            if not client.is_deleted:
                _delete(client)
        known = list(self._pages)
        try:
            alive = await asyncio.to_thread(accounts.alive, [session_id for session_id, _ in known])
            gone = [key for key in known if key[0] not in alive]
            leaving = await asyncio.to_thread(accounts.leaving, [user_id for _, user_id in gone]) if gone else set()
        except DatabaseAway:  # logged once where it was raised; the next look tries again
            return
        except Exception:
            log.exception('The sessions could not be read; trying again.')
            return
        for key in gone:
            told = 'deleted' if key[1] in leaving else 'out'
            for client in list(self._pages.pop(key, ())):
                client.run_javascript(f"location.assign((window.path_prefix || '') + '/sign-in?told={told}')")
                self._told.append(client)


def _delete(client: Client) -> None:
    """Send a page nothing more. When its browser leaves, NiceGUI deletes it once more, which must be nothing."""
    client.delete()
    vars(client)['delete'] = lambda: None


GUARD = SessionGuard()
"""The one of this process."""
