"""The screens of voice, and their addresses."""

from app.voice import area as area
