"""What workers do for practice."""

from tasks.practice import sound as sound
