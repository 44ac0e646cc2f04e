"""What the transcriber of drums is learnt from, and how well it hears."""
