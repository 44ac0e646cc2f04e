"""What a worker runs for the voice area."""

from tasks.voice import change as change
from tasks.voice import effect as effect
from tasks.voice import learn as learn
from tasks.voice import speak as speak
from tasks.voice import storing as storing
