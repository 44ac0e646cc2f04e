"""Makes music: `app.practice.generator.making.generate` is what others call; the same options are the same bytes."""
