"""What is in the files of a bibliography, read when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kg.kept import digest


class Files(Mapping[str, bytes]):
    """Files by name: their sizes and digests are known, what is in them is read when it is asked for."""

    def __init__(self, sizes: Mapping[str, int], digests: Mapping[str, str], content: Callable[[str], bytes]) -> None:
        self.sizes, self.digests, self._content = sizes, digests, content

    @classmethod
    def at_hand(cls, contents: Mapping[str, bytes]) -> Files:
        """Files of which everything has been read."""
        sizes = {name: len(data) for name, data in contents.items()}
        return cls(sizes, {name: digest(data) for name, data in contents.items()}, contents.__getitem__)

    def __getitem__(self, name: str) -> bytes:
        return self._content(name)

    def __contains__(self, name: object) -> bool:
        return name in self.sizes

    def __iter__(self) -> Iterator[str]:
        return iter(self.sizes)

    def __len__(self) -> int:
        return len(self.sizes)
