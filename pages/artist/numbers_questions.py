"""What a file of numbers leaves open: a song, a time, a day, or what its columns are."""

from collections.abc import Awaitable, Callable
from typing import Any

from app.artist import metrics
from app.artist.import_jobs import ImportView
from app.artist.imports import mapping
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import ChoiceField, FormField

Answer = Callable[[dict[str, Any]], Awaitable[None]]
OPEN = 'Choose'


class Questions:
    """The questions of one import, as a form."""

    def __init__(self, one: ImportView, on_answer: Answer) -> None:
        self._one, self._on_answer = one, on_answer
        self._fields = dict[str, ChoiceField | FormField]()
        self._columns = dict[str, ChoiceField]()

    def draw(self) -> None:
        """Draw it."""
        for question in self._one.asks:
            if question['name'] == mapping.COLUMNS:
                self._mapping(question['words'])
            else:
                self._field(question)
        with block('row'):
            button('Go on', self._send, 'main-action', data_testid='import-answer')

    def _field(self, question: dict[str, Any]) -> None:
        name, testid = question['name'], f'ask-{question["name"].partition("@")[0]}'
        if question['choices']:
            choices = question['choices']
            if not question['suggested']:
                choices = {'': OPEN, **choices}
            self._fields[name] = ChoiceField(question['words'], choices, question['suggested'], testid)
        else:
            kind = 'date' if question['is_day'] else 'text'
            self._fields[name] = FormField(question['words'], question['suggested'], testid, 200, kind=kind)

    def _mapping(self, words: str) -> None:
        text(words, tag='p')
        chosen = str(self._one.answers.get('platform', 'other'))
        labels = {name: one.label for name, one in metrics.PLATFORMS.items()}
        self._where = ChoiceField('Where these numbers are from', labels, chosen, 'map-platform', on_choose=self._draw)
        self._place = block('fields')
        self._draw(chosen)

    def _draw(self, platform: str) -> None:
        """Each column with what it can be on this platform, and its first cells."""
        self._place.clear()
        said = self._one.answers.get(mapping.COLUMNS) or self._one.found.get('guessed', {})
        known = mapping.roles(platform)
        with self._place:
            for at, heading in enumerate(self._one.found.get('heading', ())):
                cells = [row[at] for row in self._one.found.get('samples', ())[:2] if at < len(row)]
                role = said.get(str(at), mapping.SKIP)
                usual = role if role in known else mapping.SKIP
                hint = f'Like {" and ".join(cell or "nothing" for cell in cells)}' if cells else ''
                self._columns[str(at)] = ChoiceField(
                    heading or f'Column {at + 1}', known, usual, f'map-{at}', hint=hint
                )

    async def _send(self) -> None:
        answers: dict[str, Any] = {name: field.value for name, field in self._fields.items()}
        for name, field in self._fields.items():
            field.tell('' if answers[name].strip() else 'This has to be said.')
        if not all(said.strip() for said in answers.values()):
            return
        if self._columns:
            answers['platform'] = self._where.value
            answers[mapping.COLUMNS] = {at: field.value for at, field in self._columns.items()}
        await self._on_answer(answers)
