"""How long a sound is to be: a bar to drag, or as long as it is by nature."""

from components.vocabulary.elements import block, text
from components.vocabulary.sent import Sent, hear

AUTO = 'Auto: as long as it is by nature'


class LengthField:
    """A length in seconds; `seconds` is None where it is left to the sound."""

    def __init__(self, least: float, most: float, seconds: float | None, usual: float = 5.0) -> None:
        self._least, self._most, self._auto = least, most, seconds is None
        self._length = usual if seconds is None else seconds
        with block('field'):
            caption = text('Length', tag='label')
            with block('speed'):
                self._bar = block(tag='input', type='range', min=least, max=most, step=0.5, value=self._length)
                self._bar.props['data-testid'] = 'length'
                self._bar.props['id'] = caption.props['for'] = self._bar.html_id
                self._told = text('', 'number', data_testid='length-told')
            with block('switch', tag='label'):
                box = block(tag='input', type='checkbox', data_testid='length-auto')
                box.props.set_bool('checked', self._auto)
                text(AUTO)
        hear(self._bar, 'input', Sent.number, self._choose, js_handler='(e) => emit(Number(e.target.value))')
        hear(box, 'change', Sent.flag, self._leave, js_handler='(e) => emit(e.target.checked)')
        self._tell()

    @property
    def seconds(self) -> float | None:
        """How long, if that is not left to the sound."""
        return None if self._auto else self._length

    def _choose(self, now: float) -> None:
        self._length = min(self._most, max(self._least, round(now, 1)))
        self._tell()

    def _leave(self, auto: bool) -> None:
        self._auto = auto
        self._tell()

    def _tell(self) -> None:
        self._told.text = 'Auto' if self._auto else f'{self._length:g} s'
        self._bar.props.set_bool('disabled', self._auto)
