"""What a song is called whose recording is all that there is: its file's name says it."""


def called(stem: str) -> tuple[str, str]:
    """Title and artist, from the name of a file without its ending; one that is called “Artist - Title” says both."""
    artist, dash, title = stem.partition(' - ')
    return (title.strip(), artist.strip()) if dash else (stem.strip(), '')
