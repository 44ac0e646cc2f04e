"""What the processes of `tests.at_once` know when they begin: the process that they are forks of imports this, once."""

from sqlalchemy.orm import configure_mappers

import app.api
import tasks
import tests.app.billing_support
import tests.app.conftest
import tests.conftest

LOADED = (app.api, tasks, tests.app.billing_support, tests.app.conftest, tests.conftest)

configure_mappers()
