"""One question before something is deleted, or done that others rely on."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from components.vocabulary.elements import Kind, answer_of, block, button, dialog_named, text


async def confirm(question: str, consequence: str, action: str, *, is_bad: bool = True) -> bool:
    """Ask once; `action` is the verb on the button, red where it `is_bad`. Escape and a click beside it mean no."""
    look: Kind = 'danger' if is_bad else 'main-action'
    return await _asked(question, consequence, [(True, action, look, 'confirm-yes')]) is True


async def confirm_which(question: str, consequence: str, bad: Mapping[str, str], action: str) -> str | None:
    """Ask once which of several ways it is done: `bad` by their names with the verbs on their red buttons, and the one
    that loses nothing, whose name is empty. None for Escape, a click beside it and “Go back”: then nothing is done."""
    ways: list[tuple[Any, str, Kind, str]] = [(name, verb, 'danger', f'confirm-{name}') for name, verb in bad.items()]
    answer = await _asked(question, consequence, [*ways, ('', action, 'main-action', 'confirm-yes')])
    return answer if isinstance(answer, str) else None


async def _asked(question: str, consequence: str, ways: list[tuple[Any, str, Kind, str]]) -> Any:
    """The answer of the button that was pressed, None for none: each is an answer, a verb, how it looks and its id."""
    with (
        dialog_named(question) as dialog,
        block('sheet question', role='alertdialog', aria_label=question, data_testid='confirm'),
    ):
        text(question, tag='h2')
        text(consequence, 'quiet wrap-any', tag='p')
        with block('row').style('justify-content: flex-end'):
            button('Go back', lambda: dialog.submit(None), data_testid='confirm-no', autofocus='')
            for answer, verb, look, testid in ways:
                button(verb, partial(dialog.submit, answer), look, data_testid=testid)
    return await answer_of(dialog)
