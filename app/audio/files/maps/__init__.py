"""Where the sound of a file lies, asked for every one of its bytes: no header is believed against them."""
