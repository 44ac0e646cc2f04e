"""Asks for one thing: a line of text, a sentence that everybody will read, a number."""

from nicegui import ui

from components.vocabulary.elements import answer_of, block, button, dialog_named, text
from components.vocabulary.fields import text_field


async def ask_sentence(title: str, suggested: str, limit: int) -> str | None:
    """The sentence, or None if the admin cancels."""
    with dialog_named(title) as dialog, block('sheet', role='dialog', aria_label=title, data_testid='sentence-form'):
        text(title, tag='h2')
        field = text_field('What everybody reads meanwhile', suggested, 'sentence', limit)

        def keep() -> None:
            dialog.submit(field.value or '')

        field.on('keydown.enter', keep, [])
        with block('row').style('justify-content: flex-end'):
            button('Cancel', lambda: dialog.submit(None))
            button(title, keep, 'main-action', data_testid='sentence-save')
    answer = await answer_of(dialog)
    return answer if isinstance(answer, str) else None


async def ask_text(title: str, label: str, value: str, limit: int, action: str) -> str | None:
    """One line of text, or None if the visitor goes back; `action` is the verb on the button."""
    with (
        dialog_named(title) as dialog,
        block('sheet question', role='dialog', aria_label=title, data_testid='text-form'),
    ):
        text(title, tag='h2')
        field = text_field(label, value, 'text', limit)

        def keep() -> None:
            dialog.submit(field.value or '')

        field.props('autofocus')
        field.on('keydown.enter', keep, [])
        with block('row').style('justify-content: flex-end'):
            button('Go back', lambda: dialog.submit(None), data_testid='text-no')
            button(action, keep, 'main-action', data_testid='text-save')
    answer = await answer_of(dialog)
    return answer if isinstance(answer, str) else None


async def ask_number(title: str, hint: str, value: int, least: int, most: int) -> int | None:
    """A whole number, or None if the admin cancels."""
    with (
        dialog_named(title) as dialog,
        block('sheet question', role='dialog', aria_label=title, data_testid='number-form'),
    ):
        text(title, tag='h2')
        text(hint, 'quiet', tag='p')
        field = ui.number(value=value, min=least, max=most, step=1, precision=0)
        field.props(f'outlined data-testid=number aria-label="{title}"')

        def keep() -> None:
            dialog.submit(int(field.value) if field.value is not None else None)

        field.on('keydown.enter', keep, [])
        with block('row').style('justify-content: flex-end'):
            button('Cancel', lambda: dialog.submit(None))
            button('Save', keep, 'main-action', data_testid='number-save')
    answer = await answer_of(dialog)
    return answer if isinstance(answer, int) else None
