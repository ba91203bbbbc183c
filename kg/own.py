"""What a workspace changes in the look of its site: templates, a style sheet, and files such as a logo.

    templates/NAME.html   instead of the packaged template of that name; _NAME.html is a part to include in these
    style.css             after all packaged style sheets
    assets/               copied to the site's assets/own/

They come from the workspace's owner, but perhaps by way of someone else's checkout: nothing outside of the workspace is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from kg import files, resources
from kg.config import ConfigError
from kg.kept import digest

TEMPLATES, STYLE, ASSETS = "templates", "style.css", "assets"
PLACE = files.OWN.rstrip("/")  # in the site
_NONE: Mapping[str, str] = {}


class Own(NamedTuple):
    """The files of a workspace that its site looks different by."""

    templates: Mapping[str, str] = _NONE  # name -> Jinja source
    files: Mapping[str, Path] = MappingProxyType({})  # path in the site -> what is copied there

    @property
    def style(self) -> bool:
        """Whether there is a style sheet."""
        return f"{PLACE}/{STYLE}" in self.files

    def mark(self) -> list[tuple[str, str]]:
        """What to compare, so as to see whether anything is different. Raises OSError where a file cannot be read."""
        return [*self.templates.items(), *((path, digest(file.read_bytes())) for path, file in self.files.items())]


NONE = Own()


def read(root: Path) -> Own:
    """What a workspace has of its own, in the order of names. Raises ConfigError with what to do where it cannot be used."""
    templates = {file.name: _template(root, file) for file in _files(root, root / TEMPLATES)}
    files = {f"{PLACE}/{file.relative_to(root / ASSETS).as_posix()}": file for file in _files(root, root / ASSETS)}
    style, place = root / STYLE, f"{PLACE}/{STYLE}"
    if style.is_file():
        if place in files:
            raise ConfigError(
                f"{files[place]}: {STYLE} in the folder above goes to the same place of the site. Give this one another name."
            )
        files[place] = _inside(root, style)
    return Own(templates, dict(sorted(files.items())))


def _files(root: Path, folder: Path) -> Iterator[Path]:
    """The files in a folder and its folders, sorted, but for hidden ones and what editors leave. Raises ConfigError for a link."""
    for path in sorted(_inside(root, folder).iterdir()) if folder.is_dir() else ():
        if path.name.startswith(".") or path.name.endswith("~"):
            continue
        if not path.name.isprintable():
            raise ConfigError(f"{root / folder.name}: the name of the file {path.name!r} cannot stand in an address. Rename it.")
        if path.is_dir():
            yield from _files(root, path)
        elif _inside(root, path).is_file():
            yield path


def _inside(root: Path, path: Path) -> Path:
    """The same path. Raises ConfigError where it is a link that leads out of the workspace, or in a circle."""
    try:
        inside = path.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        inside = False
    if not inside or (path.is_symlink() and path.is_dir()):
        raise ConfigError(
            f"{path}: this link leads to another place, and a site is made from its workspace alone. Put the files themselves here."
        )
    return path


def _template(root: Path, file: Path) -> str:
    known = sorted(path.name for path in resources.templates_dir().glob("*.html"))
    if file.parent != root / TEMPLATES or (file.name not in known and not file.name.startswith("_")):
        near = get_close_matches(file.stem, [Path(name).stem for name in known], n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]}.html?" if near and file.parent == root / TEMPLATES else "."
        raise ConfigError(
            f"{file}: there is no packaged template of this name{hint} They are {', '.join(known)}, and stand in the folder itself;"
            " a part of your own that these include has a name that begins with _."
        )
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise ConfigError(f"{file}:{line}: the file is not in UTF-8. Save it again as UTF-8.") from error
