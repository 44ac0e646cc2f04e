"""`levelmix remote …`: any LevelMix server from afar, by a key; an area adds commands of its own by its record."""

import getpass
import sys
from functools import partial
from typing import Annotated, Any

import typer

from app import remote
from app.cli.areas import WithRemoteAreas
from app.cli.options import AsJson
from app.cli.remote import drums, jobs, level, practice, voice
from app.console.output import complain, result
from app.errors import NotAllowed
from app.remote import servers
from app.remote.problems import RemoteError, WrongKey

HELP = 'Use a LevelMix server from afar: send mixes, follow their jobs, fetch results.'
app = typer.Typer(cls=WithRemoteAreas, no_args_is_help=True, help=HELP)
app.add_typer(voice.app, name='voice')
app.add_typer(practice.app, name='practice')
app.add_typer(drums.app, name='drums')
app.command('list')(jobs.list_)
for command in (level.level, level.upload, jobs.show, jobs.get, jobs.watch, jobs.cancel, jobs.retry, jobs.delete):
    app.command()(command)


@app.callback()
def choose(
    ctx: typer.Context,
    server: Annotated[
        str, typer.Option(help='Its address; without it that of LEVELMIX_SERVER, or of the last login.')
    ] = '',
) -> None:
    """Use a LevelMix server from afar: send mixes, follow their jobs, fetch results."""
    ctx.obj = partial(remote.client, server)


@app.command()
def login(
    url: Annotated[str, typer.Argument(help='Address of the server, like https://mix.example.org.')],
) -> None:
    """Ask for a key of that server, try it, and keep it in a file that only you can read.

    Keys are made on the account page of the server. A key that is piped in is taken as well.
    """
    server = servers.address(url)
    if not _asks_for_a_key(server):
        kept = servers.remember(remote.Login(server, ''))
        complain(f'{server} asks for no key. It is the server for levelmix remote from now on ({kept}).')
        return
    if servers.is_readable_on_the_way(server):
        complain('This address is not encrypted: the key can be read by others on the way. Prefer one with https.')
    given = servers.checked_key(_asked(server))
    name = _owner(server, given)
    kept = servers.remember(remote.Login(server, given))
    complain(f'Logged in to {server}{name}. The key is kept in {kept}, which only you can read.')


@app.command()
def logout(
    url: Annotated[str, typer.Argument(help='Address of the server; without it the one that is used now.')] = '',
) -> None:
    """Forget the key of a server; it stays valid until it is revoked on the account page."""
    server = servers.address(url) if url else servers.chosen().server
    if servers.forget(server):
        complain(f'The key of {server} is forgotten here. Revoke it on the account page if nobody is to use it again.')
    else:
        complain(f'No key of {server} was kept here.')


@app.command()
def whoami(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Say which server is used, and in whose name."""
    with ctx.obj() as client:
        about, account = client.about(), _account(client)
    line = f'{_name(account)} at {client.server}, LevelMix {about.get("version", "")}'.rstrip()
    result({'server': client.server, 'version': about.get('version'), **account}, as_json, [line])


@app.command()
def presets(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the presets of the server and your own there; with --json one object a line."""
    with ctx.obj() as client:
        found = client.presets()
    for one in found:
        line = f'{one.name:<24} {one.target_lufs:6.1f} LUFS  {one.ceiling_dbtp:5.1f} dBTP  {one.description}'.rstrip()
        result(dict(one.facts), as_json, [line])


def _asks_for_a_key(server: str) -> bool:
    """Whether a key is needed there; without accounts everybody is the owner."""
    with remote.Client(remote.Connection(server)) as client:
        try:
            client.about()
        except WrongKey:
            return True
    return False


def _owner(server: str, key: str) -> str:
    """Whose key it is, as the end of a sentence; raises WrongKey if the server does not know it."""
    with remote.Client(remote.Connection(server, key)) as client:
        client.about()
        return f' as {_name(account)}' if (account := _account(client)) else ''


def _account(client: remote.Client) -> dict[str, Any]:
    """Whose key it is; empty for a key of one area, which may not see the account."""
    try:
        return client.account()
    except RemoteError as error:
        if error.status not in (403, 404):
            raise
        return {}


def _name(account: dict[str, Any]) -> str:
    return str(account.get('email') or account.get('name') or 'Somebody')


def _asked(server: str) -> str:
    """The key, typed where nobody sees it, or piped in."""
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(f'Key for {server} (it is not shown): ')
    line = '' if sys.stdin is None else sys.stdin.readline()
    if not line.strip():
        raise NotAllowed('No key was given: run this at a terminal, or pipe the key in.')
    return line
