"""Puts words into numbers whose angle says how near their meanings are: a small language model, read by numpy alone.

weights   its files: pinned by their checksums, and known to be whole before they are opened
minilm    the model itself

Whoever has words may ask it: Voice for sounds, the artist's memory for facts. It knows no database and no settings.
"""
