"""Which notifications come by mail, too: chosen on the account page, by kind."""

from functools import partial

from app import notifications
from components.vocabulary.elements import block, text
from components.vocabulary.sent import Sent, hear
from models import User
from pages.shell.services import run_service, toast, toast_errors


async def notifications_section(user: User) -> None:
    """Draw a switch for each kind."""
    chosen = await run_service(notifications.mailed_kinds, user.id)
    with block('panel stack', tag='section', aria_label='Notifications'):
        text('Notifications', tag='h2')
        told = f'The bell tells you everything. What also comes by mail to {user.email}:'
        text(told, 'quiet wrap-any', tag='p')
        for group, kinds in notifications.groups().items():
            with block('stack tight', role='group', aria_label=group, data_testid='mail-group'):
                text(group, 'strong', tag='h3')
                for kind, label in kinds.items():
                    _switch(user.id, kind, label, is_on=kind in chosen)


def _switch(user_id: str, kind: str, label: str, *, is_on: bool) -> None:
    async def choose(wanted: bool) -> None:
        with toast_errors():
            await run_service(notifications.choose_mail, user_id, kind, wanted=wanted)
            toast('You get it by mail.' if wanted else 'You get it by the bell alone.')

    with block('switch', tag='label'):
        box = block(tag='input', type='checkbox', data_testid=f'mail-{kind}')
        box.props.set_bool('checked', is_on)
        hear(box, 'change', Sent.flag, partial(choose), js_handler='(e) => emit(e.target.checked)')
        text(label)
