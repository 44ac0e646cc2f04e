"""How tags and chapters lie in files: ID3, Vorbis comments, and what mutagen reads."""
