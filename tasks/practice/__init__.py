"""What workers do for practice."""

from tasks.practice import sound as sound
from tasks.practice import take as take
