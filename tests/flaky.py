"""A test that meets the whole machine and fails is run once more; one that passes then is flaky, is named at the end,
and three are one fault too many: a machine may hiccup, a suite may not get used to it."""

import os

import pytest

MOST_FLAKY = 2
TWICE = {'browser', 'process', 'echo', 'libsql'}
"""The folders of stories in browsers, of processes, and with servers; so is what is marked `slow`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let those, and no others, be run twice; where the database is a server's, each test meets one."""
    on_server = os.environ.get('TEST_DATABASE') == 'libsql'
    for item in items:
        parts = item.path.relative_to(item.config.rootpath).parts
        if on_server or item.get_closest_marker('slow') or TWICE.intersection(parts):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the flaky ones, with a count."""
    found = _flaky(terminalreporter)
    if found:
        terminalreporter.section(f'{len(found)} flaky', sep='=')
        for name in found:
            terminalreporter.write_line(f'flaky: {name} passed only when it was told once more')
        if len(found) > MOST_FLAKY:
            terminalreporter.write_line(f'More than {MOST_FLAKY} flaky stories fail the run.', red=True)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run where too many were flaky; under xdist the process that started the others decides."""
    reporter = session.config.pluginmanager.get_plugin('terminalreporter')
    if reporter is not None and len(_flaky(reporter)) > MOST_FLAKY and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _flaky(reporter: pytest.TerminalReporter) -> list[str]:
    again = {report.nodeid for report in reporter.stats.get('rerun', ())}
    wrong = {report.nodeid for kind in ('failed', 'error') for report in reporter.stats.get(kind, ())}
    return sorted(again - wrong)
