"""One user, and what an admin may do to them; never as them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from nicegui import ui

from app import accounts
from app.accounts import admin_actions, audit_log, roles
from app.ops import space_used
from components.vocabulary import wording
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.fields import date_field
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.admin.log import lines
from pages.admin.parts import Live, address, head
from pages.admin.user_rights import ban_panel, roles_panel
from pages.admin.users import tier_words
from pages.shell.services import run_service, screen, toast, toast_errors

EVERY_S = 5.0
RECENT = 8


@dataclass(frozen=True, slots=True)
class _Found:
    profile: accounts.Profile
    stored: int
    recent: list[audit_log.Entry]
    roles: list[roles.Held]


@screen
async def user_page(user_id: str) -> None:
    """Everything about one user."""
    with head('/admin/users'):
        link('All users', '/admin/users', 'quiet')
        view = _OneUser(user_id)
        await view.live.begin()


class _OneUser:
    def __init__(self, user_id: str) -> None:
        self._id = user_id
        self.live = Live(self._look, self._draw, EVERY_S)

    def _look(self) -> _Found:
        profile = accounts.get_profile(self._id)
        stored = space_used.stored_bytes([self._id]).get(self._id, 0)
        return _Found(
            profile, stored, audit_log.log(audit_log.Wanted(about=self._id)).found[:RECENT], roles.of_user(self._id)
        )

    def _draw(self, keyed: Keyed, found: _Found) -> None:
        person, profile = found.profile.person, found.profile
        keyed.item('who', self._who, found.profile, found.stored)
        keyed.item('tier', self._tier, person.tier, person.tier_expires_at, profile.tier_now)
        shut = person.disabled_at is not None
        keyed.item('deeds', self._deeds, is_admin=person.is_admin, shut=shut, second_factor=profile.second_factor)
        keyed.item('roles', roles_panel, self.live, self._id, found.roles)
        keyed.item('ban', ban_panel, self.live, self._id, profile.banned_until, profile.ban_reason)
        keyed.item('log', self._log, found.recent)

    def _who(self, profile: accounts.Profile, stored: int) -> None:
        person = profile.person
        with block('panel stack'):
            text(person.email, 'wrap-any', tag='h2', data_testid='user-email')
            with block('row quiet'):
                text(person.name or 'No name', 'wrap-any')
                text('Admin' if person.is_admin else 'Not an admin')
                state = 'Shut' if person.disabled_at else 'Banned' if profile.banned_until else 'Open'
                text(state, data_testid='user-state')
            if profile.leaves_at is not None:
                said = f'This account will be deleted on {profile.leaves_at:%Y-%m-%d}, as its owner asked.'
                text(said, 'note warn', tag='p')
            self._facts(profile, stored)

    def _log(self, recent: list[audit_log.Entry]) -> None:
        with block('panel stack', tag='section', aria_label='What was done'):
            text('What was done', tag='h2')
            lines(recent)
            link('All of it', address('/admin/log', about=self._id))

    def _facts(self, profile: accounts.Profile, stored: int) -> None:
        facts = {
            'This month': f'{profile.uploads_this_month:,}',
            'In all': f'{profile.uploads:,}',
            'Stored': wording.size(stored),
            'Levelled for': wording.length(profile.worked_s),
            'Devices': f'{profile.devices:,}',
            'API keys': f'{profile.keys:,}',
            'Second factor': 'on' if profile.second_factor else 'off',
            'Signs in by': ', '.join(profile.ways_in) or 'nothing yet',
        }
        with block('facts', tag='dl'):
            for name, value in facts.items():
                with block():
                    text(name, tag='dt')
                    text(value, 'wrap-any', tag='dd', data_testid=f'fact-{name.lower().replace(" ", "-")}')
        with block('row small quiet'):
            text('Signed up')
            LocalTime(profile.person.created_at)
            if profile.last_upload_at is not None:
                text('last upload')
                LocalTime(profile.last_upload_at)

    def _tier(self, tier: int, expires_at: datetime | None, now: int) -> None:
        with block('panel stack', tag='section', aria_label='Tier'):
            text('Tier', tag='h2')
            with block('row quiet'):
                text(tier_words(tier, expires_at), data_testid='user-tier')
                if now != tier:
                    text('expired: counts as free now', 'ease warn', data_testid='user-expired')
            with block('row bottom'):
                day = f'{expires_at:%Y-%m-%d}' if expires_at else ''
                until = date_field('Until, that day included (UTC); empty is without end', day, 'user-until')
                button('Set the day', self._set_tier(tier, until), data_testid='user-until-save')
            with block('chips'):
                for number, name in admin_actions.TIERS.items():
                    pressed = 'true' if number == tier else 'false'
                    chip = block(
                        'chip', tag='button', type='button', aria_pressed=pressed, data_testid=f'tier-{number}'
                    )
                    chip.on('click', self._set_tier(number, until), [])
                    with chip:
                        text(name)

    def _set_tier(self, tier: int, until: ui.input) -> Callable[[], Awaitable[None]]:
        async def do() -> None:
            await self._deed(admin_actions.set_tier, tier, _end_of(until.value))()

        return do

    def _deeds(self, *, is_admin: bool, shut: bool, second_factor: bool) -> None:
        with block('panel stack'), block('row'):
            button('Sign out everywhere', self._deed(admin_actions.sign_out_everywhere), data_testid='user-sign-out')
            button('Reset link', self._reset_link, data_testid='user-reset')
            if second_factor:
                factor = ('Turn the second factor off?', 'Then the password alone opens this account.', 'Turn it off')
                button('Turn the second factor off', self._deed(admin_actions.reset_second_factor, ask=factor))
            admin = 'No longer an admin' if is_admin else 'Make an admin'
            sure = (f'{admin}?', 'An admin looks after all accounts, and may make others admins.', admin)
            button(admin, self._deed(admin_actions.set_admin, not is_admin, ask=sure), data_testid='user-admin')
            words_shut = 'Open the account' if shut else 'Shut the account'
            button(words_shut, self._deed(admin_actions.set_disabled, not shut), 'danger', data_testid='user-shut')

    def _deed(
        self, deed: Callable[..., object], *args: object, ask: tuple[str, str, str] | None = None
    ) -> Callable[[], Awaitable[None]]:
        return self.live.deed(accounts.admin_action, deed, self._id, *args, ask=ask)

    async def _reset_link(self) -> None:
        with toast_errors():
            way = await run_service(accounts.admin_action, admin_actions.send_reset_link, self._id)
            self.live.stage.clear()
            if not way:
                toast('A mail with a link is on its way.')
                return
            with self.live.stage, block('note good'):
                text('This link sets a new password, once, within an hour:', tag='p')
                text(way, 'mono wrap-any', data_testid='reset-link')


def _end_of(day: str | None) -> datetime | None:
    """The last second of a day, UTC; None for anything else."""
    try:
        return datetime.combine(date.fromisoformat(day or ''), time(23, 59, 59), UTC)
    except ValueError:
        return None
