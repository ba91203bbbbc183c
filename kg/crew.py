"""Workers: other processes of this program, one for each processor, each with what it was given to keep between calls.

    with Crew(2) as crew:
        sizes = crew.all(read, [(part,) for part in parts])     # read(state, part) in each
        for page in crew.each(render, tasks): …                 # render(state, task) wherever one is free

Where there is little to do, a crew of none does the same in this process: there is one way through the program. Workers are started
as commands and not by `multiprocessing`, which would run the main module of a script that uses the library once more.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from queue import SimpleQueue
from types import SimpleNamespace, TracebackType
from typing import IO, Any, Self, TypeVar

Tell = Callable[[str, int, int], None]  # told of a stage that begins or goes on: what it does to what, how many are done, of how many
State = SimpleNamespace  # what a worker keeps between calls
Answer = TypeVar("Answer")
Task = tuple[Callable[..., Any], tuple[Any, ...]]  # a function, and what it is given after a state
MOST = 8  # workers: each has its own copy of what is looked up
FEW = 8  # tasks for which no worker is started


def processors() -> int:
    """How many processors this process may use."""
    return min(MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@contextmanager
def without_collector() -> Iterator[None]:
    """Time without the collector of circular garbage: it looks at millions of tuples again and again, and none is in a circle."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()  # the first pass would go through all of them
            gc.enable()


def silent(stage: str, done: int = 0, of: int = 0) -> None:
    """Nobody to tell of progress."""


def counted(answers: Iterable[Answer], of: int, stage: str, tell: Tell) -> Iterator[Answer]:
    """The answers, of which there are `of`, while somebody is told how many there have been."""
    tell(stage, 0, of)
    for number, answer in enumerate(answers, start=1):
        yield answer
        tell(stage, number, of)


