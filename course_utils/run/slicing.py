"""Of all that a learner has run, the statements that certain names were made by."""

import ast
import builtins

# Calls on a value that only look at it or train on it: a program that makes the data can do without them.
_LOOKS = {"fit", "evaluate", "predict", "summary", "plot", "show", "head", "describe", "compile"}
_SEEDS = {"seed", "set_random_seed", "set_seed"}


def slice_for(
    names: set[str], statements: list[tuple[ast.stmt, str]], ours: set[str]
) -> tuple[list[str], set[str]]:
    """The statements that define or change `names`, in order, and the names that nothing defines.

    Args:
        names: needed at the end.
        statements: syntax tree and text of each, in the order they ran.
        ours: names whose calls change nothing of the learner's, such as `print` or `plots`.

    Returns:
        (texts, undefined): an import is cut down to the names that are needed.
    """
    needed = set(names)
    texts: list[str] = []
    for statement, text in reversed(statements):
        made = _stored(statement)
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            if wanted := made & needed:
                texts.append(_only(statement, wanted))
                needed -= wanted
        elif made & needed or _changes(statement, needed, ours) or _sets_a_seed(statement):
            texts.append(text)
            if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.ClassDef)):
                needed -= made
            needed |= names_in(statement) | (made if isinstance(statement, ast.AugAssign) else set())
    return _without_repeats(texts[::-1]), needed - set(dir(builtins))


def names_in(node: ast.AST) -> set[str]:
    """The names that a piece of program reads from around it."""
    read = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    inner = [n for n in ast.walk(node) if isinstance(n, (ast.FunctionDef, ast.Lambda))]
    parameters = {a.arg for f in inner for a in ast.walk(f.args) if isinstance(a, ast.arg)}
    local = {n for f in inner if isinstance(f, ast.FunctionDef) for s in f.body for n in _stored(s)}
    loops = {n for c in ast.walk(node) if isinstance(c, ast.comprehension) for n in _targets(c.target)}
    return read - parameters - local - loops


def _stored(statement: ast.stmt) -> set[str]:
    """The names that a statement binds in its own scope."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return {statement.name}
    return {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _targets(target: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}


def _changes(statement: ast.stmt, needed: set[str], ours: set[str]) -> bool:
    """Whether it changes a needed value in place: x[0] = 1, rng.shuffle(x), x.sort()."""
    for node in ast.walk(statement):
        if isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, ast.Store):
            if _root(node) in needed:
                return True
        if isinstance(node, ast.Call) and _root(node.func) not in ours and not _only_looks(node):
            if _root(node.func) in needed and isinstance(node.func, ast.Attribute) and _is_value(node.func):
                return True
            if isinstance(statement, ast.Expr) and node is statement.value:
                return any(_targets(argument) & needed for argument in node.args)
    return False


def _only_looks(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in _LOOKS


def _is_value(function: ast.Attribute) -> bool:
    # `rng.normal()` draws from a value; `np.zeros()` and `keras.layers.Dense()` call into a module.
    return isinstance(function.value, ast.Name) and function.value.id not in (
        "np",
        "keras",
        "tf",
        "data",
        "layers",
        "math",
    )


def _sets_a_seed(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _SEEDS


def _root(node: ast.AST) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _only(statement: ast.Import | ast.ImportFrom, wanted: set[str]) -> str:
    kept = [a for a in statement.names if (a.asname or a.name.partition(".")[0]) in wanted]
    cut = (
        ast.Import(kept)
        if isinstance(statement, ast.Import)
        else ast.ImportFrom(statement.module, kept, statement.level)
    )
    return ast.unparse(cut)


def _without_repeats(texts: list[str]) -> list[str]:
    """An import that two cells repeat stands once."""
    return [t for i, t in enumerate(texts) if not (t.startswith(("import ", "from ")) and t in texts[:i])]
