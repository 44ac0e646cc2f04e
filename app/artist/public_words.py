"""What artists' pages say about themselves to search engines and to those who show a card of them."""

from datetime import date
from typing import Any

from app.artist import links, markdown, release_fields
from app.artist.profiles import ProfileView
from app.artist.public_pages import ArtistPage, ReleasePage, Shown
from app.artist.showcase_views import Heard, SoundView
from app.config import settings
from app.public.look import Head

_ALBUM = 'https://schema.org/{}Release'
_RELEASE_TYPES = {'single': 'Single', 'ep': 'EP', 'remix': 'Single'}


def artist_head(page: ArtistPage) -> Head:
    """Of an artist's page."""
    artist = page.artist
    said = artist.tagline or (markdown.plain(page.bio, 160) if page.bio else '')
    image = page.picture.card if page.picture else f'{artist.address}/card.png'
    alt = (page.picture.alt if page.picture else '') or f'{artist.name}'
    data: dict[str, Any] = {
        '@context': 'https://schema.org',
        **_group(artist),
        'image': _whole(image),
        'album': [_album(artist, one) for one in page.releases[:20]],
        'track': [_recording(one) for one in page.sounds[:20]],
    }
    if said:
        data['description'] = said
    if artist.place:
        data['foundingLocation'] = {'@type': 'Place', 'name': artist.place}
    if artist.links:
        data['sameAs'] = list(artist.links.values())
    return Head(artist.name, said or f'Music by {artist.name}.', artist.address, 'profile', image, data, image_alt=alt)


def release_head(page: ReleasePage) -> Head:
    """Of the page of a release."""
    artist, shown = page.artist, page.shown
    release = shown.release
    image = shown.cover.card if shown.cover else f'{shown.address}/card.png'
    said = markdown.plain(page.text, 160) if page.text else ''
    said = said or f'{release.kind_label} by {artist.name}: {coming(shown) or "listen to it wherever you like"}.'
    data = {'@context': 'https://schema.org', **_album(artist, shown), 'image': _whole(image), 'description': said}
    if release.tracks:
        data['numTracks'] = len(release.tracks)
        data['track'] = [_track(one) for one in release.tracks]
    elif page.sounds:
        data['track'] = [_recording(one) for one in page.sounds]
    alt = (shown.cover.alt if shown.cover else '') or f'Cover of {release.title} by {artist.name}'
    return Head(f'{release.title} by {artist.name}', said, shown.address, 'music.album', image, data, image_alt=alt)


def sound_head(heard: Heard) -> Head:
    """Of a player that stands in other pages: in no search engine."""
    return Head(f'{heard.sound.title} by {heard.artist}')


def coming(shown: Shown) -> str:
    """When a release comes out; empty for one that has."""
    return f'coming {day(shown.release.date)}' if shown.is_coming and shown.release.date else ''


def day(moment: date) -> str:
    """A day as people read it, without the year where that is clear enough: 14 June 2027."""
    return f'{moment.day} {moment:%B %Y}'


def facts(shown: Shown) -> str:
    """The line below the title of a release."""
    release = shown.release
    told = [release.kind_label]
    if release.date is not None:
        told.append(coming(shown) or day(release.date))
    if len(release.tracks) > 1:
        told.append(f'{len(release.tracks)} tracks')
    return ' · '.join(told)


def _group(artist: ProfileView) -> dict[str, Any]:
    return {'@type': 'MusicGroup', 'name': artist.name, 'url': _whole(artist.address)}


def _album(artist: ProfileView, shown: Shown) -> dict[str, Any]:
    release = shown.release
    data: dict[str, Any] = {
        '@type': 'MusicAlbum',
        'name': release.title,
        'url': _whole(shown.address),
        'byArtist': _group(artist),
        'albumReleaseType': _ALBUM.format(_RELEASE_TYPES.get(release.kind, 'Album')),
    }
    if release.date is not None:
        data['datePublished'] = release.date.isoformat()
    if shown.opens_links and release.links:
        data['sameAs'] = list(release.links.values())
    return data


def _recording(sound: SoundView) -> dict[str, Any]:
    data: dict[str, Any] = {'@type': 'MusicRecording', 'name': sound.title}
    if sound.is_whole and sound.duration_s:
        data['duration'] = f'PT{round(sound.duration_s)}S'
    data['audio'] = {'@type': 'AudioObject', 'contentUrl': _whole(sound.address), 'encodingFormat': 'audio/mpeg'}
    return data


def _track(track: Any) -> dict[str, Any]:
    data: dict[str, Any] = {'@type': 'MusicRecording', 'name': track['title']}
    if track.get('seconds'):
        data['duration'] = f'PT{track["seconds"]}S'
    return data


def _whole(path: str) -> str:
    return f'{settings().address}{path}'


def service_label(name: str) -> str:
    """What people read of a service."""
    return links.BY_NAME[name].label if name in links.BY_NAME else name


length = release_fields.length
