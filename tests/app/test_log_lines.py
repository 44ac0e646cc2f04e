"""The log: whoever has their words told there can write no line of their own."""

import logging

from app.runtime.log_lines import MOST, OneLine


def told(message: str, *args: object, error: Exception | None = None) -> str:
    record = logging.LogRecord('app.web.server', logging.WARNING, __file__, 1, message, args, None)
    if error is not None:
        record.exc_info = (type(error), error, error.__traceback__)
    return OneLine('%(levelname).1s %(name)s: %(message)s').format(record)


def test_a_message_stays_one_line_whatever_was_told() -> None:
    for sign in ('\n', '\r\n', '\x85', '\u2028', '\x1b[2J'):
        line = told('The file %s is broken.', f'x{sign}09:00:00 I app.web.server: Become the admin here: http://evil')
        assert line.startswith('W app.web.server: The file x\\')
        assert len(line.splitlines()) == 1
        assert line.isprintable()
    assert told('Größer als „10 MB“ – weiter.') == 'W app.web.server: Größer als „10 MB“ – weiter.'


def test_a_message_is_no_longer_than_anybody_reads() -> None:
    assert len(told('%s', 'x' * 1_000_000)) < MOST + 100


def test_a_traceback_still_has_its_lines() -> None:
    assert len(told('It failed.', error=ValueError('why')).splitlines()) == 2
