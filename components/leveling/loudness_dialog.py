"""Asks how loud a mix should become that is here already."""

from collections.abc import Sequence

from components.leveling.loudness_picker import Loudness, LoudnessPicker, PresetChip, Reader
from components.vocabulary.elements import answer_of, block, button, dialog_named, text


async def ask_loudness(
    title: str,
    explanation: str,
    chosen: Loudness,
    presets: Sequence[PresetChip],
    reader: Reader | None = None,
    encodings: Sequence[tuple[str, str]] = (),
) -> Loudness | None:
    """Let the visitor choose; None if they cancel."""
    with dialog_named(title) as dialog, block('sheet', role='dialog', aria_label=title, data_testid='rerun-dialog'):
        text(title, 'wrap-any', tag='h2')
        text(explanation, 'quiet', tag='p')
        picker = LoudnessPicker(chosen, presets, reader=reader, encodings=encodings)
        with block('row').style('justify-content: flex-end'):
            button('Cancel', lambda: dialog.submit(None))
            button('Run again', lambda: dialog.submit(picker.chosen), 'main-action', data_testid='rerun-start')
    answer = await answer_of(dialog)
    return answer if isinstance(answer, Loudness) else None
