"""Of all that a learner has run, the statements that certain names were made by."""

import ast
import builtins
import symtable
from collections.abc import Iterator
from functools import cached_property

# Calls on a value that only look at it or train on it: a program that makes the data can do without them.
_LOOKS = {
    "fit",
    "evaluate",
    "predict",
    "summary",
    "plot",
    "show",
    "head",
    "describe",
    "compile",
    "items",
    "get",
}
_CHANGES_AN_ARRAY = {"sort", "fill", "resize", "put", "partition", "setflags", "byteswap"}
_SEEDS = {"seed", "set_random_seed", "set_seed"}
# Functions that change nothing of what they are given.
_OURS = {"display", "FitLab", "run_fit", "check", "predict", "reveal", "plots", "plt", "lab", *dir(builtins)}


class Statement:
    """One statement of a program: its syntax tree, and its text without the indentation it stood at."""

    def __init__(self, node: ast.stmt, source: str):
        self.node = node
        self.text = _text(node, source)

    @cached_property
    def binds(self) -> set[str]:
        """The names that it gives a value."""
        return {s.get_name() for s in self._table.get_symbols() if s.is_assigned() or s.is_imported()}

    @cached_property
    def reads(self) -> set[str]:
        """The names that it reads when it runs."""
        changed = [n.target for n in ast.walk(self.node) if isinstance(n, ast.AugAssign)]
        return set(_read(self._table, inside_functions=False)) | {_root(target) for target in changed}

    @cached_property
    def reads_later(self) -> set[str]:
        """The names that the functions which it defines read when they are called."""
        return set(_read(self._table, inside_functions=True))

    @property
    def is_import(self) -> bool:
        """Whether it is an import by itself."""
        return isinstance(self.node, (ast.Import, ast.ImportFrom))

    @property
    def is_definition(self) -> bool:
        """Whether it defines a function or a class."""
        return isinstance(self.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))

    @property
    def replaces(self) -> bool:
        """Whether nothing is left of what its names were before; a loop or an `if` may leave something."""
        return self.is_definition or isinstance(self.node, (ast.Assign, ast.AnnAssign))

    def only(self, names: set[str]) -> str:
        """An import, cut down to some of its names."""
        kept = [alias for alias in self.node.names if (alias.asname or alias.name.partition(".")[0]) in names]
        if isinstance(self.node, ast.Import):
            return ast.unparse(ast.Import(kept))
        return ast.unparse(ast.ImportFrom(self.node.module, kept, self.node.level))

    @cached_property
    def _table(self) -> symtable.SymbolTable:
        try:
            return symtable.symtable(self.text, "cell", "exec")
        except SyntaxError:  # `nonlocal`, for one, means nothing outside its function
            return symtable.symtable("", "cell", "exec")


def parse(source: str) -> list[Statement]:
    """The statements of a program, one below the other; none where it is not Python."""
    try:
        return [Statement(node, source) for node in ast.parse(source).body]
    except SyntaxError:
        return []


def slice_for(
    names: set[str], statements: list[Statement], arrays: frozenset[str] = frozenset()
) -> tuple[list[str], list[str], set[str]]:
    """The statements that define or change `names`.

    Args:
        names: needed at the end.
        statements: all that ran, in the order in which they ran.
        arrays: names that hold arrays, most of whose methods change nothing.

    Returns:
        (imports, texts, missing): imports that are cut down to what is needed, the other statements in order,
        and the names that nothing defines.
    """
    later = _what_calls_read(statements)
    fixed = {n for s in statements if s.is_import or s.is_definition for n in s.binds}
    needed, defined = later.closure(names), set()
    imports, texts = [], []
    for statement in reversed(statements):
        wanted = statement.binds & needed
        if statement.is_import:
            imports += [statement.only(wanted)] if wanted else []
            needed -= wanted
        elif (
            wanted
            or _changes(statement, needed - fixed, arrays)
            or (_sets_a_seed(statement) and any(not s.is_definition for s in texts))
        ):
            texts.append(statement)
            defined |= statement.binds
            if statement.replaces:
                needed -= statement.binds
            reads = later.closure(statement.reads)
            needed |= reads - statement.binds if statement.is_definition else reads
    missing = needed - defined - set(dir(builtins)) - {""}
    return sorted(set(imports)), [s.text for s in reversed(texts)], missing


