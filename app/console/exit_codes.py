"""What the command line ends with where a file is not as it should be: the work is done, and more is to be told."""

from collections.abc import Sequence

import typer

WITH_WARNINGS = 3
"""Exit code: done, with warnings about the file itself: it is damaged, cut short, or was put together."""


def end_with(warnings: Sequence[str]) -> None:
    """End with a code of its own where there are warnings about a file.

    Raises
    ------
    typer.Exit : there are some.
    """
    if warnings:
        raise typer.Exit(WITH_WARNINGS)
