"""What each scenario of a process executes: every function of the suite marks itself when it is entered.

The marks are put into the modules' syntax trees when they are imported, so only the suite's own functions pay for them:
a mark is one addition to a set. A nested function, a lambda or a generator marks the function that it is written in.

What runs outside every scenario (the start of the suite, the import of a module) may serve all later ones: it is told
of each of them. What a function does once and then remembers, as a `cached_property` or behind an `if`, is told of
every later scenario that reads that property or calls that function.

Knows nothing of the rest of the suite, because it must be there before anything else is imported.
"""

from __future__ import annotations

import ast
import builtins
import functools
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

CONDUCTS = ("acceptance.runner", "acceptance.reporting", "acceptance.proof", "acceptance.cli", "acceptance.commands")
"""What conducts runs and tells of them: it decides nothing about a platform."""
JUDGES = ("acceptance.runner.watch", "acceptance.runner.steps")
"""What stands among it and does."""
BLOCK = "profile "
PROCESS = "process "
"""How marks begin that are no functions: a block of the profile that was read, a module that was started."""
_PACKAGE = Path(__file__).parents[1]
_CACHING = ("cache", "cached_property", "lru_cache")
_GO_THROUGH_ALL = {"acceptance.profile.loading": ["load"], "acceptance.suite": ["register_secrets"]}
"""What reads the whole profile, whatever is used of it later."""
_MARK, _BEGIN, _END, _FOLLOW = "__executed__", "__remembers__", "__remembered__", "__followed__"


class _Marks(threading.local):
    """The marks of the thread that asks. `all` has those of every thread, also of such as have ended."""

    def __init__(self, every: list[set[str]]) -> None:
        self.own: set[str] = set()
        every.append(self.own)


class Trace:
    """The marks of one process. Methods may be called from any thread."""

    def __init__(self) -> None:
        self._every: list[set[str]] = []
        self._marks = _Marks(self._every)
        self._lasting: set[str] = set()
        self._below: dict[str, set[str]] = {}
        self._unfollowed: set[str] = set()
        self._silent = 0

    def mark(self, name: str) -> None:
        """Something is executed."""
        self._marks.own.add(name)

    def begin(self) -> None:
        """A scenario begins: what was executed so far may serve it and all later ones."""
        self._lasting |= self._taken_of_all()

    def end(self) -> frozenset[str]:
        """A scenario has ended: all that it executed, itself or through what was remembered for it."""
        own = self._taken_of_all() | self._lasting
        while more := {mark for one in own & self._below.keys() for mark in self._below[one]} - own:
            own |= more
        return frozenset(own)

    def remembers(self, _: str) -> set[str]:
        """A function begins to make what it will remember; returns what its thread had marked before."""
        return _taken(self._marks.own)

    def remembered(self, function: str, before: set[str]) -> None:
        """It has made it."""
        if function in self._unfollowed:
            self._lasting |= self._marks.own
        self._below.setdefault(function, set()).update(self._marks.own)
        self._marks.own.update(before)

    def followed(self, function: str) -> Callable[[Any], Any]:
        """Wraps what a caching decorator made of a function, so that each use marks it, also where it is not executed.

        What cannot be followed, such as a decorator of another kind, is told of all later scenarios.
        """

        def wrapped(made: Any) -> Any:
            if isinstance(made, functools.cached_property):
                return _Followed(made.func, self, function)
            if hasattr(made, "cache_info") and callable(made):
                return _marking(made, self, function)
            self._unfollowed.add(function)
            return made

        return wrapped

    def lasting(self, _: str, before: set[str]) -> None:
        """What was executed since may serve every later scenario."""
        self._lasting |= self._marks.own
        self._marks.own.update(before)

    def read_block(self, name: str) -> None:
        """A block of the profile was read by whatever runs now."""
        if not self._silent:
            self.mark(BLOCK + name)

    @contextmanager
    def hushed(self) -> Iterator[None]:
        """Who goes through the whole profile says nothing of what is used of it."""
        self._silent += 1
        try:
            yield
        finally:
            self._silent -= 1

    def _taken_of_all(self) -> set[str]:
        return set().union(*map(_taken, list(self._every)))


