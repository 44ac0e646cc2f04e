"""Cuts an ONNX model in parts, so that what flows between them can be looked at and changed.

A model is a message of protocol buffers: fields, each with a number and a length. A part is made of the same bytes,
with the nodes and weights that lead to its outputs; nothing in them has to be understood, so no library for models is
needed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_GRAPH = 7  # of a model
_NODE, _NAME, _WEIGHTS, _INPUT, _OUTPUT, _KNOWN = 1, 2, 5, 11, 12, 13  # of a graph
_READS, _MAKES = 1, 2  # of a node
_NAME_OF_WEIGHTS = 8
FLOATS, WHOLE_NUMBERS = 1, 7
"""Kinds of numbers, as ONNX counts them."""

Shape = Sequence[int | str]


@dataclass(frozen=True, slots=True)
class Takes:
    """One input of a part: the kind of its numbers, and its sizes; a size that changes has a name instead."""

    kind: int
    shape: Shape


def part(model: bytes | memoryview, takes: Mapping[str, Takes], makes: Sequence[str]) -> bytes:
    """The part of a model between some of its tensors, as a model.

    Raises
    ------
    ValueError : an output depends on something that is not among the inputs.
    """
    fields = list(_fields(memoryview(model)))
    parts = [one for number, graph, _ in fields if number == _GRAPH for one in _fields(graph)]  # several are one
    nodes, weights = _needed(parts, set(takes), makes)
    kept = [
        raw
        for place, (number, _, raw) in enumerate(parts)
        if place in nodes or place in weights or number not in (_NODE, _WEIGHTS, _INPUT, _OUTPUT, _KNOWN)
    ]
    inputs = [_bytes(_INPUT, _value(name, one.kind, one.shape)) for name, one in takes.items()]
    outputs = [_bytes(_OUTPUT, _value(name, FLOATS, None)) for name in makes]
    around = [raw for number, _, raw in fields if number != _GRAPH]
    return b''.join([*around, _bytes(_GRAPH, b''.join([*kept, *inputs, *outputs]))])


def _needed(
    parts: Sequence[tuple[int, memoryview, memoryview]], given: set[str], makes: Sequence[str]
) -> tuple[set[int], set[int]]:
    """The places of the nodes and of the weights that the outputs depend on."""
    made_by, reads, weights_at = dict[str, int](), dict[int, list[str]](), dict[str, int]()
    for place, (number, content, _) in enumerate(parts):
        if number == _NODE:
            inside = [(field, str(text, 'utf-8')) for field, text, _ in _fields(content) if field in (_READS, _MAKES)]
            reads[place] = [text for field, text in inside if field == _READS]
            made_by |= {text: place for field, text in inside if field == _MAKES}
        elif number == _WEIGHTS:
            name = next(str(text, 'utf-8') for field, text, _ in _fields(content) if field == _NAME_OF_WEIGHTS)
            weights_at[name] = place
    nodes, weights, wanted, seen = set[int](), set[int](), list(makes), set(given) | {''}
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in weights_at:
            weights.add(weights_at[name])
        elif name in made_by:
            nodes.add(made_by[name])
            wanted += reads[made_by[name]]
        else:
            raise ValueError(f'“{name}” comes from outside of this part')
    return nodes, weights


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview, memoryview]]:
    """The fields of a message: the number of each, its content, and all of its bytes."""
    at = 0
    while at < len(message):
        begin = at
        key, at = _number(message, at)
        kind = key & 7
        if kind == 0:
            _, end = _number(message, at)
        elif kind == 1:
            end = at + 8
        elif kind == 2:
            length, at = _number(message, at)
            end = at + length
        elif kind == 5:
            end = at + 4
        else:
            raise ValueError('this is no message of protocol buffers')
        yield key >> 3, message[at:end], message[begin:end]
        at = end


def _number(message: memoryview, at: int) -> tuple[int, int]:
    """A number in seven bits a byte, and where it ends."""
    found = shift = 0
    while True:
        byte = message[at]
        found |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return found, at


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _value(name: str, kind: int, shape: Shape | None) -> bytes:
    """An input or output: its name, the kind of its numbers, and its sizes where they are told."""
    tensor = _varint(1 << 3) + _varint(kind)
    if shape is not None:
        sizes = [
            _bytes(2, size.encode()) if isinstance(size, str) else _varint(1 << 3) + _varint(size) for size in shape
        ]
        tensor += _bytes(2, b''.join(_bytes(1, size) for size in sizes))
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, tensor))
