"""Chapters, as programs read of them."""

from pydantic import BaseModel, Field

from app.voice.text import chapters


class Chapter(BaseModel):
    """A part of a text that begins with a heading."""

    title: str
    start_s: float = Field(description='When it begins, in seconds.')

    @classmethod
    def of(cls, one: chapters.Chapter) -> 'Chapter':
        """One of a text or a clip."""
        return cls(title=one.title, start_s=one.start_s)
