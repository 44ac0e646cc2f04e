"""What becomes of each format that people may send: tried, and laid out as the table in `docs/formats.md`.

`python -m bench.formats` prints the table, `--write` puts it into its place. Every format that is written gets two
seconds of sound with a title, a cover and two chapters: what can be read back of these is told.
"""

import argparse
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from app.audio.files import open_sink, open_source, probe
from app.audio.files.metadata.tag_mapping import read as read_tags
from app.audio.files.output_format import KEEP_PLAIN, can_keep, nearest
from app.audio.files.result_names import KEPT, SUFFIXES
from app.audio.files.tags import mutagen_types
from app.audio.files.tags.chapters import Chapter, read
from app.audio.types import Info, Samples
from app.leveling.formats import FORMATS

DOCS = Path(__file__).parent.parent / 'docs' / 'formats.md'
BEGIN, END = '<!-- python -m bench.formats --write -->', '<!-- end -->'
RATE = 48_000
TITLE = 'Night in blue'
CHAPTERS = (Chapter(0.0, 1.0, 'One'), Chapter(1.0, 2.0, 'Two'))


@dataclass(frozen=True, slots=True)
class Kind:
    """One format that people send: what the file is, and how it is called where one suffix stands for several."""

    container: str
    codec: str
    named: str = ''
    video: bool = False
    lossless: bool = False


KINDS: dict[str, tuple[Kind, ...]] = {
    'WAV': (
        Kind('wav', 'pcm_s24'), Kind('rf64', 'pcm_s24', 'RF64, BW64'), Kind('w64', 'pcm_s24', 'W64'),
        Kind('wav', 'pcm_mulaw', 'u-law, A-law'), Kind('wav', 'adpcm_ms', 'ADPCM'),
    ),
    'AIFF': (Kind('aiff', 'pcm_s24'),),
    'CAF': (Kind('caf', 'pcm_s24'),),
    'AU': (Kind('au', 'pcm_s24'),),
    'FLAC': (Kind('flac', 'flac'),),
    'WavPack': (Kind('wavpack', 'wavpack'),),
    'TTA': (Kind('tta', 'tta'),),
    'DSD': (Kind('dsf', 'dsd', lossless=True),),
    'MP3': (Kind('mp3', 'mp3'),),
    'MP2': (Kind('mp2', 'mp2'),),
    'M4A': (Kind('m4a', 'aac', 'AAC'), Kind('m4a', 'alac', 'ALAC')),
    'AAC': (Kind('aac', 'aac'),),
    'OGG': (Kind('ogg', 'vorbis', 'Vorbis'), Kind('oggflac', 'flac', 'FLAC')),
    'Opus': (Kind('opus', 'opus'),),
    'AC-3': (Kind('ac3', 'ac3'), Kind('eac3', 'eac3', 'E-AC-3')),
    'DTS': (Kind('dts', 'dts'),),
    'AMR': (Kind('amr', 'amrnb'),),
    'MKA': (Kind('mka', 'flac', 'FLAC'), Kind('mka', 'opus', 'Opus'), Kind('mka', 'aac', 'AAC')),
    'the sound of MP4': (Kind('mp4', 'aac', video=True),),
    'MOV': (Kind('mov', 'pcm_s24', video=True, lossless=True),),
    'MKV': (Kind('mkv', 'ac3', video=True),),
    'WebM': (Kind('webm', 'opus', 'audio alone'), Kind('webm', 'opus', 'video', video=True)),
}  # fmt: skip
"""An example of everything in the list of what people may send."""

HEAD = ('format', 'names', 'read', 'written', 'tags', 'cover', 'chapters', 'gapless')


