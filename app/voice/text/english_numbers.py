"""Numbers in English words, as they are said in the United States."""

ONES = (
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen '
    'seventeen eighteen nineteen'
).split()
TENS = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split()
SCALES = ('', 'thousand', 'million', 'billion', 'trillion', 'quadrillion')
_ORDINALS = {
    'one': 'first',
    'two': 'second',
    'three': 'third',
    'five': 'fifth',
    'eight': 'eighth',
    'nine': 'ninth',
    'twelve': 'twelfth',
}
_ROMAN = {'I': 1, 'V': 5, 'X': 10, 'L': 50, 'C': 100, 'D': 500, 'M': 1000}
MOST_DIGITS = 3 * len(SCALES)


def cardinal(number: int) -> str:
    """How many: 'one hundred twenty-three'."""
    if number < 0:
        return f'minus {cardinal(-number)}'
    if number < 20:
        return ONES[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return TENS[tens] + (f'-{ONES[rest]}' if rest else '')
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f'{ONES[hundreds]} hundred' + (f' {cardinal(rest)}' if rest else '')
    if number >= 10**MOST_DIGITS:
        return digits(str(number), 'zero')
    groups = []
    for scale in SCALES:
        number, rest = divmod(number, 1000)
        if rest:
            groups.append(f'{cardinal(rest)} {scale}'.strip())
    return ' '.join(reversed(groups))


def ordinal(number: int) -> str:
    """Which one: 'twenty-first'."""
    words = cardinal(number)
    head, cut, last = words.rpartition('-') if '-' in words.split()[-1] else words.rpartition(' ')
    if last not in _ORDINALS:
        last_ordinal = f'{last[:-1]}ieth' if last.endswith('y') else f'{last}th'
    else:
        last_ordinal = _ORDINALS[last]
    return head + cut + last_ordinal


def year(number: int) -> str:
    """As years are said: 'nineteen oh eight', 'two thousand five', 'twenty twenty-six'."""
    century, rest = divmod(number, 100)
    if (century % 10 == 0 and rest < 10) or not 1000 < number < 10_000:
        return cardinal(number)
    if rest == 0:
        return f'{cardinal(century)} hundred'
    return f'{cardinal(century)} {"oh " if rest < 10 else ""}{cardinal(rest)}'


def decade(number: int) -> str:
    """As decades are said: 'nineteen nineties'."""
    words = year(number)
    return f'{words[:-1]}ies' if words.endswith('y') else f'{words}s'


def digits(text: str, zero: str = 'oh') -> str:
    """One digit after the other; what is no digit makes a short stop between groups."""
    said = ''.join(f'{zero if sign == "0" else ONES[int(sign)]} ' if sign.isdecimal() else ', ' for sign in text)
    return ' '.join(said.replace(' ,', ',').split()).strip(', ').replace(', ,', ',')


def number(text: str) -> str:
    """A number as it is written, with commas, a point, or a sign before it."""
    sign = 'minus ' if text[0] in '-−' else 'plus ' if text[0] == '+' else ''
    whole, point, behind = text.lstrip('-−+').replace(',', '').partition('.')
    if len(whole) > MOST_DIGITS or (len(whole) > 1 and whole[0] == '0' and not point):
        return sign + digits(whole)
    said = cardinal(int(whole)) if whole else 'zero'
    return sign + said + (f' point {digits(behind, "zero")}' if point and behind else '')


def is_one(text: str) -> bool:
    """Whether what is counted by it stands in the singular."""
    return text.lstrip('-−+') in ('1', '1.0', '1.00')


def roman(text: str) -> int | None:
    """The value of a Roman numeral; None where it is none that anybody would write."""
    total = 0
    for sign, after in zip(text, [*text[1:], ''], strict=True):
        value = _ROMAN[sign]
        total += -value if after and _ROMAN[after] > value else value
    return total if total and to_roman(total) == text else None


def to_roman(value: int) -> str:
    """The one way to write it."""
    steps = (1000, 'M'), (900, 'CM'), (500, 'D'), (400, 'CD'), (100, 'C'), (90, 'XC'), (50, 'L'), (40, 'XL')
    written = ''
    for size, sign in (*steps, (10, 'X'), (9, 'IX'), (5, 'V'), (4, 'IV'), (1, 'I')):
        count, value = divmod(value, size)
        written += sign * count
    return written
