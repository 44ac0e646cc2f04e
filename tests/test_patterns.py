"""Nothing that somebody sends may hold a process up: the time of every pattern grows with the text, not its square."""

import ast
import importlib
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import pytest

from app.voice.text import addresses, english, script
from app.voice.text.rules import Rule
from tests.test_architecture import FILES, module_name, nodes

parser: Any = importlib.import_module('re._parser')  # the very one that compiles them; nothing else reads patterns
COMPILED_FOR_OTHERS = 're.compile(pattern, flags)'
"""In `app.voice.text.rules`, whose rules are tried one by one, at each word of a text."""
SEEKING = {'search', 'sub', 'subn', 'findall', 'finditer', 'split'}
"""Ways of using a pattern that try it from every place of a text."""
WAYS = {'compile', 'match', 'fullmatch', *SEEKING}

SIGNS = ' \t\u00a0\u3000\n0٣aZé_-–—:;.,\'"`#[](){}<>/\\|*•~+=%&@!?$^→\x00\ufeff漢'
AROUND = (('', ''), ('', '\x01'), ('0:00 a', 'x'), ('a@', '\x01'))
FEW, MANY = 2_000, 10_000


USED = re.compile(rf'\.({"|".join(WAYS)})\(')
MODULES = [module_name(path) for path in FILES if re.search(r'\bre\.[a-z]+\(', path.read_text(encoding='utf-8'))]
"""Where patterns may be; they themselves are read when a test asks for them, because that takes seconds."""


@cache
def patterns() -> dict[str, tuple[re.Pattern[str], set[str]]]:
    """Every pattern of the program by its place, and the ways in which it is used there."""
    found, uses = {}, defaultdict(set)
    for path in (path for path in FILES if USED.search(path.read_text(encoding='utf-8'))):
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WAYS:
                uses[known_as(path, ast.unparse(node.func.value))].add(node.func.attr)
    for path in (path for path in FILES if module_name(path) in MODULES):
        for node in nodes(path):
            if isinstance(node, ast.Call) and is_from_re(node.func):
                place = f'{module_name(path)}:{node.lineno}'
                if ast.unparse(node) != COMPILED_FOR_OTHERS:
                    found[place] = pattern_of(path, node, uses)
    for number, one in enumerate(rules_of_reading()):
        found[f'app.voice.text.rules:{number}: {one.pattern[:30]}'] = (one, {'match', *SEEKING})
    return found


def is_from_re(function: ast.expr) -> bool:
    """Whether this is `re.compile` or its like."""
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return False
    return function.value.id == 're' and function.attr in WAYS


@cache
def rules_of_reading() -> tuple[re.Pattern[str], ...]:
    """The patterns of all rules by which texts are read, in every language and with a dictionary."""
    languages = ('en-us', 'es', 'fr', 'hi', 'it', 'pt-br')
    lists = [script._rules(language, (('word', 'said'),)) for language in languages]
    return tuple(dict.fromkeys(one.pattern for one in walked((*lists, english.rules(), addresses.rules('en')))))