class _Followed(functools.cached_property[Any]):
    """Marks its function each time it is read; the usual one is out of the way after the first time."""

    def __init__(self, func: Callable[[Any], Any], trace: Trace, function: str) -> None:
        super().__init__(func)
        self._trace = trace
        self._function = function

    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Any:
        if instance is None:
            return self
        self._trace.mark(self._function)
        known = vars(instance)
        return known[self.attrname] if self.attrname in known else super().__get__(instance, owner)

    def __set__(self, instance: Any, value: Any) -> None:
        vars(instance)[str(self.attrname)] = value

    def __delete__(self, instance: Any) -> None:
        try:
            del vars(instance)[str(self.attrname)]
        except KeyError:
            raise AttributeError(self.attrname) from None


def _marking(made: Any, trace: Trace, function: str) -> Callable[..., Any]:
    """A cached function that marks itself each time it is called."""

    @functools.wraps(made)
    def marking(*arguments: Any, **named: Any) -> Any:
        trace.mark(function)
        return made(*arguments, **named)

    for name in ("cache_info", "cache_clear", "cache_parameters"):
        setattr(marking, name, getattr(made, name, None))
    return marking


def _taken(marks: set[str]) -> set[str]:
    taken = marks.copy()
    marks.difference_update(taken)  # not `clear`: its thread may have added a mark meanwhile
    return taken


running: Trace | None = None
"""The trace of this process, if it has one."""


def install() -> Trace:
    """From now on modules of the suite are imported with marks. Call it before any of them is."""
    global running
    running = trace = Trace()
    names = {_MARK: trace.mark, _BEGIN: trace.remembers, _END: trace.remembered, _FOLLOW: trace.followed}
    for name, call in names.items():
        setattr(builtins, name, call)
    sys.meta_path.insert(0, _Finder(trace))
    sys.addaudithook(lambda event, details: _note_process(trace, event, details))
    _mark_steps()
    return trace


def marked(source: bytes | str, place: str, file: str) -> CodeType:
    """The code of a module whose functions mark themselves as `place:name`."""
    tree = _Marking(place).visit(ast.parse(source, file))
    return compile(ast.fix_missing_locations(tree), file, "exec", dont_inherit=True)


def is_told(module: str) -> bool:
    """Whether functions of this module are told."""
    return module.startswith(JUDGES) or not module.startswith(CONDUCTS)


