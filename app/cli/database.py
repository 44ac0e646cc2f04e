"""`levelmix db …`: upgrade the database, copy it, and restore it from a copy.

Each command imports what it needs, so that measuring a file loads no database.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help='Look after the database.')


@app.command()
def upgrade() -> None:
    """Bring the database to the newest revision."""
    from app import db

    db.upgrade()


@app.command()
def replicate() -> None:
    """Copy the database server's database into the data folder, by its replica, and print the copy's name."""
    from app.ops import replication

    sys.stdout.write(f'{replication.replicate()}\n')


@app.command()
def restore(
    copy: Annotated[Path, typer.Argument(metavar='COPY', help='A copy, or the file of a backup.')],
) -> None:
    """Fill the database, which must be empty, from a copy; audio files are not in it."""
    from app.ops import replication

    replication.restore(copy)
    sys.stdout.write('The database is restored. Mixes and results are not in it: keep their storage where it was.\n')
