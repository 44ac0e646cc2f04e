"""What a worker runs for the levelling area: the render, the look ahead, previews to listen to."""

from tasks.leveling import lookahead as lookahead
from tasks.leveling import opinion as opinion
from tasks.leveling import previews as previews
from tasks.leveling import render as render
