"""What an admin gives to a user and takes from them: roles, and for a while the account as a whole."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app import accounts
from app.accounts import admin_actions, roles
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import FormField
from components.vocabulary.local_time import LocalTime
from pages.admin.parts import Live
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast, toast_errors


def roles_panel(live: Live[Any], user_id: str, held: Sequence[roles.Held]) -> None:
    """Chips: a press gives a role or takes it back."""
    with block('panel stack', tag='section', aria_label='Roles'):
        text('Roles', tag='h2')
        with block('chips'):
            for role in held:
                pressed = str(role.held).lower()
                chip = block('chip', tag='button', type='button', aria_pressed=pressed, data_testid=f'role-{role.code}')
                change = roles.take if role.held else roles.give
                chip.on('click', live.deed(accounts.admin_action, change, user_id, role.code), [])
                with chip:
                    text(role.code)
        resting = [role.rests for role in held if role.held and role.rests]
        for said in resting:
            text(f'{said} It rests until then.', 'small quiet', tag='p')


def ban_panel(live: Live[Any], user_id: str, until: datetime | None, reason: str) -> None:
    """Close an account for a while, or open it again before that is over."""
    with block('panel stack', tag='section', aria_label='Ban', data_testid='ban'):
        text('Ban', tag='h2')
        if until is not None:
            with block('note warn stack tight'):
                with block('row'):
                    text('Closed until')
                    LocalTime(until)
                text(reason, 'wrap-any', tag='p', data_testid='ban-said')
            with block('row'):
                lift = live.deed(accounts.admin_action, admin_actions.lift_ban, user_id)
                button('Lift the ban', lift, data_testid='ban-lift')
            return
        text('The account is signed out everywhere. Whoever signs in reads until when it is closed, and why.', 'quiet')
        _BanForm(live, user_id)


class _BanForm:
    def __init__(self, live: Live[Any], user_id: str) -> None:
        self._live, self._user_id = live, user_id
        with block('fields top'):
            self._until = FormField('Until (UTC)', '', 'ban-until', 16, kind='datetime-local')
            self._reason = FormField('Why, as they read it', '', 'ban-reason', admin_actions.REASON_LIMIT)
        with block('row'):
            button('Ban', self._ban, 'danger', data_testid='ban-do')

    async def _ban(self) -> None:
        with toast_errors(), told_beside({'until': self._until, 'reason': self._reason}):
            until, reason = _moment(self._until.value), self._reason.value
            await run_service(accounts.admin_action, admin_actions.ban, self._user_id, until, reason)
            toast('The account is closed until then.')
            await self._live.refresh()


def _moment(written: str) -> datetime | None:
    """A moment in UTC as a browser writes it; None for anything else."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=UTC)
    except ValueError:
        return None