class Crew:
    """Workers, or with `size` 0 this process; a context manager."""

    def __init__(self, size: int) -> None:
        self.parts = max(1, size)  # into how many parts work is best divided
        self._here = State()
        self._workers: list[_Worker] = []  # started when they are first needed
        self._threads = ThreadPoolExecutor(max_workers=size) if size else None
        self._equipment: list[Task] = []
        self._equipped = 0  # how much of it this process has, where it does the work
        self._given = 0  # how much of it workers have

    def equip(self, function: Callable[..., None], *arguments: Any) -> None:
        """Have `function(state, *arguments)` done by whoever does what comes: it keeps what is needed for that."""
        self._equipment.append((function, arguments))

    def begin(self) -> None:
        """Start the workers, if there are to be some, without waiting for them: they are needed soon."""
        if self._threads and not self._workers:
            self._workers = [_Worker() for _ in range(self.parts)]
            self._idle: SimpleQueue[_Worker] = SimpleQueue()
            self._given = 0
            for worker in self._workers:
                self._idle.put(worker)

    def _ready(self) -> None:
        """See that workers are there, with their equipment."""
        self.begin()
        new, self._given = self._equipment[self._given :], len(self._equipment)
        for function, arguments in new:
            self._in_all(function, [arguments] * self.parts)

    def here(self) -> State:
        """What this process keeps where it does the work itself, with the equipment."""
        new, self._equipped = self._equipment[self._equipped :], len(self._equipment)
        for function, arguments in new:
            function(self._here, *arguments)
        return self._here

    def renew(self) -> None:
        """Have other workers in place of these, without equipment: memory that has once been filled is hardly ever given back."""
        self.dismiss()
        self._equipment, self._equipped = [], 0

    def dismiss(self, *, at_once: bool = False) -> None:
        """End the workers: nothing more is asked of them, and with `at_once` nothing is waited for."""
        for worker in self._workers:
            worker.stop(at_once=at_once)
        self._workers = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.dismiss(at_once=kind is not None)
        if self._threads:
            self._threads.shutdown()

    def all(self, function: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
        """What a function of a module says in each worker: `function(state, *arguments[n])` in the n-th, of `parts`; none may be busy."""
        if not self._threads:
            return [function(self.here(), *arguments[0])]
        self._ready()
        return self._in_all(function, arguments)

    def _in_all(self, function: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
        assert self._threads
        return list(self._threads.map(lambda worker, given: worker.ask(function, given), self._workers, arguments))

    def each(self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """What a function says of each task, in their order; a worker takes the next when it is done with one.

        Workers begin at once. Few tasks are done here where no worker is there yet, when they are asked for: it takes as long to start one.
        """
        if not self._threads or (not self._workers and len(tasks) <= FEW):
            return (function(self.here(), *task) for task in tasks)
        self._ready()
        return self._threads.map(partial(self._done, function), tasks)

    def start(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have a function done by a worker while others go on; its answer, in time."""
        if self._threads:
            self._ready()
            return self._threads.submit(self._done, function, arguments)
        done: Future[Any] = Future()
        done.set_result(function(self.here(), *arguments))
        return done

    def _done(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        worker = self._idle.get()
        try:
            return worker.ask(function, arguments)
        finally:
            self._idle.put(worker)


class _Worker:
    """One process, spoken to through its standard input and output."""

    def __init__(self) -> None:
        # Nothing of the current folder is imported that this process would not; Ctrl-C reaches this process alone, which ends its workers.
        apart: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {}
        self.process = subprocess.Popen(  # noqa: S603  # a command of our own
            [sys.executable, "-P", "-c", _START], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=-1, env=_HEAP | os.environ, **apart
        )
        with suppress(OSError):  # a worker that is gone is told of when it is asked
            pickle.dump(sys.path, self._asked, pickle.HIGHEST_PROTOCOL)

    @property
    def _asked(self) -> IO[bytes]:
        assert self.process.stdin is not None
        return self.process.stdin

    def ask(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        """The function's answer. Raises what it raised; ChildProcessError where the worker is gone, MemoryError where memory was short."""
        answers = self.process.stdout
        assert answers is not None
        try:
            pickle.dump((function, arguments), self._asked, pickle.HIGHEST_PROTOCOL)
            self._asked.flush()
            well, answer = pickle.load(answers)  # noqa: S301  # from a process of our own
        except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
            raise _gone(self.process.wait()) from error
        if not well:
            raise answer
        return answer

    def stop(self, *, at_once: bool) -> None:
        """End the process: when it has done what it was asked, or at once."""
        if at_once:
            self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):  # it may be gone already
                    pipe.close()
        self.process.wait()


def _gone(status: int) -> Exception:
    """What has become of a worker that ended with a status, and what to do."""
    if not status:
        return MemoryError()
    why = ", most likely because memory is short. End other programs, and run" if status in _SHORT else ". Run"
    return ChildProcessError(f"A process of this run was ended from outside (status {status}){why} it again: what is there is whole.")


_HEAP = {"MALLOC_ARENA_MAX": "1"}  # for glibc: the threads of the engine share one heap, which took an eighth less memory at 10,000 works
# How a worker ends that gets no memory: by the system, or by a library that is no Python.
_SHORT = tuple(-getattr(signal, name) for name in ("SIGKILL", "SIGABRT", "SIGBUS") if hasattr(signal, name))
# All that a worker has said is out when it ends, and to let go of millions of texts one by one would take longer than some builds.
_END = "sys.stderr.flush(); os._exit(0)"
_START = f"import os, sys, pickle; sys.path[:] = pickle.load(sys.stdin.buffer); from kg.crew import work; work(); {_END}"


def work() -> None:
    """Answer what is asked on standard input until it ends; what is printed goes to standard error."""
    with suppress(MemoryError):  # half of an answer may have been said, so nothing else can be: the process just ends
        _work()


def _work() -> None:
    gc.disable()  # it would look at millions of tuples again and again, and none is in a circle
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    state = State()
    while True:
        try:
            function, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301  # from the process that started this one
        except EOFError:
            return
        try:
            answer = (True, function(state, *arguments))
        except Exception as error:  # noqa: BLE001  # it is raised where it was asked for
            answer = (False, error)
        try:
            pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
        except BrokenPipeError:  # nobody waits for it any more, nor for what is left to be written
            os.dup2(os.open(os.devnull, os.O_WRONLY), answers.fileno())
            return
        del function, arguments, answer
