"""A language model behind an address that the operator has named, behind guard rails. Without one, nothing here runs.

asking     the whole way: whether it may be asked, its tools, its answer, our own where it does not pass
tools      what it may look up: read-only, of this artist alone, whatever it asks for
checking   whether each number of an answer stands in what it was told; what is taken out of it
calls      what each question took, for limits and for the admin
"""
