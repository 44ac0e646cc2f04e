"""What is read: from a text as somebody wrote it to words as somebody would say them. It needs no engine."""
