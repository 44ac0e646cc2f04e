"""Who plays along: the band of the house (`trio.perform`), and bands of another program where it is installed
(`mma`).
"""
