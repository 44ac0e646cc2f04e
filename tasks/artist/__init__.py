"""What workers do for artists."""

from app.artist import area as area
