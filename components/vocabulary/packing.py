"""Each package of our scripts (`esm=…` of a component) as one file.

A page would ask for some thirty small ones, in four rounds, because a module is asked for when the one that needs it is
here. In the packed file each module is a function that is called once and gives what the module exports. This reads our
own way of writing, in which imports and exports begin their lines. A package that is written otherwise is served as it
is, module by module.
"""

import re
from pathlib import Path

from nicegui.dependencies import esm_modules, importmap_overrides, register_importmap_override

from components.vocabulary import made

OURS = Path(__file__).parents[1]
START = 'index.js'
_IMPORT = re.compile(r'^import (?:(\{[^{}]*\}|\* as \w+) from )?"([^"]+)";$', re.MULTILINE)
_PASSED_ON = re.compile(r'^export (\*|\{[^{}]*\}) from "([^"]+)";$', re.MULTILINE)
_LISTED = re.compile(r'^export (\{[^{}]*\});$', re.MULTILINE)
_DECLARED = re.compile(r'^export (?=(?:async )?(?:const|class|function\*?) (\w+|\[[\w, ]+\]))', re.MULTILINE)
_WRITTEN_OTHERWISE = re.compile(r'^(?:import|export)\b|(?<!\{)\bimport\s*[(.]', re.MULTILINE)
_WORD = re.compile(r'\w+')


class WrittenOtherwise(ValueError):
    """A package has what this cannot put into one file."""


def pack_all() -> None:
    """Have pages load each of our packages as one file, from now on."""
    for package in esm_modules.values():
        if OURS in package.path.parents:
            try:
                packed = pack({path.name: path.read_text() for path in package.path.glob('*.js')})
            except WrittenOtherwise:
                continue
            register_importmap_override(package.name, made.address(package.name, 'js', packed))


def ask_early(*names: str) -> str:
    """What a page's head says, so that these packages are asked for with its first scripts, and not when those run."""
    each = [importmap_overrides[name] for name in names if name in importmap_overrides]
    return ''.join(f'<link rel="modulepreload" href="{one}">' for one in each)


def pack(modules: dict[str, str]) -> str:
    """One module that exports what `index.js` does, made of the modules of a package by their names."""
    package = _Package(modules)
    names = package.take(START)
    return ''.join(
        [
            *(f'import * as {variable} from "{source}";\n' for source, variable in package.others.items()),
            *package.pieces,
            f'export const {{ {", ".join(names)} }} = {package.variables[START]};\n',
        ]
    )


class _Package:
    """The modules of a package, each behind those that it needs. `others` are other packages, by their names."""

    def __init__(self, modules: dict[str, str]) -> None:
        self._modules = modules
        self._exports: dict[str, list[str]] = {}
        self.variables: dict[str, str] = {}
        self.others: dict[str, str] = {}
        self.pieces: list[str] = []

    def take(self, name: str) -> list[str]:
        """Take in a module, once; returns the names that it exports."""
        if name in self._exports:
            return self._exports[name]
        if name in self.variables or name not in self._modules:
            raise WrittenOtherwise(f'{name} is not there, or needs what needs it')
        self.variables[name] = f'$m{len(self.variables)}'
        given: dict[str, str] = {}
        text = _IMPORT.sub(self._imported, self._modules[name])
        text = _PASSED_ON.sub(lambda found: self._passed_on(found, given), text)
        for listed in _LISTED.findall(text):
            given.update({out: here for here, out in _pairs(listed)})
        for declared in _DECLARED.findall(text):
            given.update({word: word for word in _WORD.findall(declared)})
        text = _DECLARED.sub('', _LISTED.sub('', text))
        if _WRITTEN_OTHERWISE.search(text):
            raise WrittenOtherwise(f'{name} has an import or an export that does not stand on a line of its own')
        gives = ', '.join(f'{out}: {value}' for out, value in given.items())
        self.pieces.append(f'const {self.variables[name]} = (() => {{\n{text}\nreturn {{ {gives} }};\n}})();\n')
        self._exports[name] = list(given)
        return self._exports[name]

    def _imported(self, found: re.Match[str]) -> str:
        what, source = found.groups()
        variable = self._variable(source)
        if what is None:
            return ''
        return f'const {what[5:] if what.startswith("*") else what.replace(" as ", ": ")} = {variable};'

    def _passed_on(self, found: re.Match[str], given: dict[str, str]) -> str:
        what, source = found.groups()
        variable = self._variable(source)
        if what == '*' and not source.startswith('./'):
            raise WrittenOtherwise(f'what {source} exports is not known here')
        pairs = [(name, name) for name in self.take(source[2:])] if what == '*' else _pairs(what)
        given.update({out: f'{variable}.{name}' for name, out in pairs})
        return ''

    def _variable(self, source: str) -> str:
        """What stands for all that another module exports."""
        if not source.startswith('./'):
            return self.others.setdefault(source, f'$o{len(self.others)}')
        self.take(source[2:])
        return self.variables[source[2:]]


def _pairs(listed: str) -> list[tuple[str, str]]:
    """What stands in braces: each name, and what it is called outside."""
    words = [part.split(' as ') for part in listed.strip('{}').split(',') if part.strip()]
    return [(pair[0].strip(), pair[-1].strip()) for pair in words]
