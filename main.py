"""The program: settings -> pages -> serve. `levelmix` on the command line, `python main.py` without installing."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from app import cli
from app.cli.areas import areas_by
from app.config import SESSIONS, settings
from app.runtime import garbage_collection


def _load_areas() -> None:
    import tasks  # noqa: F401 - registers all areas


areas_by(_load_areas)


@cli.app.command()
def serve() -> None:
    """Start the web server, with an embedded worker unless told otherwise."""
    # NiceGUI reads these when it is imported; everything that the product keeps lives in the data folder, or in Redis.
    os.environ.setdefault('NICEGUI_STORAGE_PATH', str(settings().data_dir / 'browser'))
    if settings().replica:
        os.environ['NICEGUI_REDIS_URL'] = settings().redis_url.get_secret_value()
        os.environ['NICEGUI_REDIS_KEY_PREFIX'] = SESSIONS
    with garbage_collection.paused():
        import pages
        from app.web import server

        pages.prepare()
    server.serve(pages.root, **pages.LOOK)


@cli.app.command()
def worker(
    processes: Annotated[int | None, typer.Option(min=1, help='Jobs at the same time, if not as set.')] = None,
    with_parent: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Run jobs from the queue until stopped."""
    with garbage_collection.paused():
        from app import db
        from tasks import consumer

    db.upgrade()
    consumer.work(processes=processes, with_parent=with_parent)


@cli.app.command()
def mcp(
    allow: Annotated[
        list[Path] | None, typer.Option(help='A folder whose files may be used, again for more; without, this one.')
    ] = None,
) -> None:
    """Offer tools to an assistant by MCP over stdin and stdout, for files below the folders that are allowed."""
    _load_areas()
    from app.mcp_server import local

    local.serve(allow or [Path()])


@cli.app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help='Where it goes; an earlier backup there is brought up to date.')],
) -> None:
    """Copy database, files and secret to another place, while LevelMix runs."""
    from app.ops.backup import backup

    made = backup(folder)
    sys.stdout.write(f'{folder}: the database and {made.files} files, {made.bytes:,} bytes; {made.copied} were new.\n')


@cli.app.command()
def restore(folder: Annotated[Path, typer.Argument(help='A backup.')]) -> None:
    """Fill an empty data folder from a backup."""
    from app.ops.backup import restore

    made = restore(folder)
    sys.stdout.write(f'Restored {made.files} files and the database as they were on {made.made_at}.\n')


def main() -> None:
    """Run the command line."""
    cli.run()


if __name__ in {'__main__', '__mp_main__'}:
    if len(sys.argv) == 1:
        sys.argv.append('serve')
    main()
