"""A sheet that asks for some words; what was written stays until it is sent or thrown away on purpose."""

from nicegui import ui

from components.vocabulary.elements import answer_of, block, button, dialog_named, text


async def ask_words(title: str, hint: str, action: str, before: str, most: int, *, lines: bool = True) -> str | None:
    """What somebody writes; None where they leave it."""
    with dialog_named(title) as dialog, block('sheet', role='dialog', aria_label=title, data_testid='ask-words'):
        text(title, tag='h2')
        if hint:
            text(hint, 'quiet', tag='p')
        field = ui.textarea(value=before) if lines else ui.input(value=before)
        field.props(f'outlined autogrow maxlength={most} data-testid=asked-words aria-label="{title}"')
        if not lines:  # Escape leaves a single line, and Enter sends it; more is only thrown away on purpose
            field.on('keydown.enter', lambda: dialog.submit(field.value or ''), [])
        with block('row').style('justify-content: flex-end'):
            button('Cancel', lambda: dialog.submit(None))
            button(action, lambda: dialog.submit(field.value or ''), 'main-action', data_testid='asked-go')
    if lines:
        dialog.props('persistent')
    answer = await answer_of(dialog)
    return None if answer is None else str(answer)
