"""Presets: the system's, which stay as they are, and the user's own."""

from nicegui import ui

from app import accounts, leveling
from app.leveling import Preset
from components.audio.ruler import mini_ruler
from components.leveling.preset_form import PresetDraft, edit_preset
from components.vocabulary import wording
from components.vocabulary.brand import icon
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.empty import empty
from pages.shell.services import run_service, screen, sentence, toast, toast_errors


@screen
async def presets_page() -> None:
    """All presets, in two lists."""
    ui.page_title('Presets – LevelMix')
    place = block('stack loose')
    with place:
        _head(None)
        block('bones')
    user = await run_service(accounts.current_user)
    await PresetScreen(user.id, place).draw()


class PresetScreen:
    """Draws the lists, and again after every change."""

    def __init__(self, user_id: str, place: ui.element) -> None:
        self._user_id, self._place = user_id, place

    async def draw(self) -> None:
        """Fetch and draw everything."""
        found = await run_service(leveling.presets, self._user_id)
        if self._place.is_deleted:
            return
        own = [preset for preset in found if not preset.is_system]
        self._place.clear()
        with self._place:
            _head(self)
            with block('stack tight', tag='section', aria_label='Your own presets'):
                text('Your own', tag='h2')
                if own:
                    self._list(own)
                else:
                    empty(
                        'No preset of your own yet',
                        'A preset is a name for a loudness and a ceiling: your club night, your podcast, '
                        'your label’s rules. It is offered on Level beside the ones below.',
                        testid='no-presets',
                    )
            with block('stack tight', tag='section', aria_label='Presets of the system'):
                text('Always here', tag='h2')
                self._list([preset for preset in found if preset.is_system])

    async def create(self) -> None:
        """Make a preset of the user."""
        await self._form('A new preset', PresetDraft('', -14.0, -1.0, ''), None)

    async def _edit(self, preset: Preset) -> None:
        draft = PresetDraft(preset.name, preset.lufs, preset.ceiling_dbtp, preset.description)
        await self._form(f'Edit “{preset.name}”', draft, preset)

    async def _form(self, title: str, draft: PresetDraft, preset: Preset | None) -> None:
        async def save(made: PresetDraft) -> str | None:
            numbers = (made.name, made.lufs, made.ceiling, made.description)
            try:
                if preset is None:
                    await run_service(leveling.create_preset, self._user_id, *numbers)
                else:
                    await run_service(leveling.edit_preset, self._user_id, preset.id, *numbers)
            except Exception as error:
                return sentence(error)
            return None

        with toast_errors():
            if await edit_preset(title, draft, save):
                await self.draw()

    async def _delete(self, preset: Preset) -> None:
        with toast_errors():
            consequence = 'Jobs made with it keep their numbers. This can’t be undone.'
            if await confirm(f'Delete “{preset.name}”?', consequence, 'Delete'):
                await run_service(leveling.delete_preset, self._user_id, preset.id)
                await self.draw()
                toast(f'Deleted: {preset.name}.')

    def _list(self, shown: list[Preset]) -> None:
        with block('panel', tag='ul').style('padding-top: 0; padding-bottom: 0'):
            for preset in shown:
                with block('preset', tag='li', data_testid='preset', data_preset=preset.name):
                    with block('grow'):
                        text(preset.name, 'strong wrap-any', tag='h3')
                        text(preset.description, 'quiet small wrap-any', tag='p')
                    mini_ruler(preset.lufs)
                    with block('numbers-in'):
                        text(wording.lufs(preset.lufs), 'strong')
                        text(f' under {wording.number(preset.ceiling_dbtp)} dBTP', 'quiet small')
                    self._buttons(preset)

    def _buttons(self, preset: Preset) -> None:
        with block('acts quiet'):
            if preset.is_system:
                with block('row small locked', title='Part of LevelMix: it stays as it is', data_testid='locked'):
                    icon('lock')
                    text('Fixed')
                return
            button(
                '',
                lambda: self._edit(preset),
                'bare square',
                icon='edit',
                aria_label=f'Edit {preset.name}',
                title='Edit',
                data_testid='preset-edit',
            )
            button(
                '',
                lambda: self._delete(preset),
                'bare square',
                icon='delete',
                aria_label=f'Delete {preset.name}',
                title='Delete',
                data_testid='preset-delete',
            )


def _head(shown: PresetScreen | None) -> None:
    with block('pagehead'):
        with block():
            text('Presets', tag='h1')
            text('Names for a loudness, with a ceiling that the true peak never passes.', tag='p')
        if shown is not None:
            button('New preset', shown.create, 'main-action', icon='add', data_testid='preset-new')
