"""What workers do for drums."""

from tasks.drums import sounds as sounds
from tasks.drums import transcribe as transcribe
