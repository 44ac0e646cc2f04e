"""One question before something is deleted, or done that others rely on."""

from collections.abc import Mapping
from functools import partial

from components.vocabulary.elements import answer_of, block, button, dialog_named, text


async def confirm(question: str, consequence: str, action: str, *, is_bad: bool = True) -> bool:
    """Ask once; `action` is the verb on the button, red where it `is_bad`. Escape and a click beside it mean no."""
    with (
        dialog_named(question) as dialog,
        block('sheet question', role='alertdialog', aria_label=question, data_testid='confirm'),
    ):
        text(question, tag='h2')
        text(consequence, 'quiet wrap-any', tag='p')
        with block('row').style('justify-content: flex-end'):
            button('Go back', lambda: dialog.submit(False), data_testid='confirm-no', autofocus='')
            button(
                action, lambda: dialog.submit(True), 'danger' if is_bad else 'main-action', data_testid='confirm-yes'
            )
    answer = await answer_of(dialog)
    return answer is True


async def confirm_which(question: str, consequence: str, bad: Mapping[str, str], action: str) -> str | None:
    """Ask once which of several ways it is done: `bad` by their names with the verbs on their red buttons, and the one
    that loses nothing, whose name is empty. None for Escape, a click beside it and “Go back”: then nothing is done."""
    with (
        dialog_named(question) as dialog,
        block('sheet question', role='alertdialog', aria_label=question, data_testid='confirm'),
    ):
        text(question, tag='h2')
        text(consequence, 'quiet wrap-any', tag='p')
        with block('row').style('justify-content: flex-end'):
            button('Go back', lambda: dialog.submit(None), data_testid='confirm-no', autofocus='')
            for name, verb in bad.items():
                button(verb, partial(dialog.submit, name), 'danger', data_testid=f'confirm-{name}')
            button(action, lambda: dialog.submit(''), 'main-action', data_testid='confirm-yes')
    answer = await answer_of(dialog)
    return answer if isinstance(answer, str) else None
