"""The answer to a question by our own rules: routed, then answered, or asked back, or refused."""

from functools import cache

from app.artist.adviser import going_on, intents
from app.artist.adviser.answers import ANSWERS
from app.artist.adviser.asked import Asked
from app.artist.adviser.follow_ups import TAKES, Topic
from app.artist.adviser.known import Artist
from app.artist.adviser.router import Router, Verdict
from app.artist.adviser.says import OURS, Answer
from app.artist.adviser.slots import LAW, plain
from app.artist.memory import embedder
from app.errors import Refused

EXAMPLES = ('How was my week?', 'When is my next session?', 'What is missing on my profile?')
BY_COUNTRY = (
    *(name for name, takes in TAKES.items() if 'country' in takes),
    *('reach_when', 'forecast', 'release_result', 'best_release'),
)
"""What people ask of one country."""


@cache
def router() -> Router:
    """Loaded by the first question; it was learnt with the word vectors, and keeps to them whatever finds facts."""
    return Router(embedder.words())


def own_answer(artist: Artist, question: str, intent: str = '', topic: Topic | None = None) -> Answer:
    """The answer by our own rules; `topic` is what is asked where the question goes on from the one before it."""
    if topic is not None:
        return _answered(Asked(artist, topic.question, topic.slots, topic.intent))
    routed = router().route(question, [one.title for one in artist.releases])
    if not intent and routed.verdict == Verdict.NONE:
        return _none_of_ours(question)
    if not intent and routed.verdict == Verdict.ASK:
        return _did_you_mean(question, routed.intents)
    return _answered(Asked.of(artist, question, intent if intent in ANSWERS else routed.intent))


def topic_of(artist: Artist, question: str, answer: Answer) -> Topic | None:
    """What a question that stands alone gives others to go on from; None where they cannot."""
    intent = answer.intent
    if answer.by != OURS:
        routed = router().route(question, [one.title for one in artist.releases])
        intent = routed.intent if routed.verdict == Verdict.ANSWER else ''
    return Topic.of(question, intent, artist.slots(question))


def _answered(asked: Asked) -> Answer:
    try:
        answer = ANSWERS[asked.intent](asked)
    except Refused as error:
        return Answer(asked.intent, str(error), is_unsure=True)
    if asked.slots.country and asked.intent in BY_COUNTRY and answer.spans:
        going_on.of_all_countries(answer, asked.slots.country)
    return answer


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
