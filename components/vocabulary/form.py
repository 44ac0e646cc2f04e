"""Forms whose fields each say what is wrong with them; what was written stays."""

from collections.abc import Callable, Mapping

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from components.vocabulary.elements import block, text
from components.vocabulary.fields import LongText, text_field
from components.vocabulary.sent import hear

LONGEST_CHOICE = 100


class WrittenField:
    """What fields share that somebody writes into; `_field` and `_wrong` are theirs."""

    _field: ui.input | LongText
    _wrong: TextElement

    @property
    def value(self) -> str:
        """What was written."""
        return self._field.value or ''

    @value.setter
    def value(self, now: str) -> None:
        self._field.value = now

    def on_typed(self, do: Callable[[], object]) -> None:
        """Do something whenever somebody has typed."""
        self._field.on('update:model-value', do, [])

    def tell(self, sentence: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        tell(self._field, self._wrong, sentence)


class FormField(WrittenField):
    """A line to fill in, with a hint below it and room for one sentence about what is wrong."""

    def __init__(
        self,
        label: str,
        value: str,
        testid: str,
        limit: int,
        *,
        hint: str = '',
        suggestions: str = '',
        kind: str = 'text',
        autocomplete: str = 'off',
    ) -> None:
        """`suggestions` is the id of a list on the page that the browser offers while somebody writes."""
        self._field = text_field(label, value, testid, limit)
        self._field.props(f'type={kind} autocomplete={autocomplete} spellcheck=false')
        if suggestions:
            self._field.props['list'] = suggestions
        place = self._field.parent_slot
        assert place is not None
        with place.parent:
            self._wrong = below(self._field, hint, testid)
        self._remark: TextElement | None = None

    def on_left(self, do: Callable[[], object]) -> None:
        """Do something once somebody has left the field."""
        self._field.on('blur', do, [])

    def remark(self, sentence: str) -> None:
        """Say something worth a look about what stands there, which is taken as it is; an empty text takes it back."""
        if self._remark is None:
            if not sentence:
                return
            place = self._field.parent_slot
            assert place is not None
            with place.parent:
                line = text('', 'remark', tag='p', data_testid=f'{self._field.props["data-testid"]}-remark')
            line.props['id'] = line.html_id
            self._field.props['aria-describedby'] += f' {line.html_id}'
            self._remark = line
        self._remark.text = sentence


class ChoiceField:
    """One of many choices, as the browser's own list; its `value` is the key of the one that is chosen."""

    def __init__(
        self,
        label: str,
        choices: Mapping[str, str],
        value: str,
        testid: str,
        *,
        hint: str = '',
        on_choose: Callable[[str], object] | None = None,
    ) -> None:
        """`on_choose` is called with the key of another choice, besides."""
        self.value, self._on_choose = value, on_choose
        with block('field'):
            caption = text(label, tag='label')
            self._field = block('input', tag='select', data_testid=testid)
            caption.props['for'] = self._field.html_id
            self._field.props['id'] = self._field.html_id
            with self._field:
                for key, name in choices.items():
                    text(name, tag='option', value=key, selected=key == value or None)
            self._wrong = below(self._field, hint, testid)
        read = '(event) => emit(event.target.value)'
        hear(self._field, 'change', lambda sent: sent.text(LONGEST_CHOICE), self._choose, js_handler=read)

    def tell(self, sentence: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        tell(self._field, self._wrong, sentence)

    def _choose(self, now: str) -> None:
        self.value = now
        if self._on_choose is not None:
            self._on_choose(now)


def below(field: ui.element, hint: str, testid: str) -> TextElement:
    """The lines below a field, to which it refers; returns the one for what is wrong."""
    said = []
    if hint:
        said.append(text(hint, 'small quiet', tag='p'))
    wrong = text('', 'wrong', tag='p', role='alert', data_testid=f'{testid}-wrong')
    said.append(wrong)
    for one in said:
        one.props['id'] = one.html_id
    field.props['aria-describedby'] = ' '.join(one.html_id for one in said)
    return wrong


def tell(field: ui.element, line: TextElement, sentence: str) -> None:
    """Say below a field what is wrong with it; an empty text takes it back."""
    line.text = sentence
    field.props.set_optional('aria-invalid', 'true' if sentence else None)
