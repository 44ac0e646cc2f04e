"""One question before something is deleted, or done that others rely on."""

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
