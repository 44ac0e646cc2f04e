"""What other areas know of the artist: sessions, what is owed, free starts, files and notes. Nothing is booked here."""

from app.area_parts import FILE, FREE, NOTE, OWED, SESSION, Known
from app.artist.adviser import says
from app.artist.adviser.asked import Asked
from app.artist.adviser.says import Answer, Figure, Source
from app.artist.adviser.slots import plain
from app.billing import money

MOST_NOTES, MOST_FILES = 3, 3
KINDS_OF_FILE = ('master', 'mix', 'stem', 'instrumental', 'rough', 'acapella', 'demo')


def _source(one: Known) -> Source:
    return Source(one.title or 'Studio', one.page, rows=(one.id,))


def _when(one: Known) -> Figure:
    """Sat 3 July 18:30–21:30."""
    assert one.at is not None
    begin = says.moment(one.at, one.zone, _source(one))
    if one.until is None:
        return begin
    end = says.moment(one.until, one.zone, _source(one)).words.rpartition(' ')[2]
    return Figure(f'{begin.words}–{end}', _source(one))


def next_session(asked: Asked) -> Answer:
    """When, where, and how it stands."""
    answer, found = asked.answer(), asked.artist.knows(SESSION)
    if not found:
        answer.say('You have no session ahead that I know of.').not_known()
        return _offer_times(answer)
    one = found[0]
    answer.say(
        f'{{when}}, {{room}}, {{studio}}: {one.state}.',
        when=_when(one),
        room=Figure(one.place, _source(one)),
        studio=Figure(one.title, _source(one)),
    )
    if len(found) > 1:
        answer.say('After that: {when}.', when=_when(found[1]))
    for label, href in one.links.items():
        answer.open(label, href)
    return answer


def owed(asked: Asked) -> Answer:
    """Each amount with its session, and where it is paid."""
    answer, found = asked.answer(), asked.artist.knows(OWED)
    if not found:
        return answer.say('You owe nothing that I know of.')
    currencies = dict.fromkeys(one.currency for one in found)
    for one in found:
        answer.line(
            '{amount} for the session of {when}.',
            amount=Figure(money.words(one.cents, one.currency), _source(one)),
            when=_when(one),
        )
        if pay := one.links.get('Pay'):
            answer.open(f'Pay {money.words(one.cents, one.currency)}', pay)
    if len(found) > 1 and len(currencies) == 1:
        whole = sum(one.cents for one in found)
        source = Source('Your sessions', '/studio/sessions', rows=tuple(one.id for one in found))
        answer.line('Together {amount}.', amount=Figure(money.words(whole, found[0].currency), source))
    return answer


def free_times(asked: Asked) -> Answer:
    """The next starts that can be booked now; the person books them."""
    answer, found = asked.answer(), asked.artist.knows(FREE)
    if not found:
        answer.say('No start is free in the next weeks, or no studio takes bookings here.').not_known()
        return answer
    answer.say('The next free starts:')
    for one in found:
        answer.line('– {when}, {studio}', when=_when(one), studio=Figure(one.title, _source(one)))
    answer.line('I book nothing by myself: choose one and book it.')
    for label, href in found[0].links.items():
        answer.open(label, href)
    return answer


def find_file(asked: Asked) -> Answer:
    """The newest file that fits what is asked for, with its loudness and where it is played."""
    answer, found = asked.answer(), asked.artist.knows(FILE)
    if not found:
        return answer.say('Nothing was delivered to you yet, as far as I know.').not_known()
    fitting = [one for one in found if _fits(one, asked.words)]
    wanted = next((kind for kind in KINDS_OF_FILE if kind in asked.words), '')
    if not fitting and wanted:
        answer.say(f'I find no {wanted} among your files. The newest one is:').not_known()
    for one in (fitting or found)[: 1 if fitting else MOST_FILES]:
        source = _source(one)
        answer.line(
            '{title}, from {by} on {day}' + (', {lufs}.' if one.lufs is not None else '.'),
            title=says.name(one.title, source),
            by=Figure(one.by or one.place, source),
            day=says.on(one.at.date(), source, asked.artist.today) if one.at is not None else Figure('', source),
            lufs=Figure(f'{one.lufs or 0.0:.1f} LUFS'.replace('-', '−'), source),
        )
        for label, href in one.links.items():
            answer.open(label, href)
    return answer


def _fits(one: Known, words: str) -> bool:
    """Whether a file is of the kind that is asked for; any file where none is."""
    named = plain(f'{one.title} {one.text}')
    kinds = [kind for kind in KINDS_OF_FILE if kind in words]
    return not kinds or any(kind in named for kind in kinds)


def engineer_notes(asked: Asked) -> Answer:
    """The last notes, quoted, with name and date."""
    answer, found = asked.answer(), asked.artist.knows(NOTE)
    if not found:
        return answer.say('Nobody has written a note for you yet, as far as I know.').not_known()
    for one in found[:MOST_NOTES]:
        source = Source(f'Note by {one.by}', one.page, rows=(one.id,))
        answer.line(
            '{by}, {day}: {text}',
            by=Figure(one.by, source),
            day=says.on(one.at.date(), source, asked.artist.today) if one.at is not None else Figure('', source),
            text=says.quoted(one.text, source),
        )
    return answer.open('All notes and files', found[0].page)


def _offer_times(answer: Answer) -> Answer:
    return answer.offer('When is the studio free?', 'ask', question='When is the studio free?')
