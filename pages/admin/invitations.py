"""Invitations on the admin's list of users: an address, a tier and roles; and those that nobody has followed yet."""

from nicegui import ui

from app import accounts
from app.accounts import admin_actions, invitations
from app.accounts.roles import EVERY
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import ChoiceField, FormField
from components.vocabulary.local_time import LocalTime
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast, toast_errors


class Invitations:
    """The form, and the list below it."""

    def __init__(self) -> None:
        with block(tag='details'):
            text('Invite somebody by mail', tag='summary', data_testid='invite')
            with block('stack'):
                with block('fields top'):
                    self._email = FormField('E-mail', '', 'invite-email', 254, kind='email')
                    tiers = {str(number): name for number, name in admin_actions.TIERS.items()}
                    self._tier = ChoiceField('Tier', tiers, '1', 'invite-tier')
                with block('field'):
                    text('Roles', 'label')
                    with block('row'):
                        self._roles = {code: ui.checkbox(code).props(f'data-testid=invite-{code}') for code in EVERY}
                with block('row'):
                    button('Send the invitation', self._send, 'main-action', data_testid='invite-send')
                self._told, self._list = block(), block('stack tight', tag='ul', aria_label='Open invitations')

    async def draw(self) -> None:
        """Show what waits."""
        found = await run_service(invitations.waiting)
        if self._list.is_deleted:
            return
        self._list.clear()
        with self._list:
            for one in found:
                self._line(one)

    async def _send(self) -> None:
        with toast_errors(), told_beside({'email': self._email}):
            chosen = tuple(code for code, box in self._roles.items() if box.value)
            way = await run_service(
                accounts.admin_action,
                invitations.invite,
                self._email.value,
                tier=int(self._tier.value),
                with_roles=chosen,
            )
            self._told.clear()
            if way:
                with self._told, block('note good stack tight'):
                    text('No mail server is set up. This link makes the account, once, within a week:', tag='p')
                    text(way, 'mono wrap-any', data_testid='invite-link')
            else:
                toast(f'An invitation is on its way to {self._email.value}.')
            self._email.value = ''
            await self.draw()

    def _line(self, one: invitations.Invitation) -> None:
        async def take_back() -> None:
            with toast_errors():
                await run_service(accounts.admin_action, invitations.take_back, one.id)
                await self.draw()

        with block('line', tag='li', data_testid='invitation'):
            with block('grow'):
                text(one.email, 'strong wrap-any')
                with block('row small quiet'):
                    text(admin_actions.TIERS.get(one.tier, 'free'))
                    if one.roles:
                        text(', '.join(one.roles))
                    if one.sent_at is not None:
                        LocalTime(one.sent_at)
            button('Take back', take_back, 'bare', aria_label=f'Take back the invitation of {one.email}')
