"""Make or change a preset, in a dialog that stays open until the preset is valid."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import ui

from components.leveling.loudness_picker import Loudness, LoudnessPicker
from components.vocabulary.elements import answer_of, block, button, dialog_named, text


@dataclass(frozen=True, slots=True)
class PresetDraft:
    """What was written into the form."""

    name: str
    lufs: float
    ceiling: float
    description: str


async def edit_preset(title: str, draft: PresetDraft, save: Callable[[PresetDraft], Awaitable[str | None]]) -> bool:
    """Show the form; `save` says what is wrong with the draft, or None. Returns whether something was saved."""
    with dialog_named(title) as dialog, block('sheet', role='dialog', aria_label=title, data_testid='preset-form'):
        text(title, tag='h2')
        name = _field('Name', draft.name, 'preset-name', 60, autofocus=True)
        description = _field('What it is for', draft.description, 'preset-description', 200)
        picker = LoudnessPicker(Loudness(draft.lufs, draft.ceiling), formats=False)
        wrong = text('', 'note bad', tag='p', role='alert', data_testid='preset-wrong')
        wrong.visible = False

        async def keep() -> None:
            made = PresetDraft(name.value or '', picker.chosen.target, picker.chosen.ceiling, description.value or '')
            problem = await save(made)
            if problem is None:
                dialog.submit(True)
            elif not wrong.is_deleted:
                wrong.text, wrong.visible = problem, True

        name.on('keydown.enter', keep, [])
        description.on('keydown.enter', keep, [])
        with block('row').style('justify-content: flex-end'):
            button('Cancel', lambda: dialog.submit(False))
            button('Save', keep, 'main-action', data_testid='preset-save')
    answer = await answer_of(dialog)
    return answer is True


def _field(label: str, value: str, testid: str, limit: int, *, autofocus: bool = False) -> ui.input:
    with block('field'):
        caption = text(label, tag='label')
        field = ui.input(value=value).props(f'outlined maxlength={limit} data-testid={testid}')
        caption.props['for'] = field.html_id
        if autofocus:
            field.props('autofocus')
    return field
