"""YAML as people write it here, with the line of every value.

A small, strict reading of YAML: no anchors or aliases, no duplicate keys, no surprises ("NO" is
Norway, not false). Errors of the schema are brought back to file, line and closest match.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec
import yaml

from consent_app.content.problems import ContentError, Problem, closest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

T = TypeVar("T")

_DEPTH = 20
_UNSEEN_BREAK = re.compile("[\x85\u2028\u2029]")
"""Line breaks to YAML and to no editor: they would change words and line numbers unseen."""
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}\Z")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}

Path_ = tuple[str | int, ...]


@dataclass(slots=True)
class Tree:
    """Plain values of a YAML file and the line (from 1) on which each one stands."""

    file: Path
    value: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """Return the line of a path, or of the nearest value above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path_, code: Any, value: str = "", near: str = "") -> Problem:
        """Return a problem at a path of this file."""
        return Problem(self.file, self.line(path), self.where(path), code, value, near)

    def where(self, path: Path_) -> str:
        """Name a path for a reader: list entries by their id where they have one."""
        names, here = [], self.value
        for step in path:
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                here = None
            known = here.get("id") if isinstance(here, dict) else None
            names.append(str(known) if isinstance(step, int) and known else str(step))
        return ".".join(names)


def read(file: Path) -> Tree:
    """Read a YAML file.

    Raises:
        ContentError: the file is missing, unreadable, not YAML, or uses what is not allowed here.

    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError([Problem(file, 1, "", "file_missing")]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError([Problem(file, 1, "", "file_unreadable", str(error))]) from None
    return parse(text, file)


def parse(text: str, file: Path) -> Tree:
    """Read YAML text; `file` is named in problems.

    Raises:
        ContentError: as for `read`.

    """
    tree = Tree(file)
    if unseen := _UNSEEN_BREAK.search(text):
        line = text.count("\n", 0, unseen.start()) + 1
        raise ContentError([Problem(file, line, "", "not_yaml", f"U+{ord(unseen[0]):04X}")])
    try:
        _scan(text, tree)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        what = error.problem or ""
        raise ContentError([Problem(file, line, "", "not_yaml", what)]) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise ContentError([Problem(file, 1, "", "not_yaml", str(error))]) from None
    if node is not None:
        tree.value = _plain(node, (), tree)
    return tree


def _scan(text: str, tree: Tree) -> None:
    """Refuse anchors before they expand, and a depth at which `compose` would use up the stack."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        anchored = getattr(event, "anchor", None) is not None
        if anchored or depth > _DEPTH:
            line = event.start_mark.line + 1 if event.start_mark else 1
            code: Literal["alias", "too_deep"] = "alias" if anchored else "too_deep"
            raise ContentError([Problem(tree.file, line, "", code)])


def _plain(node: yaml.Node, path: Path_, tree: Tree) -> Any:
    line = node.start_mark.line + 1
    tree.lines[path] = line
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, tree)
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            key_line = key_node.start_mark.line + 1
            if key is None:
                raise ContentError([Problem(tree.file, key_line, "", "not_yaml", "key")])
            if key in result:
                raise ContentError([Problem(tree.file, key_line, "", "duplicate_key", key)])
            result[key] = _plain(value_node, (*path, key), tree)
            tree.lines[(*path, key)] = key_line
        return result
    return [_plain(child, (*path, n), tree) for n, child in enumerate(node.value)]


def _scalar(node: yaml.ScalarNode, path: Path_, tree: Tree) -> Any:
    if node.style:  # quoted or block: words as they stand
        return node.value
    text: str = node.value
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    if day := _DATE.match(text):
        try:
            return date(*map(int, day.groups()))
        except ValueError:
            line = node.start_mark.line + 1
            where = ".".join(map(str, path))
            raise ContentError([Problem(tree.file, line, where, "wrong_value", text)]) from None
    return text


def convert(tree: Tree, kind: type[T]) -> T:
    """Turn the values of a file into a struct.

    Raises:
        ContentError: the first value that does not fit, with its line and the closest match.

    """
    try:
        return msgspec.convert(tree.value, kind, strict=True)
    except msgspec.ValidationError as error:
        raise ContentError([_locate(tree, kind, str(error))]) from None


