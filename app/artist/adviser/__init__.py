"""The adviser: what is asked becomes an intent, and each intent has one answer that stands on the artist's own rows.

intents    what can be asked: 26 intents, and how buttons name them
slots      what a question names: platform, number, period, release, what is aimed at; knows no database
periods    which days a question is about; `named_days` by their names, `calendar_days` as the calendar has them
follow_ups a short question that goes on from the one before it: “and in May?”
countries  their names, because no number is kept by one
spelling   how hurried people write, and how it is meant
features   what the router looks at in a question
router     which intent a question is, or three that it may be, or none; knows no database
says       an answer in the making: sentences whose numbers each know where they come from
asked      a question on its way
known      all that an answer may stand on, read for one artist
going_on   the same for one artist: what it takes over, and how the answer says so
reckoning  what is reckoned from a series: sums, what is usual, days that stand apart, pace
places     where the rows are seen that an answer stands on
answers    an answer for each intent, in several files by subject
answering  the whole way from a question to its answer; `app.artist.talk` keeps the conversation
"""
