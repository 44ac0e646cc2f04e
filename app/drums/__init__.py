"""Drums: a song in, a drum map out, and the community makes it right."""
