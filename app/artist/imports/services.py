"""The plain tables of the services, each known by its heading: what its columns mean, and what is asked besides."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.artist.imports.asking import Question, Told
from app.artist.imports.plans import Plan, Value
from app.artist.imports.tables import Table
from app.artist.imports.wording import plain
from app.artist.metrics import WINDOWS

SONG, WINDOW, DAY, NETWORK, METRIC = 'song', 'window', 'day', 'network', 'metric'
Answered = dict[str, str]
Make = Callable[[Table, Answered], Plan]


@dataclass(frozen=True, slots=True)
class Service:
    """What a table was recognised as, what has to be asked, and how its plan is made of the answers."""

    name: str
    label: str
    make: Make
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()


def recognise(table: Table, told: Told) -> Service | None:
    """Which service a table is of, by its heading alone; None for any other."""
    for look in (_spotify, _tiktok, _apple, _meta, _youtube_totals, _youtube_table):
        found = look(table, told)
        if found is not None:
            return found
    return None


def _has(table: Table, *needed: str) -> bool:
    return set(needed) <= set(table.plain_heading)


def _values(table: Table, known: dict[str, str], ending: str = '') -> tuple[Value, ...]:
    """The columns whose headings are known, each once."""
    found = dict[str, Value]()
    for column, heading in enumerate(table.plain_heading):
        if heading in known and known[heading] not in found:
            metric_type = known[heading] + ending
            found[known[heading]] = Value(column, metric_type)
    return tuple(found.values())


def _song_in(name: str) -> str:
    """What a file of a song is probably called after; empty for a name that says nothing, like `export.csv`."""
    stem = re.sub(r'\.(csv|zip|txt|tsv)$', '', name, flags=re.IGNORECASE)
    bare = re.sub(r'(?i)[ _-]{0,5}(timeline|streams?|song|export|download|data|all|\(\d+\)|\d{4}-\d\d-\d\d)+', '', stem)
    return ' '.join(re.sub(r'[_-]+', ' ', bare).split())[:200]


_SPAN = re.compile(
    r'(?<!\d)(?:(?P<year>365)|(?P<month>28)|(?P<quarter>90)|(?P<months>12 ?m|1 ?year)|(?P<week>7)|(?P<all>all))'
)
_SPANS = {'year': '365d', 'month': '28d', 'quarter': '90d', 'months': '12m', 'week': '7d', 'all': 'all'}


def window_question(name: str) -> Question:
    """Over how long a file sums up, with what its name lets one guess."""
    found = _SPAN.search(plain(name))
    guess = _SPANS[found.lastgroup] if found and found.lastgroup else ''
    return Question(WINDOW, 'Over how long does this file sum up?', dict(WINDOWS), guess)


def day_question(told: Told, words: str = 'Up to which day does this file count?') -> Question:
    """For files without a day, with the one in their name or yesterday."""
    named = re.search(r'20\d\d-\d\d-\d\d(?!.*20\d\d-\d\d-\d\d)', told.file_name)
    guess = named[0] if named and told.day(named[0]) else (told.today - timedelta(days=1)).isoformat()
    return Question(DAY, words, suggested=guess, is_day=True)


def _spotify(table: Table, told: Told) -> Service | None:
    if _has(table, 'song', 'listeners', 'streams'):

        def window(table: Table, said: Answered) -> Plan:
            known = {'listeners': 'listeners', 'streams': 'streams', 'saves': 'saves'}
            at = table.plain_heading.index('song')
            values = _values(table, known, f'_{said[WINDOW]}')
            return Plan('spotify', values, day=date.fromisoformat(said[DAY]), subject_column=at)

        questions = (window_question(told.file_name), day_question(told))
        return Service('spotify_songs', 'Spotify for Artists, songs', window, questions)
    if _has(table, 'date', 'listeners', 'streams', 'followers'):
        known = {'listeners': 'listeners', 'streams': 'streams', 'followers': 'followers'}
        return Service('spotify_audience', 'Spotify for Artists, audience', _by_day('spotify', known))
    if table.plain_heading == ('date', 'streams'):

        def song(table: Table, said: Answered) -> Plan:
            return Plan('spotify', (Value(1, 'streams'),), day_column=0, subject=said[SONG])

        asked = Question(SONG, 'Which song is this file of?', suggested=_song_in(told.file_name))
        return Service('spotify_song', 'Spotify for Artists, one song', song, (asked,))
    return None


_TIKTOK = {
    'video views': 'video_views',
    'visualizaciones de video': 'video_views',
    'visualizaciones de videos': 'video_views',
    'visualizaciones de los videos': 'video_views',
    'profile views': 'profile_views',
    'visualizaciones del perfil': 'profile_views',
    'visualizaciones de perfil': 'profile_views',
    'likes': 'likes',
    'me gusta': 'likes',
    'comments': 'comments',
    'comentarios': 'comments',
    'shares': 'shares',
    'compartidos': 'shares',
    'veces compartido': 'shares',
    'veces que se ha compartido': 'shares',
}
_TIKTOK_FOLLOWERS = {
    'followers': 'followers',
    'seguidores': 'followers',
    'difference in followers from previous day': 'net_followers',
    'diferencia de seguidores con respecto al dia anterior': 'net_followers',
    'diferencia de seguidores respecto al dia anterior': 'net_followers',
}
_TIKTOK_VIEWERS = {
    'total viewers': 'viewers',
    'espectadores totales': 'viewers',
    'total de espectadores': 'viewers',
    'new viewers': 'new_viewers',
    'nuevos espectadores': 'new_viewers',
    'espectadores nuevos': 'new_viewers',
    'returning viewers': 'returning_viewers',
    'espectadores recurrentes': 'returning_viewers',
    'espectadores que vuelven': 'returning_viewers',
}


def _tiktok(table: Table, told: Told) -> Service | None:
    if table.plain_heading[0] not in ('date', 'fecha'):
        return None
    parts = (
        ('tiktok_overview', 'TikTok Studio, overview', _TIKTOK, 'video_views'),
        ('tiktok_followers', 'TikTok Studio, followers', _TIKTOK_FOLLOWERS, 'net_followers'),
        ('tiktok_viewers', 'TikTok Studio, viewers', _TIKTOK_VIEWERS, 'viewers'),
    )
    for name, label, known, sign in parts:
        if any(known.get(heading) == sign for heading in table.plain_heading):
            return Service(name, label, _by_day('tiktok', known))
    return None


_APPLE = {
    'plays': 'lifetime_plays',
    'ecoutes': 'lifetime_plays',
    'lectures': 'lifetime_plays',
    'average daily listeners': 'average_daily_listeners',
    'moyenne d auditeurs par jour': 'average_daily_listeners',
    'moyenne quotidienne d auditeurs': 'average_daily_listeners',
    'auditeurs quotidiens moyens': 'average_daily_listeners',
    'auditeurs quotidiens en moyenne': 'average_daily_listeners',
    'shazams': 'lifetime_shazams',
    'shazam': 'lifetime_shazams',
    'radio spins': 'lifetime_radio_spins',
    'passages radio': 'lifetime_radio_spins',
    'diffusions radio': 'lifetime_radio_spins',
    'diffusions a la radio': 'lifetime_radio_spins',
    'purchases': 'lifetime_purchases',
    'song purchases': 'lifetime_purchases',
    'achats': 'lifetime_purchases',
    'achats de morceaux': 'lifetime_purchases',
}
_APPLE_SONG = ('song', 'songs', 'morceau', 'morceaux', 'chanson', 'chansons', 'titre')


def _apple(table: Table, told: Told) -> Service | None:
    songs = [at for at, heading in enumerate(table.plain_heading) if heading in _APPLE_SONG]
    values = _values(table, _APPLE)
    if not songs or not {'lifetime_plays', 'lifetime_shazams'} <= {one.metric_type for one in values}:
        return None

    def make(table: Table, said: Answered) -> Plan:
        return Plan('apple_music', values, day=date.fromisoformat(said[DAY]), subject_column=songs[0])

    note = 'Apple Music counts since ever: growth is the difference between two of these files.'
    asked = day_question(told, 'On which day did you download this file?')
    return Service('apple_songs', 'Apple Music for Artists, songs', make, (asked,), (note,))


_META = (
    ('link click', 'link_clicks'),
    ('visit', 'visits'),
    ('interaction', 'interactions'),
    ('reach', 'reach'),
    ('viewer', 'viewers'),
    ('view', 'views'),
    ('follower', 'followers'),
    ('follow', 'follows'),
)
META_METRICS = {
    'views': 'Views',
    'viewers': 'Viewers',
    'reach': 'Reach',
    'followers': 'Followers in all',
    'follows': 'New followers',
    'visits': 'Profile visits',
    'interactions': 'Interactions',
    'link_clicks': 'Link clicks',
}


def _meta(table: Table, told: Told) -> Service | None:
    if table.plain_heading[:2] != ('date', 'primary'):
        return None
    title = plain(table.title)
    platform = next((one for one in ('instagram', 'facebook') if one in title), '')
    metric = next((name for sign, name in _META if sign in title), '')
    questions = list[Question]()
    if not platform:
        words = f'Is “{table.title or "this file"}” of Instagram or of Facebook?'
        guess = next((one for one in ('instagram', 'facebook') if one in plain(told.file_name)), '')
        questions.append(Question(NETWORK, words, {'instagram': 'Instagram', 'facebook': 'Facebook'}, guess))
    if not metric:
        questions.append(Question(METRIC, f'What does “{table.title or "this file"}” count?', META_METRICS))

    def make(table: Table, said: Answered) -> Plan:
        return Plan(platform or said[NETWORK], (Value(1, metric or said[METRIC]),), day_column=0)

    label = f'Meta Business Suite, {table.title}' if table.title else 'Meta Business Suite'
    return Service('meta', label, make, tuple(questions))


YOUTUBE_VIEWS = frozenset(
    ('views', 'aufrufe', 'vues', 'visualizaciones', 'vistas', 'visualizzazioni', 'visualizacoes', 'wyswietlenia')
)
_YOUTUBE = {
    **dict.fromkeys(YOUTUBE_VIEWS, 'views'),
    'watch time hours': 'watch_minutes',
    'wiedergabezeit stunden': 'watch_minutes',
    'duree de visionnage heures': 'watch_minutes',
    'tiempo de visualizacion horas': 'watch_minutes',
    'subscribers': 'net_subscribers',
    'abonnenten': 'net_subscribers',
    'abonnes': 'net_subscribers',
    'suscriptores': 'net_subscribers',
    'impressions': 'impressions',
    'impressionen': 'impressions',
    'impresiones': 'impressions',
    'likes': 'likes',
    'comments added': 'comments',
}


def youtube_values(table: Table, ending: str = '') -> tuple[Value, ...]:
    """The columns of a table of YouTube that are known, in our units."""
    return tuple(
        Value(one.column, one.metric_type, 60.0 if one.metric_type.startswith('watch') else 1.0, whole=False)
        if one.metric_type.startswith('watch')
        else one
        for one in _values(table, _YOUTUBE, ending)
    )


def _youtube_totals(table: Table, told: Told) -> Service | None:
    values = youtube_values(table)
    if len(table.heading) != 2 or table.plain_heading[0] not in ('date', 'datum', 'fecha', 'data') or not values:
        return None
    return Service('youtube_totals', 'YouTube Studio, totals by day', lambda *_: Plan('youtube', values, day_column=0))


def _youtube_table(table: Table, told: Told) -> Service | None:
    """What each video had in a whole period: nothing of it belongs to a day."""
    titles = title_columns(table)
    if not titles or not youtube_values(table):
        return None

    def make(table: Table, said: Answered) -> Plan:
        kept = ('views', 'watch_minutes', 'impressions', 'net_subscribers')
        ending = f'_{said[WINDOW]}'
        values = tuple(one for one in youtube_values(table, ending) if one.metric_type.removesuffix(ending) in kept)
        return Plan('youtube', values, day=date.fromisoformat(said[DAY]), subject_column=titles[0])

    questions = (window_question(told.file_name), day_question(told))
    return Service('youtube_table', 'YouTube Studio, table data', make, questions)


_TITLES = ('video title', 'videotitel', 'titre de la video', 'titulo del video', 'titolo del video', 'titulo do video')


def title_columns(table: Table) -> Sequence[int]:
    """Where the titles of videos stand."""
    return [at for at, heading in enumerate(table.plain_heading) if heading in _TITLES]


def _by_day(platform: str, known: dict[str, str]) -> Make:
    return lambda table, said: Plan(platform, _values(table, known), day_column=0)
