"""MP3: frames, the info header, and sections encoded side by side and joined."""
