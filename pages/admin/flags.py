"""Feature flags, as the admin switches them."""

from functools import partial

from nicegui import ui

from app.installation import flags
from app.installation.flags import Flag
from components.vocabulary.elements import block, button, text
from components.vocabulary.fields import text_field
from components.vocabulary.keyed import Keyed
from pages.admin.parts import Live, head
from pages.shell.services import run_service, screen, toast_errors

KINDS = {
    'tiers': ('Only tiers', '2, 3'),
    'roles': ('Only roles', 'editor, engineer'),
    'domains': ('Only addresses at', 'example.org'),
    'areas': ('Only in areas', 'voice'),
}
"""The conditions of a flag as the form names them, in the order in which the service takes them, with an example."""


@screen
async def flags_page() -> None:
    """All flags: what each is for, and for how many users it is on."""
    with head('/admin/flags'):
        view = _Flags()
        view.form()
        await view.live.begin()


class _Flags:
    def __init__(self) -> None:
        with block('stack') as self._top:
            pass
        self.live = Live(flags.flags, self._draw)

    def form(self) -> None:
        with self._top, block('panel stack', tag='section', aria_label='A flag'):
            text('A flag', tag='h2')
            text('Switches one part of LevelMix on for some users, or for all. Save it under its name to change it.',
                 'quiet', tag='p')  # fmt: skip
            asked = ', '.join(f'{name} ({what})' for name, what in flags.asked().items())
            said = f'This version asks for: {asked}.' if asked else 'This version asks for none.'
            text(said, 'quiet', tag='p', data_testid='flags-asked')
            with block('fields'):
                self._name = text_field('Name', '', 'flag-name', 40, placeholder='new-player')
                self._description = text_field('What it is', '', 'flag-description', flags.DESCRIPTION_LIMIT)
                self._share = text_field('Share of the users, in %', '100', 'flag-share', 6)
            with block(tag='details') as self._some:
                text('Only for some users', tag='summary', data_testid='flag-some')
                with block('fields'):
                    self._only = {
                        kind: text_field(label, '', f'flag-{kind}', 1000, placeholder=example)
                        for kind, (label, example) in KINDS.items()
                    }
            with block('row'):
                self._on = ui.checkbox('On').props('data-testid=flag-on')
                button('Save', self._save, 'main-action', data_testid='flag-save')

    async def _save(self) -> None:
        with toast_errors():
            share = _percent(self._share.value)
            await run_service(
                flags.save,
                self._name.value or '',
                self._description.value or '',
                is_on=bool(self._on.value),
                share=share,
                conditions=flags.typed(*(field.value or '' for field in self._only.values())),
            )
            for field in (self._name, self._description, *self._only.values()):
                field.value = ''
            await self.live.refresh()

    def _draw(self, keyed: Keyed, found: list[Flag]) -> None:
        if not found:
            keyed.item('none', text, 'There is no flag yet.', 'quiet', tag='p')
            return
        with keyed.container('all', lambda: block('panel rows', tag='ul')) as rows:
            for flag in found:
                rows.item(flag.name, self._line, flag)

    def _line(self, flag: Flag) -> None:
        with block('line', tag='li', data_testid='flag', data_flag=flag.name):
            with block('grow'):
                with block('row'):
                    text('On' if flag.is_on else 'Off', f'state {"completed" if flag.is_on else ""}')
                    text(flag.name, 'strong mono')
                    text(f'{flag.share:g} % of the users', 'quiet')
                    for kind, words in flag.conditions.as_dict().items():
                        text(f'{KINDS[kind][0]}: {_joined(words)}', 'quiet wrap-any')
                text(flag.description, 'quiet small wrap-any', tag='p')
            turn = partial(_turn, flag)
            button('Turn off' if flag.is_on else 'Turn on', self.live.deed(turn), data_testid='flag-turn')
            button('Change', partial(self._take, flag), 'bare', data_testid='flag-change')
            ask = (f'Delete {flag.name}?', 'A new part is off without its flag; an area is on.', 'Delete')
            button('Delete', self.live.deed(flags.delete, flag.name, ask=ask), 'bare danger', data_testid='flag-delete')

    def _take(self, flag: Flag) -> None:
        """Put a flag into the form."""
        self._name.value, self._description.value = flag.name, flag.description
        self._share.value, self._on.value = f'{flag.share:g}', flag.is_on
        asked = flag.conditions.as_dict()
        if asked:
            self._some.props('open')
        for kind, field in self._only.items():
            field.value = _joined(asked.get(kind, []))


def _turn(flag: Flag) -> None:
    flags.save(flag.name, flag.description, is_on=not flag.is_on, share=flag.share, conditions=flag.conditions)


def _joined(words: list[object]) -> str:
    return ', '.join(str(word) for word in words)


def _percent(said: str | None) -> float:
    try:
        return float((said or '').replace('%', '').replace(',', '.'))
    except ValueError:
        return -1.0  # which the service refuses with the range
