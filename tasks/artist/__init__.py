"""What workers do for artists."""

from app.artist import area as area
from tasks.artist import imports as imports
from tasks.artist import insights as insights
from tasks.artist import pictures as pictures
from tasks.artist import sounds as sounds
from tasks.artist import sync as sync
