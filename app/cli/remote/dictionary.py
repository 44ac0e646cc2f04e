"""`levelmix remote voice dictionary …`: how words are said in all texts of whoever the key is of."""

from typing import Annotated

import typer

from app.cli.options import AsJson
from app.cli.remote.jobs import ByLine
from app.console.output import result
from app.errors import NotFound
from app.remote import Client
from app.remote.voice import Pronunciation, Voices

app = typer.Typer(no_args_is_help=True, help='How words are said in all your texts at the server.')
Word = Annotated[str, typer.Argument(help='A word, as it is written.')]
Said = Annotated[str, typer.Argument(help='How it is said: another spelling, or IPA between slashes.')]


@app.command('list')
def list_(ctx: typer.Context, as_json: ByLine = False) -> None:
    """List your words, and how they are said."""
    with ctx.obj() as client:
        for entry in Voices(client).dictionary():
            result(dict(entry.facts), as_json, [_line(entry)])


@app.command()
def add(ctx: typer.Context, word: Word, said: Said, as_json: AsJson = False) -> None:
    """Say how a word is said from now on, or say it another way."""
    with ctx.obj() as client:
        known = _known(client, word)
        voices = Voices(client)
        entry = voices.change_word(known.id, word, said) if known is not None else voices.add_word(word, said)
    result(dict(entry.facts), as_json, [_line(entry)])


@app.command()
def remove(ctx: typer.Context, word: Word, as_json: AsJson = False) -> None:
    """Have a word said as it is written."""
    with ctx.obj() as client:
        known = _known(client, word)
        if known is None:
            raise NotFound(f'“{word}” is not in your dictionary. levelmix remote voice dictionary list shows what is.')
        Voices(client).remove_word(known.id)
    result({'word': known.word, 'removed': True}, as_json, [f'{known.word} is said as it is written.'])


def _known(client: Client, word: str) -> Pronunciation | None:
    """The entry of a word; the server takes no notice of capitals."""
    wanted = word.strip().casefold()
    return next((entry for entry in Voices(client).dictionary() if entry.word.casefold() == wanted), None)


def _line(entry: Pronunciation) -> str:
    return f'{entry.word} = {entry.said}'
