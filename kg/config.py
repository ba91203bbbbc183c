"""kg.toml: the title, base address and language of a workspace; where its files and its site are, if anywhere."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

from kg import iri, terms

NAME = "kg.toml"
KEYS = {"title", "base", "language", "repository", "address"}


class ConfigError(Exception):
    """Raised when there is no workspace, or its kg.toml cannot be used; the message says what to do."""


class Config(NamedTuple):
    """What kg.toml says."""

    root: Path  # the workspace's folder
    title: str
    base: str  # ends in /
    language: str  # lower-case BCP 47 tag
    repository: str = ""  # where the files can be looked at and edited: https://github.com/owner/name
    address: str = ""  # where the site stands, ends in /; the base names things, and need not be where they are shown


def find(start: Path) -> Path:
    """The nearest folder with a kg.toml, upwards from `start`. Raises ConfigError where there is none."""
    for folder in (start, *start.parents):
        if (folder / NAME).is_file():
            return folder
    raise ConfigError(f"{start}: there is no {NAME} here or in a folder above. Run `kg init` to make one, or name one with `kg -C DIR`.")


def load(root: Path) -> Config:
    """The configuration of a workspace. Raises ConfigError with file, line where known, and what to write instead."""
    path = root / NAME
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f'{path}: {error}. It should hold lines such as title = "My literature".') from error
    if unknown := sorted(set(data) - KEYS):
        raise ConfigError(f"{path}: '{unknown[0]}' is not a setting. Use {', '.join(sorted(KEYS))}.")
    values = {
        name: data.get(name, default) for name, default in (("title", root.name), ("base", "https://example.org/"), ("language", "en"))
    }
    for name, value in values.items():
        if not isinstance(value, str) or not value.strip():
            raise ConfigError(f'{path}: {name} should be text, such as {name} = "…".')
    base = values["base"].strip()
    if not iri.safe_url(base) or not base.startswith("http") or not base.endswith("/") or "#" in base or "?" in base:
        raise ConfigError(f"{path}: base should be a web address that ends in /, such as https://example.org/my-literature/.")
    language = values["language"].strip().lower()
    if not terms.is_language(language):
        raise ConfigError(f"{path}: language should be a language tag such as en, de or pt-br, not '{language}'.")
    repository, address = (_web_address(path, data, name, example) for name, example in PLACES.items())
    return Config(root, values["title"].strip(), base, language, repository.rstrip("/"), address and address.rstrip("/") + "/")


PLACES = {"repository": "https://github.com/owner/name", "address": "https://owner.github.io/name/"}


def _web_address(path: Path, data: dict[str, object], name: str, example: str) -> str:
    """An optional setting that is a web address, `""` where there is none. Raises ConfigError."""
    if name not in data:
        return ""
    text = str(data[name]).strip()
    if not iri.safe_url(text) or not text.startswith(("http://", "https://")) or "#" in text or "?" in text:
        raise ConfigError(f'{path}: {name} should be a web address, such as {name} = "{example}".')
    return text
