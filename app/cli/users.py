"""`levelmix user …`: accounts, from the server's own command line, even while the server runs.

Each command imports what it needs, so that measuring a file loads no database.
"""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help='Look after accounts (LEVELMIX_ACCOUNTS=on).')

Email = Annotated[str, typer.Argument(help='The address of the account.')]


@app.callback()
def prepare() -> None:
    """Look after accounts (LEVELMIX_ACCOUNTS=on)."""
    from app import db

    db.upgrade()


@app.command()
def create(
    email: Email,
    name: Annotated[str, typer.Option(help='The name of this person.')] = '',
    tier: Annotated[int, typer.Option(help='1 free, 2 premium, 3 premium+.')] = 1,
    admin: Annotated[bool, typer.Option('--admin', help='May look after all accounts.')] = False,
) -> None:
    """Make an account, and print the link by which its owner chooses a password."""
    from app.accounts import admin_actions
    from app.accounts.audit import COMMAND_LINE

    _, link = admin_actions.create(COMMAND_LINE, email, name=name, tier=tier, admin=admin)
    _say(f'{email} has an account. This link chooses its password, once, within three days:\n{link}')


@app.command('list')
def list_() -> None:
    """List all accounts."""
    from app.accounts import admin_actions

    for person in admin_actions.everybody():
        marks = ['admin'] * person.is_admin + ['disabled'] * bool(person.disabled_at)
        expires = f' until {person.tier_expires_at:%Y-%m-%d}' if person.tier_expires_at else ''
        _say(
            f'{person.email:<40} {admin_actions.TIERS.get(person.tier, "free")}{expires:<18} {" ".join(marks)}'.rstrip()
        )


@app.command()
def set_tier(
    email: Email,
    tier: Annotated[int, typer.Argument(help='1 free, 2 premium, 3 premium+.')],
    until: Annotated[datetime | None, typer.Option(formats=['%Y-%m-%d'], help='Last day, in UTC.')] = None,
) -> None:
    """Change how much an account may level."""
    from app.accounts import admin_actions
    from app.accounts.audit import COMMAND_LINE

    end = until and until.replace(hour=23, minute=59, second=59, tzinfo=UTC)
    admin_actions.set_tier(COMMAND_LINE, admin_actions.id_of(email), tier, end)
    _say(f'{email} is {admin_actions.TIERS[tier]} now.')


@app.command()
def make_admin(email: Email) -> None:
    """Let an account look after all others."""
    from app.accounts import admin_actions
    from app.accounts.audit import COMMAND_LINE

    admin_actions.set_admin(COMMAND_LINE, admin_actions.id_of(email), True)
    _say(f'{email} is an admin now.')


@app.command()
def reset_password(email: Email) -> None:
    """Print a link by which a new password is chosen."""
    from app.accounts import admin_actions
    from app.accounts.audit import COMMAND_LINE

    link = admin_actions.send_reset_link(COMMAND_LINE, admin_actions.id_of(email))
    _say(f'This link sets a new password, once, within an hour:\n{link}')


def _say(line: str) -> None:
    sys.stdout.write(line + '\n')
