"""kg.toml: the title, base address and language of a workspace."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

from kg import iri

NAME = "kg.toml"
KEYS = {"title", "base", "language"}


class ConfigError(Exception):
    """Raised when there is no workspace, or its kg.toml cannot be used; the message says what to do."""


class Config(NamedTuple):
    """What kg.toml says."""

    root: Path  # the workspace's folder
    title: str
    base: str  # ends in /
    language: str  # lower-case BCP 47 tag


def find(start: Path) -> Path:
    """The nearest folder with a kg.toml, upwards from `start`. Raises ConfigError where there is none."""
    for folder in (start, *start.parents):
        if (folder / NAME).is_file():
            return folder
    msg = f"{start}: there is no {NAME} here or in a folder above. Run `kg init` to make this folder a workspace, or name one with `kg -C DIR`."
    raise ConfigError(msg)


def load(root: Path) -> Config:
    """The configuration of a workspace. Raises ConfigError with file, line where known, and what to write instead."""
    path = root / NAME
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"{path}: {error}. It should hold lines such as title = \"My literature\"."
        raise ConfigError(msg) from error
    if unknown := sorted(set(data) - KEYS):
        msg = f"{path}: '{unknown[0]}' is not a setting. Use {', '.join(sorted(KEYS))}."
        raise ConfigError(msg)
    values = {name: data.get(name, default) for name, default in (("title", root.name), ("base", "https://example.org/"), ("language", "en"))}
    for name, value in values.items():
        if not isinstance(value, str) or not value.strip():
            msg = f'{path}: {name} should be text, such as {name} = "…".'
            raise ConfigError(msg)
    base = values["base"].strip()
    if not iri.safe_url(base) or not base.endswith(("/", "#")) or "#" in base:
        msg = f"{path}: base should be a web address that ends in /, such as https://example.org/my-literature/."
        raise ConfigError(msg)
    return Config(root, values["title"].strip(), base, values["language"].strip().lower())
