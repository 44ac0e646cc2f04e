"""What the adviser keeps of an artist: only what they said it shall.

embedder   what turns a sentence into a vector, in this process and without a network
matching   which fact a question is about: cosine and shared words; knows no database
facts      facts as rows: kept, corrected, forgotten, taken back
vectors    the vectors of facts, made anew after a change of the embedder
"""
