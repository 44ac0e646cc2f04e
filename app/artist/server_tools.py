"""What assistants may call on a server: the adviser asked, one number of an artist, and what stands out in them."""

from datetime import date

from pydantic import Field

from app.artist import insight_cards, metrics, numbers, talk
from app.errors import NotAllowed
from app.tools import Call, Given, NoArguments, Told, Tool, Toolbox

MOST_DAYS = 400
SHOWN = 20


class Question(Given):
    """Something that an artist wants to know."""

    question: str = Field(min_length=1, max_length=talk.MOST_CHARS, description='In their own words, in English.')


class WhichNumber(Given):
    """One number; without one, all that are there are listed."""

    platform: str = Field(max_length=80, description='Like spotify; see list_artist_numbers.')
    metric: str = Field(max_length=80, description='Like streams; see list_artist_numbers.')
    first: date = Field(description='The first day.')
    last: date = Field(description='The last day, at most 400 days later.')


class Source(Told):
    """Where a number of an answer comes from."""

    label: str
    page: str = Field(description='Where its rows are seen.')


class AdviserAnswer(Told):
    """What the adviser says: its numbers are the artist's own, or it says what is missing."""

    answer: str
    sources: list[Source]
    page: str


class ArtistNumber(Told):
    """A number that is kept by the day."""

    platform: str
    metric: str
    subject: str = Field(description='A song or video; empty is all together.')
    label: str
    first: date
    last: date


class ArtistNumbers(Told):
    """All that are there."""

    numbers: list[ArtistNumber]


class DayValue(Told):
    """The value of one day."""

    day: date
    value: float


class NumberByDay(Told):
    """Its days; one that is missing is not known, and never zero."""

    label: str
    days: list[DayValue]
    page: str


class ArtistInsight(Told):
    """Something that stands out."""

    sentence: str
    reason: str
    last_day: date
    withdrawn: str = Field(description='Why it does not stand any more; empty where it does.')


class ArtistInsights(Told):
    """The newest first."""

    insights: list[ArtistInsight]
    page: str


def ask_adviser(call: Call, given: Question) -> AdviserAnswer:
    """Ask, as on the screen: question and answer are kept in the conversation."""
    answer = talk.ask(call.user_id, given.question)[-1]
    sources = [Source(label=str(one['label']), page=f'{call.address}{one["page"]}') for one in answer.sources]
    return AdviserAnswer(answer=answer.content, sources=sources, page=f'{call.address}/artist/adviser')


def list_artist_numbers(call: Call, given: NoArguments) -> ArtistNumbers:
    """Which numbers there are."""
    found = [
        ArtistNumber(
            platform=one.platform,
            metric=one.metric_type,
            subject=one.subject,
            label=f'{metrics.platform_label(one.platform)} {one.metric.label}',
            first=one.first,
            last=one.last,
        )
        for one in numbers.overview(call.user_id)
    ]
    return ArtistNumbers(numbers=found)


def get_artist_number(call: Call, given: WhichNumber) -> NumberByDay:
    """The days of one number."""
    if (given.last - given.first).days > MOST_DAYS:
        raise NotAllowed(f'Ask for at most {MOST_DAYS} days at a time.')
    found = numbers.get(call.user_id, given.platform, given.metric, between=(given.first, given.last)).series
    days = [DayValue(day=day, value=value) for day, value in zip(found.days, found.values, strict=True)]
    page = f'{call.address}/artist/numbers?platform={found.metric.platform}&metric={found.metric.type}'
    return NumberByDay(label=found.metric.full_label, days=days, page=page)


def list_insights(call: Call, given: NoArguments) -> ArtistInsights:
    """What stands out."""
    found = [
        ArtistInsight(sentence=one.sentence, reason=one.reason, last_day=one.last_day, withdrawn=one.withdrawn_why)
        for one in insight_cards.behind(call.user_id, None, SHOWN)
    ]
    return ArtistInsights(insights=found, page=f'{call.address}/artist/insights')


def toolbox() -> Toolbox:
    """All of them."""
    return Toolbox(_TOOLS)


_TOOLS: tuple[Tool, ...] = (
    Tool(
        'ask_adviser',
        'Ask the adviser',
        'Ask the adviser about the artist’s own numbers, releases, posts, sessions, files, page and goals. It answers '
        'from their rows, names where each number comes from, and says what it does not know. The conversation keeps '
        'question and answer.',
        Question,
        AdviserAnswer,
        ask_adviser,
        writes=True,
    ),
    Tool(
        'list_artist_numbers',
        'Numbers of an artist',
        'List which numbers of which platforms the artist has, and from when to when.',
        NoArguments,
        ArtistNumbers,
        list_artist_numbers,
    ),
    Tool(
        'get_artist_number',
        'One number by day',
        'Tell the values of one number of the artist, day by day. A day that is left out is not known.',
        WhichNumber,
        NumberByDay,
        get_artist_number,
    ),
    Tool(
        'list_insights',
        'What stands out',
        'List what stands out in the artist’s numbers, with the reason, the newest first.',
        NoArguments,
        ArtistInsights,
        list_insights,
    ),
)
