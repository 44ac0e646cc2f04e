"""Makes the echo area known to this process, and forgets it again: other tests count what the product has."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

import app
import models
import models.job
import pages
import tasks
from app import areas
from app.jobs import runner
from pages.shell import screens
from tests.echo.building import AREA

PACKAGES = (app, models, pages, tasks)


@contextmanager
def known_here() -> Iterator[Any]:
    """The area's package, found as if its files lay in the product."""

    class _Apart(models.JobColumns, registry=registry(metadata=SQLModel.metadata)):
        """Keeps the area's table out of the product's own list of tables."""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models.job, 'JobColumns', _Apart)
        for package in PACKAGES:
            patch.setattr(package, '__path__', [*package.__path__, str(AREA / package.__name__)])
        area = importlib.import_module('app.echo')
        for part in ('tasks', 'pages'):
            importlib.import_module(f'{part}.echo')
    yield area
    SQLModel.metadata.remove(SQLModel.metadata.tables['sayings'])
    areas._areas.pop('echo')
    screens._known.pop('echo')
    runner.HANDLERS.pop(area.KIND)
    for package in PACKAGES:
        del sys.modules[f'{package.__name__}.echo']
        delattr(package, 'echo')
