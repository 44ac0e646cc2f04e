"""Pages as PDF, with outlines alone, so that no font has to be there; and as pictures."""

import io
import zlib
from collections.abc import Iterator, Sequence

from app.practice.notation.engraving import engrave_pages, engrave_sheet
from app.practice.notation.outlines import Page, Shape, page_of
from app.practice.notation.titles import printed
from app.practice.score import Score

A4_WIDTH = 595.276
PICTURE_DPI = 150
MOST_DPI = 300


def to_pdf(score: Score) -> bytes:
    """The piece on A4. The same score makes the same bytes.

    Raises
    ------
    NotDrawn
        The engraver takes nothing of it; the sentence says so.
    """
    return pdf_of([page_of(svg) for svg in engrave_pages(score).pages], printed(score.title))


def to_png(score: Score, page: int = 0, dpi: int = PICTURE_DPI) -> bytes:
    """One page of that as a picture, black on white.

    Raises
    ------
    NotDrawn
        The engraver takes nothing of it; the sentence says so.
    """
    return picture_of(to_pdf(score), page, dpi)


def to_picture(score: Score) -> bytes:
    """All of it as one picture, however high, black on white.

    Raises
    ------
    NotDrawn
        The engraver takes nothing of it; the sentence says so.
    """
    return picture_of(pdf_of([page_of(engrave_sheet(score))], printed(score.title)))


def pdf_of(pages: Sequence[Page], title: str) -> bytes:
    """Catalogue, pages, and a stream of drawing for each."""
    kids = ' '.join(f'{4 + 2 * n} 0 R' for n in range(len(pages)))
    objects = [
        b'<< /Type /Catalog /Pages 2 0 R >>',
        f'<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>'.encode(),
        b'<< /Title <' + (b'\xfe\xff' + title.encode('utf-16-be')).hex().encode() + b'> /Producer (LevelMix) >>',
    ]
    for n, page in enumerate(pages):
        height = A4_WIDTH * page.height / page.width
        box = f'/MediaBox [0 0 {A4_WIDTH} {height:.3f}]'
        objects.append(f'<< /Type /Page /Parent 2 0 R {box} /Contents {5 + 2 * n} 0 R /Resources << >> >>'.encode())
        drawn = zlib.compress(' '.join(_drawing(page, height)).encode(), 9)
        objects.append(f'<< /Length {len(drawn)} /Filter /FlateDecode >>\nstream\n'.encode() + drawn + b'\nendstream')
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b'%PDF-1.4\n%\xe2\xe3\xcf\xd3\n'), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f'{number} 0 obj\n'.encode() + content + b'\nendobj\n'
    table = len(out)
    out += f'xref\n0 {len(objects) + 1}\n0000000000 65535 f \n'.encode()
    out += b''.join(f'{place:010} 00000 n \n'.encode() for place in places)
    out += f'trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{table}\n%%EOF\n'.encode()
    return bytes(out)


def _drawing(page: Page, height: float) -> Iterator[str]:
    scale = A4_WIDTH / page.width
    yield f'{scale:.5f} 0 0 {-scale:.5f} 0 {height:.3f} cm'
    for shape in page.shapes:
        yield from _outline(shape)


def _outline(shape: Shape) -> Iterator[str]:
    if shape.line:
        yield f'{shape.line:.3f} w {2 if shape.square else 0} J'
    for name, points in shape.steps:
        numbers = ' '.join(f'{x:.2f} {y:.2f}' for x, y in points)
        yield {'M': f'{numbers} m', 'L': f'{numbers} l', 'C': f'{numbers} c', 'Z': 'h'}[name]
    yield 'S' if shape.line else 'f'


def picture_of(pdf: bytes, page: int = 0, dpi: int = PICTURE_DPI) -> bytes:
    """A page of a PDF that was made here, as PNG."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = document[min(page, len(document) - 1)].render(scale=min(MOST_DPI, max(36, dpi)) / 72, grayscale=True)
        out = io.BytesIO()
        drawn.to_pil().save(out, 'PNG')
        return out.getvalue()
    finally:
        document.close()