def table() -> str:
    """The table in Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [_row(name, kind, Path(folder)) for name, kinds in KINDS.items() for kind in kinds]
    return '\n'.join('| ' + ' | '.join(row) + ' |' for row in (HEAD, ('---',) * len(HEAD), *rows)) + '\n'


def _row(name: str, kind: Kind, folder: Path) -> tuple[str, ...]:
    called = name.removeprefix('the sound of ') + (f' ({kind.named})' if kind.named else '')
    bits = 24 if kind.lossless or kind.codec.startswith('pcm_s') else None
    like = Info(Path(), kind.container, kind.codec, RATE, 2, RATE, ('L', 'R'), bits, video=kind.video)
    names = ' '.join(f'`{suffix}`' for suffix in FORMATS[name]) if kind is KINDS[name][0] else ''
    if not can_keep(like):
        container, codec = nearest(like)
        other = f'as {SUFFIXES[container][0]} ({codec.replace("pcm_s", "PCM ").upper()})'
        keeps = ', or beside its picture' if kind.video else ''
        return called, names, 'yes', other + keeps, *('as there',) * 4
    made = folder / f'{kind.container}-{kind.codec}{(SUFFIXES.get(kind.container) or KEPT[kind.container])[0]}'
    return called, names, 'yes', 'yes', *_tried(kind, made)


def _tried(kind: Kind, path: Path) -> tuple[str, str, str, str]:
    """Write the format, and say what of tags, cover, chapters and length is found in it again."""
    sound = _sound()
    original = _original(path.with_suffix('.flac') if path.suffix != '.flac' else path.with_name('first.flac'), sound)
    made = _written(kind, probe(original), path, sound)
    info, heard = probe(made), _read(made)
    tags = read_tags(info)
    kept = 'yes' if len(heard) == len(sound) else 'to a whole packet' if len(heard) > len(sound) else 'CUT'
    if kind.container in KEEP_PLAIN and not _is_made_anew(kind):
        return 'copied', 'copied', 'copied', kept
    named = [chapter.title for chapter in tags.chapters or read(made)] == ['One', 'Two']
    return _yes(('TITLE', TITLE) in tags.text), _yes(tags.pictures), _yes(named), kept


def _yes(found: object) -> str:
    return 'yes' if found else '-'


def _is_made_anew(kind: Kind) -> bool:
    """Whether other formats are converted to it."""
    return kind.container in SUFFIXES and kind.codec != 'pcm_mulaw'


def _written(kind: Kind, like: Info, path: Path, sound: Samples) -> Path:
    if _is_made_anew(kind):
        return _copy(like, path, sound, container=kind.container, codec=kind.codec)
    first = _as_sent(kind, path.with_name(f'sent-{path.name}'), sound)
    return _copy(probe(first), path, sound, chapters=CHAPTERS)


def _as_sent(kind: Kind, path: Path, sound: Samples) -> Path:
    """A file of a kind that is written only where the original was one."""
    from tests.audio.files.foreign import encode

    plain = {'rf64': ('RF64', 'PCM_24'), 'w64': ('W64', 'PCM_24'), 'wav': ('WAV', 'ULAW')}
    if kind.container in plain:
        form, coding = plain[kind.container]
        soundfile.write(path, sound, RATE, coding, format=form)
        return path
    codec, sample, muxer = {'oggflac': ('flac', 's16', 'ogg'), 'webm': ('libopus', 'flt', 'webm')}[kind.container]
    return encode(path, sound, RATE, codec, sample, muxer=muxer, words={'title': TITLE})


def _copy(like: Info, path: Path, sound: Samples, **choice: Any) -> Path:
    with open_sink(path, like, **choice) as sink:
        sink.write(sound)
        sink.commit()
    return path


def _read(path: Path) -> Samples:
    with open_source(path) as source:
        return source.read(4 * RATE)


def _sound() -> Samples:
    time = np.arange(2 * RATE) / RATE
    tones = [0.3 * np.sin(2 * np.pi * pitch * time) for pitch in (220, 330)]
    return np.ascontiguousarray(np.stack(tones, 1), np.float32)


def _original(path: Path, sound: Samples) -> Path:
    """A FLAC file with a title, a cover and chapters."""
    soundfile.write(path, sound, RATE, 'PCM_24')
    plain = path.with_name('plain.flac')
    path.replace(plain)
    with open_sink(path, probe(plain), chapters=CHAPTERS) as sink:
        sink.write(sound)
        sink.commit()
    tags = mutagen_types.READERS['flac'](path)
    tags['TITLE'] = TITLE
    cover = mutagen_types.PICTURE()
    cover.type, cover.mime, cover.data = 3, 'image/png', _png()
    cover.width = cover.height = 1
    tags.add_picture(cover)
    tags.save()
    return path


def _png() -> bytes:
    import av

    image = av.VideoFrame.from_ndarray(np.zeros((1, 1, 3), np.uint8), format='rgb24')
    out = io.BytesIO()
    with av.open(out, 'w', format='image2pipe') as container:
        stream = container.add_stream('png', rate=1)
        stream.width = stream.height = 1
        stream.pix_fmt = 'rgb24'
        container.mux(stream.encode(image))
        container.mux(stream.encode(None))
    return out.getvalue()


def placed(text: str, made: str) -> str:
    """The document with this table in the table's place."""
    before, rest = text.split(BEGIN, 1)
    return f'{before}{BEGIN}\n{made}{END}{rest.split(END, 1)[1]}'


def main() -> None:
    """Print the table, or put it into its place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--write', action='store_true', help='put it into docs/formats.md')
    made = table()
    if parser.parse_args().write:
        DOCS.write_text(placed(DOCS.read_text(), made))
    else:
        print(made, end='')


if __name__ == '__main__':
    main()
