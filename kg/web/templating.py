"""The site's templates: the packaged ones, and those that a workspace has in their place; what is wrong with one of these."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kg import resources
from kg.config import ConfigError

if TYPE_CHECKING:  # a worker that writes pages of things needs no template
    import jinja2

FOLDER = "templates/"
ADVICE = "Mend it, or delete the file: the packaged template then takes its place."


def environment(own: Mapping[str, str]) -> jinja2.Environment:
    """Where templates are found: the own ones before those of the package, which `packaged/NAME.html` names in any case.

    Own ones run in Jinja's sandbox: the site's owner is trusted, but the workspace may have come with someone else's checkout.
    """
    import jinja2
    from jinja2.sandbox import SandboxedEnvironment

    packaged = jinja2.FileSystemLoader(resources.templates_dir())
    loaders = [jinja2.FunctionLoader(lambda name: _source(own, name)), packaged, jinja2.PrefixLoader({"packaged": packaged})]
    made = SandboxedEnvironment if own else jinja2.Environment
    return made(
        loader=jinja2.ChoiceLoader(loaders), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )


def _source(own: Mapping[str, str], name: str) -> tuple[str, str, None] | None:
    return (own[name], f"{FOLDER}{name}", None) if name in own else None  # the name stands in what Python says of an error


@contextmanager
def telling(own: Mapping[str, str], names: Mapping[str, object]) -> Iterator[None]:
    """Make an error in a workspace's own template a ConfigError with file, line and what to do; `names` are those it may use."""
    import jinja2

    try:
        yield
    except jinja2.TemplateSyntaxError as error:
        if error.name not in own:
            raise
        raise ConfigError(f"{FOLDER}{error.name}:{error.lineno}: {_sentence(error.message)} {ADVICE}") from error
    except Exception as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.removeprefix(FOLDER) in own]
        if not frames:
            raise
        raise ConfigError(f"{frames[-1].filename}:{frames[-1].lineno}: {_sentence(_said(error, own, names))} {ADVICE}") from error


def _said(error: Exception, own: Mapping[str, str], names: Mapping[str, object]) -> str:
    import jinja2

    if isinstance(error, jinja2.TemplateNotFound):
        known = sorted({*own, *(path.name for path in resources.templates_dir().glob("*.html"))})
        return f"there is no template '{error.name}'{_near(str(error.name), known)} (the packaged ones are also packaged/NAME.html)"
    if isinstance(error, jinja2.UndefinedError):
        missing = str(error.message).partition("'")[2].partition("'")[0]
        return f"{error.message}{_near(missing, sorted(names))}"
    return str(error) or type(error).__name__


def _near(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _sentence(text: str | None) -> str:
    plain = " ".join((text or "it cannot be read").split())
    return plain if plain.endswith((".", "?", "!")) else f"{plain}."
