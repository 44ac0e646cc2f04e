"""What workers do for the studio."""

from app.studio import area as area
