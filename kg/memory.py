"""Memory: values that take long to make, kept from one run to the next with a digest of what they were made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kg.kept import digest

Recall = Callable[[str, object, Callable[[], Any]], Any]  # what is made under a name, of what, and how


def afresh(_name: str, _of: object, make: Callable[[], Any]) -> Any:
    """Make it, whatever has been made before."""
    return make()


class Memory:
    """Values that take long to make, by name, with a digest of what they were made of; none of a class of its own."""

    def __init__(self, before: Mapping[str, tuple[str, Any]]) -> None:
        self.before = before
        self.now: dict[str, tuple[str, Any]] = {}

    def recall(self, name: str, of: object, make: Callable[[], Any]) -> Any:
        """The value of the last run if it was made of the same, as `repr` says it; else a new one.

        What is recalled while it is made is kept on with it.
        """
        made_of = digest(repr(of).encode("utf-8", "surrogatepass"))
        known = self.before.get(name, ("", (None, ())))
        if known[0] == made_of:
            self.now.update({beneath: self.before[beneath] for beneath in known[1][1] if beneath not in self.now})
        else:
            there = set(self.now)
            value = make()
            known = made_of, (value, sorted(set(self.now) - there))
        self.now[name] = known
        return known[1][0]

    def one(self, name: str, key: Any, make: Callable[[], Any]) -> Any:
        """The value of a key that says all that it is made of."""
        now: dict[Any, Any] = self.now.setdefault(name, ("", {}))[1]
        if key not in now:
            before = self.before.get(name, ("", {}))[1]
            now[key] = before[key] if key in before else make()
        return now[key]

    def each(self, name: str, of: Mapping[Any, str], make: Callable[[list[Any]], Iterable[Any]]) -> dict[Any, Any]:
        """The values of keys: the last run's where what they are made of, by its digest, is the same; `make` is given the others."""
        before: dict[Any, tuple[str, Any]] = self.now.get(name, self.before.get(name, ("", {})))[1]
        known = {key: before[key] for key, mark in of.items() if key in before and before[key][0] == mark}
        fresh = [key for key in of if key not in known]
        known.update((key, (of[key], value)) for key, value in zip(fresh, make(fresh) if fresh else (), strict=True))
        self.now[name] = "", known
        return {key: known[key][1] for key in of}
