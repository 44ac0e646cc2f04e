"""S14: links of services are what they say, and nothing else."""

import pytest

from app.artist import links
from app.errors import NotAllowed


@pytest.mark.parametrize(
    ('typed', 'service', 'kept'),
    [
        ('open.spotify.com/album/1', 'spotify', 'https://open.spotify.com/album/1'),
        ('http://open.spotify.com/album/1', 'spotify', 'https://open.spotify.com/album/1'),
        ('spotify:album:1DFixLWuPkv3KT3TnV35m3', 'spotify', 'https://open.spotify.com/album/1DFixLWuPkv3KT3TnV35m3'),
        ('  https://youtu.be/abc?t=3  ', 'youtube', 'https://youtu.be/abc?t=3'),
        ('ann.bandcamp.com/album/x', 'bandcamp', 'https://ann.bandcamp.com/album/x'),
        ('https://music.ann.example/album/x', 'bandcamp', 'https://music.ann.example/album/x'),
        ('http://ann.example:8080/x', 'website', 'http://ann.example:8080/x'),
        ('//ann.example', '', 'https://ann.example'),
        ('https://bücher.example/a', '', 'https://xn--bcher-kva.example/a'),
        ('', 'spotify', ''),
        (' @ann.lee_ ', 'instagram', 'https://www.instagram.com/ann.lee_'),
        ('@annlee', 'tiktok', 'https://www.tiktok.com/@annlee'),
        ('@annlee', 'youtube', 'https://www.youtube.com/@annlee'),
    ],
)
def test_a_link_is_kept_whole(typed: str, service: str, kept: str) -> None:
    assert links.read(typed, service) == kept


@pytest.mark.parametrize(
    ('typed', 'service', 'said'),
    [
        ('javascript:alert(1)', 'spotify', 'not with javascript:'),
        ('JaVaScRiPt:alert(1)', '', 'not with javascript:'),
        ('data:text/html,x', '', 'not with data:'),
        ('https://youtu.be/abc', 'spotify', 'This is a YouTube link. Write here the one of Spotify.'),
        ('https://open.spotify.com/x', 'website', 'This is a Spotify link. Write it beside Spotify.'),
        ('https://open.spotify.com/x', 'bandcamp', 'This is a Spotify link'),
        ('https://ann.example', 'spotify', 'This is no Spotify link. It begins with spotify.com.'),
        ('https://notspotify.com/x', 'spotify', 'This is no Spotify link'),
        ('https://spotify.com.evil.example/x', 'spotify', 'This is no Spotify link'),
        ('https://spotify.com@evil.example/x', 'spotify', 'whole web address'),
        ('https://127.0.0.1/x', '', 'whole web address'),
        ('localhost', '', 'whole web address'),
        ('@ann', 'website', 'whole web address'),
        ('@ann/../../x', 'instagram', 'whole web address'),
        ('https://a b.example', '', 'no link has'),
        ('https://ann.example/<script>', '', 'no link has'),
        ('https://ann.example/\u202egpj', '', 'no link has'),
        ('https://ann.example/' + 'x' * 500, '', 'up to 500'),
    ],
)
def test_what_is_no_such_link_is_refused_in_a_sentence(typed: str, service: str, said: str) -> None:
    with pytest.raises(NotAllowed, match=said.replace('(', r'\(')):
        links.read(typed, service)