_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)
_QUOTED = re.compile(r"`([^`]*)`|'([^']*)'")


def _locate(tree: Tree, kind: type, message: str) -> Problem:
    match = _AT.match(message)
    what, raw = (match["what"], match["path"] or "$") if match else (message, "$")
    path = _path(raw)
    quoted = [a or b for a, b in _QUOTED.findall(what)]
    named = quoted[-1] if quoted else ""
    if "unknown field" in what:
        path = path[:-1] if path and path[-1] == named else path
        near = closest(named, _fields_at(tree, kind, path))
        return tree.problem((*path, named), "unknown_key", named, near)
    if "missing required field" in what:
        return tree.problem(path, "missing_key", named)
    given = _value_at(tree.value, path)
    if "Invalid enum value" in what or "Invalid value" in what:
        near = closest(str(given), _choices_at(kind, path, tree))
        return tree.problem(path, "wrong_value", str(given), near)
    code = "wrong_value" if "matching" in what or "length" in what or ">=" in what else "wrong_type"
    return tree.problem(path, code, f"{given!r} ({what})")


def _path(raw: str) -> Path_:
    """Turn ``$.risks[3].unit`` into ``("risks", 3, "unit")``; keys of maps show as ``[...]``."""
    steps: list[str | int] = []
    for name, index in re.findall(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[([^\]]*)\]", raw):
        if name:
            steps.append(name)
        elif index.isdigit():
            steps.append(int(index))
        else:
            break
    return tuple(steps)


def _value_at(value: Any, path: Path_) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _node_types(kind: Any, path: Path_, tree: Tree) -> Iterator[msgspec.inspect.Type]:
    """Yield the declared types that can stand at a path, narrowed by the tag where there is one."""
    nodes = [msgspec.inspect.type_info(kind)]
    here = tree.value
    for step in path:
        nodes = [child for node in _flat(nodes, here) for child in _children(node, step)]
        here = _value_at(here, (step,))
    yield from _flat(nodes, here)


def _flat(nodes: list[Any], value: Any) -> Iterator[Any]:
    for node in nodes:
        if isinstance(node, msgspec.inspect.Metadata):
            yield from _flat([node.type], value)
        elif isinstance(node, msgspec.inspect.UnionType):
            yield from _flat(list(node.types), value)
        elif isinstance(node, msgspec.inspect.StructType) and node.tag_field:
            given = value.get(node.tag_field) if isinstance(value, dict) else None
            if given in (None, node.tag):
                yield node
        else:
            yield node


def _children(node: Any, step: str | int) -> Iterator[Any]:
    match node:
        case msgspec.inspect.StructType():
            yield from (f.type for f in node.fields if f.encode_name == step)
        case msgspec.inspect.DictType():
            yield node.value_type
        case msgspec.inspect.VarTupleType() | msgspec.inspect.ListType():
            yield node.item_type


def _fields_at(tree: Tree, kind: type, path: Path_) -> Iterator[str]:
    for node in _node_types(kind, path, tree):
        if isinstance(node, msgspec.inspect.StructType):
            yield from (f.encode_name for f in node.fields)


def _choices_at(kind: type, path: Path_, tree: Tree) -> Iterator[str]:
    nodes = list(_node_types(kind, path, tree))
    if path and not any(isinstance(n, msgspec.inspect.LiteralType) for n in nodes):
        info = [msgspec.inspect.type_info(kind)]
        above = list(_node_types(kind, path[:-1], tree)) or info
        nodes += [n for a in above for n in _children(a, path[-1])]
        if isinstance(path[-1], str):
            yield from _tags(kind, path[:-1], tree)
    for node in nodes:
        if isinstance(node, msgspec.inspect.LiteralType):
            yield from map(str, node.values)


def _tags(kind: type, path: Path_, tree: Tree) -> Iterator[str]:
    """Yield the tags of a tagged union at a path whose own tag is the wrong value."""
    for node in _node_types(kind, path[:-1], tree):
        for child in _children(node, path[-1]) if path else ():
            types = child.types if isinstance(child, msgspec.inspect.UnionType) else [child]
            for one in types:
                if isinstance(one, msgspec.inspect.StructType) and one.tag is not None:
                    yield str(one.tag)