class _Later(dict):
    """Name → what is read when the function of that name is called."""

    def closure(self, names: set[str]) -> set[str]:
        """The names, and what calling them would read, and so on."""
        found, new = set(), set(names)
        while new:
            found |= new
            new = {inner for name in new for inner in self.get(name, ())} - found
        return found


def _what_calls_read(statements: list[Statement]) -> _Later:
    later = _Later()
    for statement in statements:
        for name in statement.binds if statement.reads_later else ():
            later[name] = later.get(name, set()) | statement.reads_later
    return later


def _read(table: symtable.SymbolTable, inside_functions: bool, within: bool = False) -> Iterator[str]:
    """Names that a scope and those in it read from the program around them."""
    if within == inside_functions:
        top = table.get_type() == "module"
        yield from (s.get_name() for s in table.get_symbols() if s.is_referenced() and (top or s.is_global()))
    for inner in table.get_children():
        at_once = inner.get_type() == "class" or inner.get_name() in (
            "listcomp",
            "setcomp",
            "dictcomp",
            "genexpr",
        )
        yield from _read(inner, inside_functions, within or not at_once)


def _changes(statement: Statement, values: set[str], arrays: frozenset[str]) -> bool:
    """Whether it changes one of the values in place: x[0] = 1, rng.shuffle(x), x.sort()."""
    if statement.is_definition or not values:
        return False
    nodes = list(ast.walk(statement.node))
    parts = [
        n for n in nodes if isinstance(n, (ast.Subscript, ast.Attribute)) and not isinstance(n.ctx, ast.Load)
    ]
    if any(_root(part) in values for part in parts):
        return True
    if any(isinstance(n, ast.Call) and _changes_its_object(n, values, arrays) for n in nodes):
        return True
    call = statement.node.value if isinstance(statement.node, ast.Expr) else None
    return isinstance(call, ast.Call) and _may_change_an_argument(call, values)


def _changes_its_object(call: ast.Call, values: set[str], arrays: frozenset[str]) -> bool:
    if not isinstance(call.func, ast.Attribute) or _root(call.func) not in values:
        return False
    method, name = call.func.attr, _root(call.func)
    return method in _CHANGES_AN_ARRAY if name in arrays else method not in _LOOKS


def _may_change_an_argument(call: ast.Call, values: set[str]) -> bool:
    if _root(call.func) in _OURS or (isinstance(call.func, ast.Attribute) and call.func.attr in _LOOKS):
        return False
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(isinstance(n, ast.Name) and n.id in values for argument in given for n in ast.walk(argument))


def _sets_a_seed(statement: Statement) -> bool:
    call = statement.node.value if isinstance(statement.node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _SEEDS


def _root(node: ast.AST) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _text(node: ast.stmt, source: str) -> str:
    """The statement as it was written, with its decorators, moved to the left edge."""
    first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
    whole = ast.Pass(
        lineno=first,
        col_offset=node.col_offset,
        end_lineno=node.end_lineno,
        end_col_offset=node.end_col_offset,
    )
    head, *rest = (ast.get_source_segment(source, whole) or ast.unparse(node)).split("\n")
    indent = " " * node.col_offset
    text = "\n".join([head, *(line.removeprefix(indent) for line in rest)])
    # A text of several lines, whose lines are part of its value, must not be moved.
    return text if _same(text, node) else ast.unparse(node)


def _same(text: str, node: ast.stmt) -> bool:
    try:
        return ast.dump(ast.parse(text)) == ast.dump(ast.Module([node], []))
    except SyntaxError:
        return False
