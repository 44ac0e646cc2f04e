"""Slips of the fingers in mail addresses: what somebody probably meant. A hint, never a refusal."""

KNOWN = (
    *('gmail.com', 'googlemail.com', 'yahoo.com', 'yahoo.de', 'yahoo.co.uk', 'hotmail.com', 'hotmail.co.uk'),
    *('outlook.com', 'outlook.de', 'live.com', 'icloud.com', 'aol.com', 'gmx.de', 'gmx.net', 'gmx.at', 'web.de'),
    *('t-online.de', 'freenet.de', 'proton.me', 'protonmail.com', 'orange.fr', 'mail.com', 'me.com', 'msn.com'),
)
"""Where many people have their mail."""
SHORT = 8
"""In a shorter name two wrong letters are another name."""


def meant(email: str) -> str:
    """The address that was probably meant, or nothing: ann@gmaiml.com was meant for ann@gmail.com."""
    name, _, host = email.strip().lower().rpartition('@')
    if not name or not host or host in KNOWN:
        return ''
    near = sorted((steps, known) for known in KNOWN if 0 < (steps := _steps(host, known)) <= _most(known))
    return f'{name}@{near[0][1]}' if near else ''


def _most(known: str) -> int:
    return 1 if len(known) <= SHORT else 2


def _steps(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many or swapped with their neighbour."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before = before, row
        row = [at]
        for to, expected in enumerate(other, 1):
            found = min(before[to] + 1, row[-1] + 1, before[to - 1] + (letter != expected))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == expected:
                found = min(found, older[to - 2] + 1)
            row.append(found)
    return row[-1]
