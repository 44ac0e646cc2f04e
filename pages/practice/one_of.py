"""Chips, all in view: a row of which one is pressed, or some."""

from collections.abc import Mapping, Sequence
from functools import partial

from nicegui import ui

from components.vocabulary.elements import block, text
from components.vocabulary.sent import Sent, hear


class OneOf:
    """A group of radio buttons that look like chips; `value` is the key of the one that is chosen."""

    def __init__(
        self,
        label: str,
        choices: Mapping[str, str],
        value: str,
        testid: str,
        *,
        notes: Mapping[str, str] | None = None,
    ) -> None:
        """`notes` say a little more below the name of a choice."""
        self.value = value if value in choices else next(iter(choices))
        with block('field', tag='fieldset', data_testid=testid) as self.root:
            text(label, 'label', tag='legend')
            with block('one-of noted' if notes else 'one-of'):
                for key, name in choices.items():
                    self._choice(key, name, testid, (notes or {}).get(key, ''))

    def _choice(self, key: str, name: str, testid: str, note: str) -> None:
        with block('pick', tag='label'):
            box: ui.element = block(tag='input', type='radio', name=self.root.html_id, data_testid=f'{testid}-{key}')
            box.props.set_bool('checked', key == self.value)
            hear(box, 'change', Sent.flag, partial(self._choose, key), js_handler='(e) => emit(e.target.checked)')
            with block('pick-words'):
                text(name)
                if note:
                    text(note, 'quiet small')

    def _choose(self, key: str, chosen: bool) -> None:
        if chosen:
            self.value = key


class SomeOf:
    """A group of check boxes that look like chips; `chosen` are the keys of those that are ticked, as they were."""

    def __init__(self, label: str, choices: Mapping[str, str], chosen: Sequence[str], testid: str) -> None:
        self.chosen = [key for key in chosen if key in choices]
        with block('field', tag='fieldset', data_testid=testid):
            text(label, 'label', tag='legend')
            with block('one-of'):
                for key, name in choices.items():
                    self._choice(key, name, testid)
            self._wrong = text('', 'wrong', tag='p', role='alert', data_testid=f'{testid}-wrong')

    def tell(self, sentence: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        self._wrong.text = sentence

    def _choice(self, key: str, name: str, testid: str) -> None:
        with block('pick', tag='label'):
            box: ui.element = block(tag='input', type='checkbox', data_testid=f'{testid}-{key}')
            box.props.set_bool('checked', key in self.chosen)
            hear(box, 'change', Sent.flag, partial(self._tick, key), js_handler='(e) => emit(e.target.checked)')
            text(name)

    def _tick(self, key: str, wanted: bool) -> None:
        self.chosen = [one for one in self.chosen if one != key] + ([key] if wanted else [])
