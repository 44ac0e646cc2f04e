"""The account: profile, ways to sign in, API keys, what is used, the export, and ending the account."""

from nicegui import ui

from app import accounts, leveling
from app.accounts import self_service
from app.accounts.own_time import day_of
from components.account.auth_form import AuthForm, Field
from components.account.sign_out import sign_out_button
from components.vocabulary import wording
from components.vocabulary.elements import block, button, link, text
from models import User
from pages.account.allowance import allowance_line
from pages.account.api_keys import keys_section
from pages.account.confirm_identity import confirmed
from pages.account.notifications import notifications_section
from pages.account.profile import PhoneSection, onboarding_section, profile_section
from pages.account.security import security_sections
from pages.account.sign_in import told_by_cookie
from pages.account.webhooks import webhooks_section
from pages.shell.services import run_service, screen, toast, toast_errors

END = Field('email', 'Type your e-mail to end the account', 'email', 'off', limit=254)


@screen
async def account_page() -> None:
    """The account of the visitor."""
    ui.page_title('Account – LevelMix')
    with block('pagehead'):
        with block():
            text('Account', tag='h1')
            link('Plan, credits and payments', '/account/plan', data_testid='to-plan')
        sign_out_button('button', 'Sign out', testid='leave')
    place = block('stack loose')
    with place:
        bones = block('bones')
    user = await run_service(accounts.session_user)
    bones.delete()
    with place:
        told = told_by_cookie()
        if told:
            text(told, 'note', tag='p', role='status', data_testid='note')
        if user.delete_after is not None:
            _ending(user)
        await onboarding_section(user)
        left = profile_section(user)
        ui.timer(0, lambda: _allowance(left, user), once=True)
        PhoneSection(user)
        await security_sections(user)
        await keys_section(user)
        await webhooks_section(user)
        await notifications_section(user)
        _data(user)


async def _allowance(place: ui.element, user: User) -> None:
    with place:
        await allowance_line(user, every=True)
        stored = await run_service(leveling.my_bytes, user.id)
        text(f'Your originals and results take {wording.size(stored)}.', 'quiet', tag='p', data_testid='stored')


def _ending(user: User) -> None:
    when = day_of(user, user.delete_after) if user.delete_after else ''
    with block('note warn stack', role='alert', data_testid='ending') as notice:
        text(f'Your account and all its mixes will be deleted on {when}.', tag='p')

        async def keep() -> None:
            with toast_errors():
                await run_service(self_service.keep, user.id)
                notice.delete()
                toast('Your account stays.')

        with block('row'):
            button('Keep my account', keep, 'main-action', data_testid='keep-account')


def _data(user: User) -> None:
    with block('panel stack', tag='section', aria_label='Your data'):
        text('Your data', tag='h2')
        text('Everything LevelMix stores about you, with your originals and results, as one ZIP.', 'quiet', tag='p')
        with block('row'):
            link('Download my data', '/files/export', 'button', icon='download', download='', data_testid='export')
    if user.delete_after is None:
        with block('panel stack', tag='section', aria_label='End the account'):
            text('End the account', tag='h2')
            text(
                'You are signed out everywhere at once. For 7 days you can come back by signing in; then your mixes, '
                'presets, keys and history are deleted for good.',
                'quiet',
                tag='p',
            )
            with block('narrow'):
                AuthForm('/auth/end', [END], 'End my account', danger=True, confirmed=confirmed)
