"""The answer to a question by our own rules: routed, then answered, or asked back, or refused."""

from functools import cache

from app.artist.adviser import intents
from app.artist.adviser.answers import ANSWERS
from app.artist.adviser.asked import Asked
from app.artist.adviser.known import Artist
from app.artist.adviser.router import Router, Verdict
from app.artist.adviser.says import Answer
from app.artist.adviser.slots import LAW, plain
from app.artist.memory import embedder
from app.errors import Refused

EXAMPLES = ('How was my week?', 'When is my next session?', 'What is missing on my profile?')


@cache
def router() -> Router:
    """Loaded by the first question; it was learnt with the word vectors, and keeps to them whatever finds facts."""
    return Router(embedder.words())


def own_answer(artist: Artist, question: str, intent: str = '') -> Answer:
    """The answer by our own rules."""
    routed = router().route(question, [one.title for one in artist.releases])
    if not intent and routed.verdict == Verdict.NONE:
        return _none_of_ours(question)
    if not intent and routed.verdict == Verdict.ASK:
        return _did_you_mean(question, routed.intents)
    name = intent if intent in ANSWERS else routed.intent
    try:
        return ANSWERS[name](Asked.of(artist, question, name))
    except Refused as error:
        return Answer(name, str(error), is_unsure=True)


def _none_of_ours(question: str) -> Answer:
    """What it can help with, and three examples."""
    answer = Answer('off_topic').not_known()
    if LAW.search(plain(question)):
        answer.say('I give no advice on law or tax: ask somebody who is allowed to.')
    answer.say(
        'I can help with your own music: your numbers, releases, sessions, files, page and goals, and what you told me '
        'to remember. That question is none of these.'
    )
    for example in EXAMPLES:
        answer.offer(example, 'ask', question=example)
    return answer


def _did_you_mean(question: str, names: tuple[str, ...]) -> Answer:
    answer = Answer('did_you_mean').say('Did you mean:').not_known()
    for name in names:
        answer.offer(intents.by_name()[name].label, 'ask', question=question, intent=name)
    return answer
