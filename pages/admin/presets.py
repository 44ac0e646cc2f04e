"""The presets that everybody has, as the admin changes them."""

from functools import partial

from app import leveling
from app.leveling import SystemPreset
from components.leveling.preset_form import PresetDraft, edit_preset
from components.vocabulary import wording
from components.vocabulary.elements import block, button, text
from components.vocabulary.keyed import Keyed
from pages.admin.parts import Live, head
from pages.shell.services import run_service, screen, sentence, toast_errors


@screen
async def presets_page() -> None:
    """Make, change, hide and order them."""
    with head('/admin/presets'):
        view = _Presets()
        with block('row spread'):
            said = (
                'What everybody may choose, in this order. The six that come with LevelMix keep their numbers: '
                'copy one to change it, and hide it if you like.'
            )
            text(said, 'quiet', tag='p')
            button('New preset for all', view.create, 'main-action', icon='add', data_testid='system-preset-new')
        await view.begin()


class _Presets:
    def __init__(self) -> None:
        self._live: Live[list[SystemPreset]] | None = None

    async def begin(self) -> None:
        self._live = Live(leveling.system_presets, self._draw)
        await self._live.begin()

    async def create(self) -> None:
        await self._form('A new preset for all', PresetDraft('', -14.0, -1.0, ''), None)

    async def _copy(self, preset: SystemPreset) -> None:
        """Edit a copy of one that came with LevelMix and so keeps its numbers; the original can be hidden."""
        kept = preset.preset
        draft = PresetDraft(f'{kept.name} of ours'[:60], kept.lufs, kept.ceiling_dbtp, kept.description)
        await self._form(f'A preset for all, like “{kept.name}”', draft, None)

    async def _edit(self, preset: SystemPreset) -> None:
        kept = preset.preset
        draft = PresetDraft(kept.name, kept.lufs, kept.ceiling_dbtp, kept.description)
        await self._form(f'Edit “{kept.name}”', draft, kept.id)

    async def _form(self, title: str, draft: PresetDraft, preset_id: int | None) -> None:
        async def save(made: PresetDraft) -> str | None:
            numbers = (made.name, made.lufs, made.ceiling, made.description)
            try:
                if preset_id is None:
                    await run_service(leveling.create_system_preset, *numbers)
                else:
                    await run_service(leveling.edit_system_preset, preset_id, *numbers)
            except Exception as error:
                return sentence(error)
            return None

        assert self._live is not None
        with toast_errors(), self._live.stage:
            if await edit_preset(title, draft, save):
                await self._live.refresh()

    def _draw(self, keyed: Keyed, found: list[SystemPreset]) -> None:
        with keyed.container('all', lambda: block('panel rows', tag='ul')) as rows:
            for place, preset in enumerate(found):
                rows.item(preset.preset.id, self._line, preset, first=place == 0, last=place == len(found) - 1)

    def _line(self, preset: SystemPreset, *, first: bool, last: bool) -> None:
        assert self._live is not None
        kept, live = preset.preset, self._live
        with block('line', tag='li', data_testid='system-preset', data_preset=kept.name):
            with block('grow'):
                with block('row'):
                    text(kept.name, 'strong wrap-any')
                    if preset.hidden:
                        text('Hidden', 'ease warn')
                    if preset.fixed:
                        text('Built in', 'ease')
                text(kept.description, 'quiet small wrap-any', tag='p')
            with block('small'):
                text(wording.lufs(kept.lufs), 'strong')
                text(f' under {wording.number(kept.ceiling_dbtp)} dBTP', 'quiet')
            with block('row'):
                hide = 'Show' if preset.hidden else 'Hide'
                button(
                    hide,
                    live.deed(leveling.hide_system_preset, kept.id, not preset.hidden),
                    'bare',
                    data_testid='system-preset-hide',
                )
                if preset.fixed:
                    button('Copy', partial(self._copy, preset), 'bare', data_testid='system-preset-copy')
                else:
                    button('Edit', partial(self._edit, preset), 'bare', data_testid='system-preset-edit')
                    ask = (f'Delete “{kept.name}” for all?', 'Jobs made with it keep their numbers.', 'Delete')
                    gone = live.deed(leveling.delete_system_preset, kept.id, ask=ask)
                    button('Delete', gone, 'bare danger', data_testid='system-preset-delete')
                for steps, label, at_end in ((-1, 'up', first), (1, 'down', last)):
                    move = live.deed(leveling.move_system_preset, kept.id, steps)
                    button(
                        '',
                        move,
                        'bare square',
                        icon=label,
                        aria_label=f'Move {kept.name} {label}',
                        disabled='' if at_end else None,
                        data_testid=f'system-preset-{label}',
                    )
