"""Files as the services let people download them, in the shapes that public parsers and their test files know."""

import io
import zipfile
from collections.abc import Sequence

BOM = '\ufeff'


def spotify_audience(rows: Sequence[str] = ('2026-09-25,210,480,1900', '2026-09-26,215,500,1905')) -> bytes:
    return (BOM + '\n'.join(('date,listeners,streams,followers', *rows)) + '\n').encode()


def spotify_song(rows: Sequence[str] = ('2026-09-25,120', '2026-09-26,130')) -> bytes:
    return '\n'.join(('date,streams', *rows)).encode()


def spotify_songs() -> bytes:
    rows = ('Glasshouse,800,1200,90,2026-06-14', '"Night, fall",300,410,12,2026-03-05')
    return '\n'.join(('song,listeners,streams,saves,release_date', *rows)).encode()


YOUTUBE_HEADING = 'Content,Video title,Video publish time,Duration,Views,Watch time (hours),Subscribers,Impressions'


def youtube_table() -> bytes:
    rows = (
        'Total,,,,"12,500",250.5,80,"90,000"',
        'abc,Glasshouse,"Sep 20, 2026",215,"11,000",200.5,70,"80,000"',
        'def,Nightfall,"Mar 5, 2026",3:12,"1,500",50,10,"10,000"',
    )
    return '\n'.join((YOUTUBE_HEADING, *rows)).encode()


def youtube_totals() -> bytes:
    return b'Date,Views\n2026-09-24,70\n2026-09-25,75\n2026-09-26,80\n'


def youtube_chart(values: Sequence[Sequence[int]] = ((50, 20), (40, 35), (60, 20))) -> bytes:
    lines = ['Date,Content,Video title,Video publish time,Duration,Views']
    for at, (one, two) in enumerate(values):
        lines.append(f'2026-09-{24 + at},abc,Glasshouse,"Sep 20, 2026",215,{one}')
        lines.append(f'2026-09-{24 + at},def,Nightfall,"Mar 5, 2026",192,{two}')
    return '\n'.join(lines).encode()


def youtube_zip(chart: bytes | None = None) -> bytes:
    return archive(
        {'Table data.csv': youtube_table(), 'Totals.csv': youtube_totals(), 'Chart data.csv': chart or youtube_chart()}
    )


def archive(members: dict[str, bytes]) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, 'w', zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return found.getvalue()


def tiktok_overview(
    rows: Sequence[str] = ('September 25,1200,30,80,4,-2', 'September 26,1300,undefined,90,5,3'),
) -> bytes:
    return '\n'.join(('Date,Video Views,Profile Views,Likes,Comments,Shares', *rows)).encode()


def tiktok_followers() -> bytes:
    rows = ('2026-09-25,500,4', '2026-09-26,497,-3')
    return '\n'.join(('Date,Followers,Difference in followers from previous day', *rows)).encode()


def tiktok_viewers() -> bytes:
    return b'Date,Total Viewers,New Viewers,Returning Viewers\nSeptember 26,900,700,200\n'


def tiktok_spanish() -> bytes:
    return (
        'Fecha,Visualizaciones de vídeo,Visualizaciones del perfil,Me gusta,Comentarios,Compartidos\n'
        '26 de septiembre,1300,31,90,5,3\n'
    ).encode()


def meta(title: str = 'Instagram reach', rows: Sequence[str] = ('"2026-09-25T00:00:00","310"',)) -> bytes:
    lines = ['sep=,', f'"{title}"', '"Date","Primary"', *rows]
    return (BOM + '\r\n'.join(lines) + '\r\n').encode('utf-16-le')


BANDCAMP_HEADING = (
    'date,paid to,item type,item name,artist,currency,item price,quantity,discount code,sub total,'
    'additional fan contribution,transaction fee,item total,amount you received,bandcamp transaction id,net amount'
)


def sale(number: str, date: str, net: str, currency: str = 'USD', item: str = 'Nightfall', kind: str = 'album') -> str:
    return f'{date},me,{kind},{item},Ann,{currency},7.00,1,,7.00,n/a,0.50,7.00,{net},{number},{net}'


BANDCAMP = (
    sale('100', '9/25/26 3:15pm', '6.50'),
    sale('101', '9/25/26 4:00pm', '5.50', 'EUR', 'Glasshouse', 'track'),
    sale('102', '9/26/26 9:00am', '6.50'),
    sale('102', '9/26/26 9:30am', '(2.00)', kind='refund'),
)


def bandcamp(rows: Sequence[str] = BANDCAMP, encoding: str = 'utf-8') -> bytes:
    words = '\n'.join((BANDCAMP_HEADING, *rows))
    return (BOM + words).encode('utf-16-le') if encoding == 'utf-16' else words.encode(encoding)


def apple(heading: str = 'song,plays,average daily listeners,Shazams,radio spins,purchases') -> bytes:
    return f'{heading}\nGlasshouse,1000,12,30,2,5\nNightfall,400,3,11,0,1\n'.encode()


APPLE_FRENCH = 'Morceau,Écoutes,Moyenne d’auditeurs par jour,Shazams,Passages radio,Achats'
