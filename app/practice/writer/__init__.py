"""Another engine that writes lines: a model behind an address that the operator has named.

chat       one question to a server that talks like OpenAI's, in sentences where it does not answer
lines      what is asked, and an answer as notes
writing    the whole way: our own generator lays the piece out, the model writes its line, the same gates judge it
"""
