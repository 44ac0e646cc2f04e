"""How the log is written: one line for each message, whatever is in it."""

import logging

MOST = 2000
_ON_ONE_LINE = {sign: repr(chr(sign))[1:-1] for sign in (*range(32), *range(127, 160), 0x2028, 0x2029)}


class OneLine(logging.Formatter):
    """Words of a visitor in a message never begin a line of their own; only a traceback of ours has several lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, without the traceback."""
        record.message = record.message.translate(_ON_ONE_LINE)[:MOST]
        return super().formatMessage(record)
