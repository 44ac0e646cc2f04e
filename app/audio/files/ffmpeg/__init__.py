"""Files that FFmpeg’s libraries read and write: containers, codecs, videos and stems."""
