"""One question before something is deleted."""

from components.vocabulary.elements import answer_of, block, button, dialog_named, text


async def confirm(question: str, consequence: str, action: str) -> bool:
    """Ask once; `action` is the verb on the button. Escape and a click beside it mean no."""
    with (
        dialog_named(question) as dialog,
        block('sheet question', role='alertdialog', aria_label=question, data_testid='confirm'),
    ):
        text(question, tag='h2')
        text(consequence, 'quiet wrap-any', tag='p')
        with block('row').style('justify-content: flex-end'):
            button('Go back', lambda: dialog.submit(False), data_testid='confirm-no', autofocus='')
            button(action, lambda: dialog.submit(True), 'danger', data_testid='confirm-yes')
    answer = await answer_of(dialog)
    return answer is True