def walked(value: Any) -> Iterator[Any]:
    """Whatever is a pattern, or has one, in lists of lists."""
    if isinstance(value, Rule | re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from walked(one)


def pattern_of(path: Any, call: ast.Call, uses: dict[str, set[str]]) -> tuple[re.Pattern[str], set[str]]:
    way = call.func.attr  # type: ignore[attr-defined]
    if way != 'compile':
        return re.compile(written_out(call.args[0])), {way}
    module = importlib.import_module(module_name(path))
    for node in nodes(path):
        if isinstance(node, ast.Assign) and node.value is call:
            name = ast.unparse(node.targets[0])
            return getattr(module, name), uses[known_as(path, name)]
    if isinstance(call.args[0], ast.Constant):  # one of a list of them, of which nobody tells how each is used
        held = [one for one in walked(list(vars(module).values())) if one.pattern == call.args[0].value]
        if held:
            return held[0], {'match', *SEEKING}
    raise AssertionError(f'{path}:{call.lineno}: give the pattern a name of its module, so that this test can try it')


def known_as(path: Any, name: str) -> str:
    """By which name a pattern is used; one that begins with _ is used in its own module alone."""
    last = name.split('.')[-1]
    return f'{path}:{last}' if last.startswith('_') else last


def written_out(pattern: ast.expr) -> str:
    """A pattern as it stands in the code; what it escapes matches only itself, so that any word may stand for it."""
    if not isinstance(pattern, ast.JoinedStr):
        return str(ast.literal_eval(pattern))
    parts = (part.value if isinstance(part, ast.FormattedValue) else part for part in pattern.values)
    return ''.join('word' if ast.unparse(part).startswith('re.escape(') else ast.literal_eval(part) for part in parts)


FOR_SHORT_TEXTS = (
    *('app.artist.adviser', 'app.artist.engine.checking', 'app.artist.imports.services', 'app.artist.memory.matching'),
)
"""They are tried on questions, answers of a model and names of files alone, whose length is bounded before."""
SHORT = 2_000


def places(module: str) -> list[tuple[str, re.Pattern[str], set[str]]]:
    """Every pattern of a module: its place, itself, and how it is used there."""
    return [(place, *found) for place, found in sorted(patterns().items()) if place.startswith(f'{module}:')]


@pytest.mark.parametrize('module', [module for module in MODULES if module.startswith(FOR_SHORT_TEXTS)])
def test_what_is_tried_on_short_texts_alone_is_soon_done_with_them(module: str) -> None:
    for place, pattern, _ in places(module):
        for sign, before in product((*SIGNS, 'how many ', 'a@', '0,'), ('', 'what ')):
            assert work(pattern.search, (before + sign * SHORT)[:SHORT]) < 0.2, (place, sign, before)


def test_the_patterns_are_found() -> None:
    found = {place.split(':')[0] for place in patterns()}
    assert 'app.audio.segments.lists' in found
    assert found <= set(MODULES), 'of each module that has patterns they are tried'
    assert len(patterns()) > 200
    kept = {name for path in FILES for name in from_re(path)}
    assert kept == set(), 'import re as a whole: this test looks for re.compile and its like'


def test_no_rule_of_reading_is_left_out() -> None:
    texts = [path for path in FILES if {'voice', 'text'} <= set(path.parts)]
    written = {ast.unparse(node) for path in texts for node in nodes(path) if is_rule(node)}
    assert len(rules_of_reading()) >= len(written) > 40


def is_rule(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == 'rule'


def from_re(path: Any) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module == 're':
            yield from (alias.name for alias in node.names)


ON_ANY_TEXT = [module for module in MODULES if not module.startswith(FOR_SHORT_TEXTS)]


@pytest.mark.parametrize('module', ON_ANY_TEXT)
def test_no_two_endless_repeats_of_the_same_signs_stand_side_by_side(module: str) -> None:
    for place, pattern, ways in places(module):
        clashes = [clash for one in spellings(pattern, bool(ways & SEEKING)) if (clash := side_by_side(one))]
        assert (place, clashes) == (place, [])


@pytest.mark.parametrize('module', ON_ANY_TEXT)
def test_the_time_for_equal_signs_grows_with_their_number(module: str) -> None:
    """Five times the signs take a linear pattern five times as long, and a quadratic one 25 times: seconds, here."""
    for place, pattern, ways in places(module):
        tried = {getattr(pattern, way) for way in ('match', 'fullmatch')}
        tried |= {pattern.search} if ways & SEEKING else set()
        for sign, (before, after), run in product(SIGNS, AROUND, tried):
            many = work(run, before + sign * MANY + after)
            if many >= 0.1:
                few = work(run, before + sign * FEW + after)
                assert many < 12 * few, (place, sign, before, after, few, many)


def work(run: Any, text: str) -> float:
    began = time.process_time()
    run(text.encode('utf-8') if isinstance(run.__self__.pattern, bytes) else text)
    return time.process_time() - began


@pytest.mark.parametrize(
    'pattern',
    [r'\s*\s*x', r'\W*?\s*:', r'.*\d+$', r'a+(?:b?a*)c', r'(?:\s+|-)*x', r'(a*)*', r'(?:x|[ab]*)a*', r'(?:ab*|b)*c'],
)
def test_what_is_refused_here_is_seen(pattern: str) -> None:
    assert any(map(side_by_side, spellings(re.compile(pattern), seeking=False)))


def test_a_pattern_that_is_looked_for_has_an_endless_beginning() -> None:
    assert any(map(side_by_side, spellings(re.compile(r'\s+x'), seeking=True)))
    assert not any(map(side_by_side, spellings(re.compile(r'\s+x'), seeking=False)))


Atom = tuple[frozenset[str], bool, bool]
"""The signs that a part takes, whether it may be left out, and whether it repeats without an end."""


def side_by_side(atoms: list[Atom]) -> str:
    """The signs that two endless repeats fight for, with nothing between them that must be there; '' if none do."""
    held: frozenset[str] = frozenset()
    for signs, optional, endless in atoms:
        if endless and held & signs:
            return ''.join(sorted(held & signs))
        held = (held if optional else frozenset()) | (signs if endless else frozenset())
    return ''


def spellings(pattern: re.Pattern[str], seeking: bool) -> list[list[Atom]]:
    """Every way through the alternatives of a pattern; one that is looked for begins with anything at all."""
    before: list[Atom] = [(frozenset(SIGNS), True, True)] if seeking else []
    found = ways_through(parser.parse(pattern.pattern, pattern.flags), pattern.flags)
    return [before + way if len(way) > 1 else way for way in found]  # a repeat alone takes what it finds, and goes on


def ways_through(parsed: Any, flags: int) -> list[list[Atom]]:
    found: list[list[Atom]] = [[]]
    for op, value in parsed:
        found = [one + more for one in found for more in ways_of(str(op), value, flags)]
    return found


def ways_of(op: str, value: Any, flags: int) -> list[list[Atom]]:
    if op == 'SUBPATTERN':
        return ways_through(value[-1], flags)
    if op == 'BRANCH':
        return [way for branch in value[1] for way in ways_through(branch, flags)]
    if op == 'AT' and str(value) == 'AT_END_STRING':
        return [[(frozenset(), False, False)]]  # a wall: nothing comes behind it
    if op in ('AT', 'ASSERT', 'ASSERT_NOT', 'GROUPREF'):  # what a reference repeats was counted where it stands
        return [[]]
    if op in ('MAX_REPEAT', 'MIN_REPEAT', 'POSSESSIVE_REPEAT'):
        least, most, body = value
        return repeated(least, most, body, flags)
    if op == 'ATOMIC_GROUP':
        return ways_through(value, flags)
    return [[(signs_of(op, value, flags), False, False)]]


def repeated(least: int, most: Any, body: Any, flags: int) -> list[list[Atom]]:
    """A repeat of one sign is an atom; one of several is spelled out twice, so that its end meets its beginning."""
    inside, endless = ways_through(body, flags), most > 64
    single = [way for way in inside if len(way) == 1 and not way[0][2]]
    if single:
        signs: frozenset[str] = frozenset().union(*(way[0][0] for way in single))
        inside = [way for way in inside if way not in single]
        single = [[(signs, least == 0, endless)]]
        if not inside:
            return single
    twice = [one + other for one, other in product(inside + single, repeat=2) if (one, other) != (*single, *single)]
    return ([[]] if least == 0 else []) + (twice if endless else inside + single)


def signs_of(op: str, value: Any, flags: int) -> frozenset[str]:
    """Which of the signs of this test one part of a pattern takes."""
    if op == 'ANY':
        return frozenset(SIGNS) - (frozenset() if flags & re.DOTALL else {'\n'})
    if op == 'IN':
        refused = str(value[0][0]) == 'NEGATE'
        taken: frozenset[str] = frozenset().union(*(signs_of(str(kind), what, flags) for kind, what in value[refused:]))
        return frozenset(SIGNS) - taken if refused else taken
    if op == 'RANGE':
        return frozenset(sign for sign in SIGNS if value[0] <= ord(sign) <= value[1])
    if op == 'CATEGORY':
        name = str(value).removeprefix('CATEGORY_')
        letter = {'DIGIT': 'd', 'SPACE': 's', 'WORD': 'w'}[name.removeprefix('NOT_')]
        wanted = re.compile('\\' + (letter.upper() if name.startswith('NOT_') else letter))
        return frozenset(filter(wanted.fullmatch, SIGNS))
    if op == 'NOT_LITERAL':
        return frozenset(SIGNS) - {chr(value)}
    assert op == 'LITERAL', op
    return frozenset(chr(value))
