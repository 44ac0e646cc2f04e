"""Pages for everybody: plain HTML from templates, in our look, readable without scripts and kept by caches."""
