"""Which decoder reads a file, and those that read it in parts."""
