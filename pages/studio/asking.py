"""Sheets that ask once before something is done; what was written in one stays until it is taken or thrown away."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

from nicegui import ui

from components.vocabulary.elements import Kind, answer_of, block, button, dialog_named, text
from components.vocabulary.long_text import LongField


@contextmanager
def sheet(title: str, testid: str) -> Iterator[ui.dialog]:
    """A sheet to put fields and buttons into; a click beside it throws nothing away, the escape key does."""
    with dialog_named(title) as dialog:
        dialog.props('no-backdrop-dismiss')
        with block('sheet stack', role='dialog', aria_label=title, data_testid=testid):
            text(title, tag='h2')
            yield dialog


def ways_out(
    dialog: ui.dialog, action: str, do: Callable[[], Awaitable[None]], testid: str, *, bad: bool = False
) -> None:
    """Cancel, and the button that does it."""
    kind: Kind = 'danger' if bad else 'main-action'
    with block('row end'):
        # Beside “Cancel it” another “Cancel” would be taken for the same.
        button('Go back' if bad else 'Cancel', lambda: dialog.submit(False), data_testid=f'{testid}-cancel')
        button(action, do, kind, data_testid=f'{testid}-go')


async def ask_sure(
    title: str, lines: list[str], action: str, testid: str, *, bad: bool = False, beware: Sequence[str] = ()
) -> bool:
    """Whether it shall be done, with all that follows from it told before; `beware` stands out."""
    with sheet(title, testid) as dialog:
        for line in beware:
            text(line, 'note warn', tag='p', data_testid=f'{testid}-caution')
        for line in lines:
            text(line, 'quiet wrap-any', tag='p')

        async def yes() -> None:
            dialog.submit(True)

        ways_out(dialog, action, yes, testid, bad=bad)
    return await answer_of(dialog) is True


async def ask_reason(title: str, lines: list[str], action: str, testid: str, *, needed: bool = True) -> str | None:
    """A reason that whoever booked reads; None where nothing shall be done."""
    with sheet(title, testid) as dialog:
        for line in lines:
            text(line, 'quiet wrap-any', tag='p')
        field = LongField('Why? Whoever booked reads it.', '', f'{testid}-reason', 500)

        async def yes() -> None:
            if needed and not field.value.strip():
                field.tell('Say why, in a sentence.')
                return
            dialog.submit(field.value)

        ways_out(dialog, action, yes, testid, bad=True)
    found = await answer_of(dialog)
    return found if isinstance(found, str) else None
