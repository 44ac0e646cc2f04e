"""How the log is written: one line for each message, whatever stands in it."""

import logging

MOST = 2000
_ON_ONE_LINE = {sign: repr(chr(sign))[1:-1] for sign in (*range(32), *range(127, 160), 0x2028, 0x2029)}


class OneLine(logging.Formatter):
    """Nobody whose words are told in a message begins a line of their own; a traceback of ours still has its lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, without the traceback."""
        record.message = record.message.translate(_ON_ONE_LINE)[:MOST]
        return super().formatMessage(record)
