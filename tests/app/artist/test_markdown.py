"""Markdown as it is shown: safe (S9), with players as facades and frames from elsewhere as links (S10)."""

from html.parser import HTMLParser

import pytest

from app.artist import markdown
from app.artist.facades import facade, has_any
from app.errors import NotAllowed
from tests.app.artist.xss import STRINGS

ID = 'AbCdEfGh_1234567'


class Found(HTMLParser):
    """Whatever could run, or load something from elsewhere, in HTML as it is parsed."""

    def __init__(self, told: str) -> None:
        super().__init__(convert_charrefs=True)
        self.bad = list[str]()
        self.feed(told)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        if tag not in {*markdown.TAGS, 'figure', 'figcaption', 'span'}:
            self.bad.append(tag)
        for name, value in attrs:
            address = ''.join((value or '').split()).lower()
            if name.startswith('on') or name in ('style', 'srcdoc'):
                self.bad.append(f'{tag} {name}')
            if name in ('href', 'src') and address.startswith(('javascript:', 'data:', 'vbscript:')):
                self.bad.append(f'{tag} {name}={value}')
            if tag == 'img' and name == 'src' and not address.startswith('/pictures/'):
                self.bad.append(f'img {value}')


@pytest.mark.parametrize('text', STRINGS)
def test_s9_nothing_that_runs_is_left(text: str) -> None:
    assert Found(markdown.render(text)).bad == []
    assert Found(markdown.render(f'> * {text}\n\n| a |\n|---|\n| {text} |')).bad == []


def test_s9_a_long_post_is_rendered_whole_and_a_longer_one_refused() -> None:
    text = ('## A heading\n\nSome **words** with a [link](https://example.org) and `code`.\n\n* one\n* two\n\n' * 700)[
        :65_000
    ]
    made = markdown.render(text)
    assert made.count('<h2>') > 600
    with pytest.raises(NotAllowed, match='100,000'):
        markdown.render('x' * 100_001)


@pytest.mark.parametrize(
    ('address', 'service', 'frame'),
    [
        ('https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s', 'YouTube', 'youtube-nocookie.com/embed/dQw4w9WgXcQ?'),
        ('https://youtu.be/dQw4w9WgXcQ', 'YouTube', 'youtube-nocookie.com/embed/dQw4w9WgXcQ?'),
        ('https://youtube.com/shorts/dQw4w9WgXcQ', 'YouTube', 'youtube-nocookie.com/embed/dQw4w9WgXcQ?'),
        ('https://vimeo.com/76979871', 'Vimeo', 'player.vimeo.com/video/76979871?'),
        (
            'https://open.spotify.com/intl-de/track/4cOdK2wGLETKBW3PvgPWqT',
            'Spotify',
            'open.spotify.com/embed/track/4cO',
        ),
        ('https://soundcloud.com/forss/flickermood', 'SoundCloud', 'w.soundcloud.com/player/?url=https%3A%2F%2Fsound'),
        (
            'https://bandcamp.com/EmbeddedPlayer/album=1234567/size=large/',
            'Bandcamp',
            'bandcamp.com/EmbeddedPlayer/album=',
        ),
    ],
)
def test_s10_the_address_of_a_player_becomes_a_facade(address: str, service: str, frame: str) -> None:
    for text in (address, f'<{address}>', f'[Our song]({address})', f'<iframe src="{address}"></iframe>'):
        made = markdown.render(text)
        assert f'Play on {service}' in made
        assert f'data-frame="https://{frame}' in made.replace('www.', '')
        assert '<iframe' not in made, 'nothing is loaded before it is pressed'
        assert has_any(made)
    assert 'Our song' in markdown.render(f'[Our song]({address})')
    assert has_any(markdown.render(f'Listen: {address} it is good')) is False, 'in a sentence it is a link'


def test_s10_a_page_of_bandcamp_is_a_link_that_says_so() -> None:
    made = markdown.render('https://ann.bandcamp.com/album/glasshouse')
    assert 'Opens ann.bandcamp.com' in made
    assert not has_any(made)


@pytest.mark.parametrize(
    'address',
    [
        'https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ',
        'https://user@www.youtube.com/watch?v=dQw4w9WgXcQ',
        'https://www.youtube.com/watch?v="><script>',
        'https://maps.example.org/embed?x=1',
        'ftp://youtu.be/dQw4w9WgXcQ',
    ],
)
def test_s10_anything_else_is_no_player(address: str) -> None:
    assert facade(address) is None
    made = markdown.render(f'<iframe src="{address}"></iframe>')
    assert '<iframe' not in made
    assert 'data-frame' not in made


def test_s10_a_frame_from_elsewhere_becomes_a_link() -> None:
    made = markdown.render('Our map: <iframe src="https://maps.example.org/?a=1&amp;b=2" width="600"></iframe> here')
    assert '<a href="https://maps.example.org/?a=1&amp;b=2"' in made


def test_a_poster_is_a_picture_of_ours_that_is_linked() -> None:
    made = markdown.render(f'[![Ann sings](/pictures/{ID}/640.jpg)](https://youtu.be/dQw4w9WgXcQ)')
    assert f'src="/pictures/{ID}/640.jpg"' in made
    assert 'Ann sings' in made
    assert markdown.pictures_in(made) == {ID}


def test_pictures_of_ours_are_shown_in_the_size_that_fits_and_others_are_links() -> None:
    made = markdown.render(f'![Stage](/pictures/{ID}/640.jpg) and ![theirs](https://tracker.example/p.gif)')
    assert f'/pictures/{ID}/1280.webp 1280w' in made
    assert 'alt="Stage"' in made
    assert '<a href="https://tracker.example/p.gif"' in made
    assert '<img src="https://tracker' not in made


def test_text_is_read_as_it_was_typed() -> None:
    made = markdown.render('# Hello\nfirst line\nsecond line at https://example.org/a_b_c.\n\n~~old~~')
    assert '<h2>Hello</h2>' in made, 'the page itself has the first heading'
    assert 'first line<br>' in made
    assert '<a href="https://example.org/a_b_c" rel="noopener">https://example.org/a_b_c</a>.' in made
    assert '<s>old</s>' in made
    assert markdown.plain(made) == 'Hello first line second line at https://example.org/a_b_c. old'
    assert markdown.plain('<p>' + 'word ' * 100 + '</p>', 20) == 'word word word…'
    listed = markdown.render('It has a *piano*.\n\n## Inside\n\n- a piano\n- a window\n\nCome and see.')
    assert markdown.opening(listed) == 'It has a piano. Come and see.'
    assert markdown.opening(markdown.render('- a piano\n- a window')) == 'a piano a window'
    assert markdown.checked('a\x00b\x0bc\ud83d\r\nd') == 'abc\nd'
