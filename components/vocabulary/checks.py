"""Several of a few things to choose, with room for one sentence about what is wrong."""

from collections.abc import Collection, Mapping
from functools import partial

from components.vocabulary.elements import block, text
from components.vocabulary.sent import Sent, hear

SHORT = 4
"""Signs of a name; such boxes stand side by side."""


class ChecksField:
    """Boxes to tick; `chosen` has the keys of those that are ticked, in their order."""

    def __init__(self, label: str, choices: Mapping[str, str], chosen: Collection[str], testid: str) -> None:
        self._choices, self._chosen = choices, set(chosen)
        with block('field', tag='fieldset', data_testid=testid) as self._field:
            text(label, 'label', tag='legend')
            short = len(choices) > 2 and all(len(name) <= SHORT for name in choices.values())
            with block('checks in-a-row' if short else 'checks'):
                for key, name in choices.items():
                    self._box(key, name, testid)
            self._wrong = text('', 'wrong', tag='p', role='alert', data_testid=f'{testid}-wrong')
        self._wrong.props['id'] = self._wrong.html_id
        self._field.props['aria-describedby'] = self._wrong.html_id

    def _box(self, key: str, name: str, testid: str) -> None:
        with block('switch', tag='label'):
            box = block(tag='input', type='checkbox', data_testid=f'{testid}-{key}')
            box.props.set_bool('checked', key in self._chosen)
            hear(box, 'change', Sent.flag, partial(self._tick, key), js_handler='(e) => emit(e.target.checked)')
            text(name)

    @property
    def chosen(self) -> list[str]:
        """What is ticked."""
        return [key for key in self._choices if key in self._chosen]

    def tell(self, sentence: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        self._wrong.text = sentence

    def _tick(self, key: str, wanted: bool) -> None:
        (self._chosen.add if wanted else self._chosen.discard)(key)
