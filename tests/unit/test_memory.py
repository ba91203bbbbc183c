"""Memory: what is made again, and what is kept on."""

from __future__ import annotations

from kg.memory import Memory


def test_what_is_recalled_beneath_a_value_is_kept_on_with_it():
    """So that a later run, in which the value itself is made again, still has what it is made from."""
    made: list[str] = []

    def run(before, whole, parts):
        memory = Memory(before)

        def each(names):
            made.extend(names)
            return [name.upper() for name in names]

        found = memory.recall("whole", whole, lambda: sorted(memory.each("parts", parts, each).values()))
        return found, memory.now

    found, left = run({}, "one", {"a": "1", "b": "1"})
    assert (found, made) == (["A", "B"], ["a", "b"])
    found, left = run(left, "one", {"a": "1", "b": "1"})
    assert (found, made) == (["A", "B"], ["a", "b"])
    found, left = run(left, "two", {"a": "1", "b": "2", "c": "1"})
    assert (found, made) == (["A", "B", "C"], ["a", "b", "b", "c"])
