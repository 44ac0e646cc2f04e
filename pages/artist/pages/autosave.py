"""Forms that save by themselves: a moment after somebody has typed, and told in one line beside."""

from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from app.errors import Changed, Invalid
from components.vocabulary.elements import block, button, text
from pages.shell.forms import Fields, told_beside
from pages.shell.services import sentence

QUIET_S = 0.8
"""How long nobody types before it is saved, in seconds."""


class Autosave:
    """Saves what a form says, and says how that went.

    Parameters
    ----------
    save : saves everything that is written, if `anew` also over what somebody else has saved meanwhile.
    fields : say what is wrong with them, by the names of the service.
    """

    def __init__(self, save: Callable[[bool], Awaitable[None]], fields: Fields) -> None:
        self._save, self._fields = save, fields
        self._timer: ui.timer | None = None
        with block('autosave row', role='status') as self._place:
            self._said: TextElement = text('All is saved.', 'small quiet', data_testid='autosave')
            self._anew = button('Save mine over it', self._over, 'bare', data_testid='autosave-anew')
        self._anew.visible = False

    def watch(self, fields: Fields) -> None:
        """These are its fields from now on."""
        self._fields = fields

    def soon(self) -> None:
        """Save in a moment, unless somebody goes on typing."""
        self._tell('Not saved yet …')
        if self._timer is not None:
            self._timer.cancel()
        with self._place:
            self._timer = ui.timer(QUIET_S, self.now, once=True)

    async def now(self) -> None:
        """Save what stands there."""
        await self._try(False)

    async def _over(self) -> None:
        await self._try(True)

    async def _try(self, anew: bool) -> None:
        self._anew.visible = False
        try:
            with told_beside(self._fields):
                try:
                    await self._save(anew)
                except Invalid:
                    self._tell('Not saved yet: look at what is marked.', bad=True)
                    raise
        except Invalid:
            return
        except Changed as error:
            self._anew.visible = True
            self._tell(str(error), bad=True)
        except Exception as error:
            self._tell(sentence(error), bad=True)
        else:
            self._tell('All is saved.')

    def _tell(self, said: str, *, bad: bool = False) -> None:
        if not self._said.is_deleted:
            self._said.text = said
            self._said.classes(replace='wrong' if bad else 'small quiet')
