"""The program: settings -> pages -> serve. `levelmix` on the command line, `python main.py` without installing."""

import os
import sys
from typing import Annotated

import typer

from app import cli
from app.config import SESSIONS, settings


@cli.app.command()
def serve() -> None:
    """Start the web server, with an embedded worker unless told otherwise."""
    # NiceGUI reads these when it is imported; everything that the product keeps lives in the data folder, or in Redis.
    os.environ.setdefault('NICEGUI_STORAGE_PATH', str(settings().data_dir / 'browser'))
    if settings().replica:
        os.environ['NICEGUI_REDIS_URL'] = settings().redis_url.get_secret_value()
        os.environ['NICEGUI_REDIS_KEY_PREFIX'] = SESSIONS
    import pages
    from app import web

    web.serve(pages.root, **pages.LOOK)


@cli.app.command()
def worker(
    processes: Annotated[int | None, typer.Option(min=1, help='Jobs at the same time, if not as set.')] = None,
    with_parent: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Run jobs from the queue until stopped."""
    from app import db
    from tasks import consumer

    db.upgrade()
    consumer.work(processes=processes, with_parent=with_parent)


def main() -> None:
    """Run the command line."""
    cli.run()


if __name__ in {'__main__', '__mp_main__'}:
    if len(sys.argv) == 1:
        sys.argv.append('serve')
    main()
