"""The adviser: what is asked becomes an intent, and each intent has one answer that stands on the artist's own rows.

intents    what can be asked: 26 intents, each with words that point to it and five examples
slots      what a question names: platform, number, period, release, what is aimed at; knows no database
router     which intent a question is, or three that it may be, or none; knows no database
says       an answer in the making: sentences whose numbers each know where they come from
known      all that an answer may stand on, read for one artist
answers    an answer for each intent, in several files by subject
talk       the conversation: asked, answered, kept, its buttons pressed
"""
