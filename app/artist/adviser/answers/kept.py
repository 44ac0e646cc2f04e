"""What the artist told: quoted, kept, corrected, forgotten. Each of these can be taken back."""

import re

from app.artist.adviser import says
from app.artist.adviser.asked import Asked
from app.artist.adviser.places import MEMORY, of_fact
from app.artist.adviser.says import THE_QUESTION, Answer, Figure
from app.artist.memory import facts
from app.artist.memory.facts import Fact

MOST = 3
_REMEMBER = re.compile(
    r"""^\s*(?:(?:please|pls|hey|ok|okay|also|and|can\s+you|could\s+you|would\s+you|i\s+want\s+you\s+to)[\s,]+)*
    (?:remember|memori[sz]e|keep\s+in\s+mind|bear\s+in\s+mind|note\s+down|make\s+a\s+note|take\s+a\s+note|note|write\s+down|
    save|store|(?:don'?’?t|do\s+not|never)\s+forget|know|for\s+the\s+record|for\s+later|for\s+next\s+time|fyi|
    just\s+so\s+you\s+know|so\s+you\s+know)
    (?:\s+(?:that|this|of\s+this))?\s*[:,–-]*\s*(?:that\s+)?""",
    re.IGNORECASE | re.VERBOSE,
)
_FORGET = re.compile(
    r"""^\s*(?:(?:please|pls|hey|ok|okay|can\s+you|could\s+you|just)[\s,]+)*
    (?:forget|delete|erase|remove|unlearn|scrap|scratch|drop|wipe)\s*
    (?:(?:that|about|what\s+i\s+(?:said|told\s+you)(?:\s+about)?|the\s+(?:thing|fact)\s+about|my|the)\s+)*""",
    re.IGNORECASE | re.VERBOSE,
)
_ALL = re.compile(r'\b(?:everything|all of it|all that|all you know|all facts|whole memory)\b', re.IGNORECASE)


def recall(asked: Asked) -> Answer:
    """The facts that the question is about, and when each was said; the last ones where it is about none of them."""
    answer = asked.answer()
    found = [one.fact for one in asked.artist.told(_about(asked.question), MOST)]
    if not found and re.search(r'\b(?:about me|do you know|do you remember)\b', asked.words):
        found = facts.listed(asked.artist.user_id)[:MOST]
    if not found:
        answer.say('You told me nothing about that, or I do not find it. Tell me: “remember that …”.').not_known()
        return answer.open('What I know about you', MEMORY)
    for fact in found:
        source = of_fact(fact.id)
        answer.line(
            '{fact} (you told me on {day}).',
            fact=says.quoted(fact.content, source),
            day=says.on(fact.created_at.date(), source, asked.artist.today),
        )
    return answer.open('What I know about you', MEMORY)


def _about(question: str) -> str:
    """What a question about something told is about: without “what did I tell you about”."""
    about = re.sub(
        r'^.*?\b(?:tell|told|say|said|mention(?:ed)?|remember|know|remind me)\b'
        r'(?: to)?(?: you)?(?: about| of| what| who)?\s*',
        '',
        question,
        count=1,
        flags=re.IGNORECASE,
    ).strip(' ?!.')
    return about or question


def remember(asked: Asked) -> Answer:
    """Keep what follows “remember”; only offer it where nobody said so, or where it contradicts something kept."""
    answer, user_id = asked.answer(), asked.artist.user_id
    said = _REMEMBER.sub('', asked.question, count=1).strip(' .')
    was_asked = bool(_REMEMBER.match(asked.question))
    if not said or said == '…':
        return answer.say('Tell me what: “remember that …”, in one sentence.').not_known()
    content = facts.checked(said)
    known = facts.known(user_id, content)
    if known.same is not None:
        return answer.say('I know that already: {fact}.', fact=says.quoted(known.same.content, of_fact(known.same.id)))
    if known.contradicts is not None:
        return _propose_replacing(answer, content, known.contradicts)
    if not was_asked:
        answer.say('Shall I keep this? {fact}', fact=says.quoted(content, THE_QUESTION))
        return answer.offer('Keep it', 'keep', content=content).offer('No', 'nothing')
    kept = facts.keep(user_id, content)
    answer.say('I keep this: {fact}', fact=says.quoted(kept.content, of_fact(kept.id)))
    return answer.offer('Undo', 'forget', ids=[kept.id]).open('What I know about you', MEMORY)


def _propose_replacing(answer: Answer, content: str, old: Fact) -> Answer:
    answer.say(
        'I know something else: {old}. Shall {new} take its place?',
        old=says.quoted(old.content, of_fact(old.id)),
        new=says.quoted(content, THE_QUESTION),
    )
    answer.offer('Replace it', 'replace', id=old.id, content=content)
    return answer.offer('Keep both', 'keep', content=content).offer('No', 'nothing')


def forget(asked: Asked) -> Answer:
    """Forget the one fact that is meant; with several, each is offered."""
    answer, user_id = asked.answer(), asked.artist.user_id
    about = _FORGET.sub('', asked.question, count=1).strip(' ?!.')
    every = facts.listed(user_id)
    if _ALL.search(asked.question) and every:
        count = Figure(says.amount(len(every)), says.Source('What you told me', MEMORY))
        answer.say('That is all of it: {count} facts. Shall I forget them?', count=count)
        return answer.offer('Forget all', 'forget', ids=[one.id for one in every]).offer('No', 'nothing')
    found = [one.fact for one in asked.artist.told(about or asked.question, MOST)]
    if not found:
        answer.say('I know nothing like that, so there is nothing to forget.').not_known()
        return answer.open('What I know about you', MEMORY)
    if len(found) > 1 and not _is_clear(asked, about):
        answer.say('Which one shall I forget?')
        for fact in found:
            answer.line('– {fact}', fact=says.quoted(fact.content, of_fact(fact.id)))
            answer.offer(f'Forget “{fact.content[:40]}”', 'forget', ids=[fact.id])
        return answer
    fact = found[0]
    facts.forget(user_id, [fact.id])
    answer.say('Forgotten: {fact}', fact=says.quoted(fact.content, of_fact(fact.id)))
    return answer.offer('Undo', 'take_back', ids=[fact.id])


CLEARLY = 1.25
"""The nearest fact is meant where it is so many times as near as the next."""


def _is_clear(asked: Asked, about: str) -> bool:
    first, second, *_ = asked.artist.told(about or asked.question, MOST)
    return first.score >= CLEARLY * second.score