class _Marking(ast.NodeTransformer):
    """Adds the marks. `_owner` is the function whose body is being visited: the outermost one."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._names: list[str] = []
        self._owner: str | None = None

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self._names.append(node.name)
        self.generic_visit(node)
        self._names.pop()
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self.generic_visit(node)
        if self._owner is not None:
            node.body = ast.BoolOp(ast.Or(), [self._call(_MARK), node.body])
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        if self._owner is not None and _stores(node.body):
            node.body = self._wrapped(node.body, _END, node.lineno)
        return node

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        outermost = self._owner is None
        if outermost:
            self._owner = ":".join([self._place, ".".join([*self._names, node.name])])
        self.generic_visit(node)
        docstring = node.body[:1] if ast.get_docstring(node, clean=False) is not None else []
        body = node.body[len(docstring) :]
        if any(_name_of(one) in _CACHING for one in node.decorator_list):
            body = self._wrapped(body or [ast.Pass()], _END, node.lineno)
            node.decorator_list = [one for each in node.decorator_list for one in self._followed(each)]
        elif _returns_early(body) and _stores(body):
            body = self._wrapped(body, _END, node.lineno)
        node.body = [*docstring, ast.Expr(self._call(_MARK)), *body]
        if outermost:
            self._owner = None
        return node

    def _followed(self, decorator: ast.expr) -> list[ast.expr]:
        return [self._call(_FOLLOW), decorator] if _name_of(decorator) in _CACHING else [decorator]

    def _wrapped(self, body: list[ast.stmt], end: str, line: int) -> list[ast.stmt]:
        before = f"__before_{line}_{end.strip('_')}__"
        begun = ast.Assign([ast.Name(before, ast.Store())], self._call(_BEGIN))
        ended = ast.Expr(self._call(end, ast.Name(before, ast.Load())))
        return [begun, ast.Try(body=[*body], handlers=[], orelse=[], finalbody=[ended])]

    def _call(self, name: str, *more: ast.expr) -> ast.Call:
        return ast.Call(ast.Name(name, ast.Load()), [ast.Constant(self._owner), *more], [])


def _name_of(decorator: ast.expr) -> str:
    if isinstance(decorator, ast.Call):
        return _name_of(decorator.func)
    return decorator.attr if isinstance(decorator, ast.Attribute) else getattr(decorator, "id", "")


def _stores(body: Iterable[ast.stmt]) -> bool:
    """Whether something is kept here that outlives the call: in an attribute, or under a key."""
    targets = (
        target
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    )
    return any(isinstance(one, ast.Attribute | ast.Subscript) for target in targets for one in ast.walk(target))


def _returns_early(body: Sequence[ast.stmt]) -> bool:
    return any(isinstance(one, ast.If) and any(isinstance(each, ast.Return) for each in one.body) for one in body)


class _Finder(MetaPathFinder):
    """Finds the suite's modules as Python would, and gives them marks."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith("acceptance."):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, spec.loader.path, self._trace)
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, trace: Trace) -> None:
        super().__init__(fullname, path)
        self._trace = trace

    def get_code(self, fullname: str) -> CodeType:
        """Compiled anew each time: marks must not get into the cache of other processes."""
        source = self.get_data(self.path)
        if not is_told(fullname):
            return compile(source, self.path, "exec", dont_inherit=True)
        place = f"acceptance/{Path(self.path).relative_to(_PACKAGE).as_posix()}"
        return marked(source, place, self.path)

    def exec_module(self, module: ModuleType) -> None:
        before = self._trace.remembers("")
        try:
            super().exec_module(module)
        finally:
            self._trace.lasting("", before)
        if module.__name__ == "acceptance.profile.model":
            _mark_blocks(module.Profile, self._trace)
        for name in _GO_THROUGH_ALL.get(module.__name__, ()):
            setattr(module, name, _hushed(getattr(module, name), self._trace))


def _mark_blocks(profile: Any, trace: Trace) -> None:
    blocks = frozenset(profile.model_fields)
    read = profile.__getattribute__

    def read_and_mark(self: Any, name: str) -> Any:
        if name in blocks:
            trace.read_block(name)
        return read(self, name)

    profile.__getattribute__ = read_and_mark


def _hushed(call: Callable[..., Any], trace: Trace) -> Callable[..., Any]:
    @functools.wraps(call)
    def hushed(*arguments: Any) -> Any:
        with trace.hushed():
            return call(*arguments)

    return hushed


def _note_process(trace: Trace, event: str, details: Any) -> None:
    if event != "subprocess.Popen" or not isinstance(details[1], list | tuple):
        return
    words = [os.fsdecode(word) for word in details[1]]
    module = words[words.index("-m") + 1] if "-m" in words[:-1] else ""
    if module.startswith("acceptance."):
        trace.mark(PROCESS + module)


def _mark_steps() -> None:
    """behave executes its own way what stands in `features/`."""
    from behave import runner, runner_util

    def exec_file(filename: str, globals_: Any = None, locals_: Any = None) -> None:
        names = {} if globals_ is None else globals_
        names["__file__"] = filename
        from acceptance.specification import shown  # by now whatever is imported is marked

        place = Path(shown(filename)).as_posix()
        exec(marked(Path(filename).read_bytes(), place, place), names, locals_ or names)

    runner.exec_file = runner_util.exec_file = exec_file


def main() -> None:
    """Works for a run with marks: `python -m acceptance.runner.traced ARGUMENTS`."""
    install()
    from acceptance.runner.worker import main as work

    sys.exit(work(sys.argv[1:]))
