"""What the levelling area answers besides its pages: files out, archives, reports."""
