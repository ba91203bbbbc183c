"""The command line: verbs, and the only printing. stdout is the answer, stderr the talk."""

from __future__ import annotations

import errno
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg import __version__

if TYPE_CHECKING:
    from kg.bib.census import Census
    from kg.model import Problem
    from kg.workspace import Workspace

FAULTY, CANNOT_RUN = 1, 2
TOLD = 40  # problems that a build shows
EXPORTS = ("ttl", "nt", "nq", "jsonld", "bib", "csv")
IMPORTS = ("ris", "nbib", "csl", "endnote", "enw")
REPORTS = ("text", "json", "github", "sarif")
TABLES = ("table", "csv", "tsv", "json", "xml", "md", "ttl", "nt")


ADVICE = {  # number of a fault of the system -> what to do
    errno.ENOSPC: "Free some space on the disk, and run it again: what is there is whole.",
    errno.EFBIG: "A file may not be as large as it has to be (ulimit -f).",
    errno.EMFILE: "This program may not open as many files as it has to (ulimit -n).",
    errno.ENOMEM: "End other programs, or let this one have more (ulimit -v), and run it again: what is there is whole.",
}
STATE = {  # SQLITE_NOMEM, SQLITE_IOERR, SQLITE_FULL
    7: ADVICE[errno.ENOMEM],
    10: "Check that the folder can be written, and how large a file may be (ulimit -f); or delete it: it is made again.",
    13: ADVICE[errno.ENOSPC],
}
LOST = "Check that the folder can be written, or delete it: it is made again."
SHORT = f"Memory is short. {ADVICE[errno.ENOMEM]}"
STOPPED = "Stopped before it was done. Run it again: what is there is whole."
ENDS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
PATIENCE = 1.0  # seconds before progress is shown


class Settings:
    """What the options before the verb say."""

    def __init__(self, folder: Path, talk: int) -> None:
        self.folder, self.talk = folder, talk
        self.progress = _Progress()

    def workspace(self) -> Workspace:
        """The workspace to work in. Raises ConfigError where there is none."""
        from kg.workspace import Workspace

        found = Workspace.find(self.folder)
        if self.talk >= 0 and sys.stderr.isatty():
            found.tell = self.progress.tell
            click.get_current_context().call_on_close(self.progress.end)
        _end_tidily()
        return found

    def say(self, text: str) -> None:
        """Talk on stderr, unless -q."""
        self.progress.end()
        if self.talk >= 0:
            click.echo(text, err=True)


class _Progress:
    """What is being done, in one line of the terminal that is written again and again; nothing of what takes less than a second."""

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.stage, self.since, self.shown = "", self.start, False

    def tell(self, stage: str, done: int, of: int) -> None:
        """Show a stage, how much of it is done and how long the rest will take."""
        now = time.monotonic()
        if stage != self.stage:
            self.stage, self.since = stage, now
        if now - self.start < PATIENCE:
            return
        left = (now - self.since) / done * (of - done) if done else 0
        count = f" {done / of:4.0%}" if of else " …"
        rest = f", about {left:.0f} s left" if left >= 1 else ""
        click.echo(f"\r\x1b[K{stage}{count}{rest}", err=True, nl=False)
        self.shown = True

    def end(self) -> None:
        """Clear the line."""
        if self.shown:
            click.echo("\r\x1b[K", err=True, nl=False)
            self.shown = False


def _end_tidily() -> None:
    """Let what ends this program from outside end its workers too, and delete what it would leave behind."""
    for number in ENDS:
        if signal.getsignal(number) == signal.SIG_DFL:  # not where it is ignored, as nohup has it
            signal.signal(number, signal.default_int_handler)
            click.get_current_context().call_on_close(partial(signal.signal, number, signal.SIG_DFL))


@contextmanager
def _at_once() -> Iterator[None]:
    """Time in which what ends this program does so at once: the engine would not hear of it until it has its answer."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in ENDS if signal.getsignal(number) == signal.default_int_handler}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Stop(click.ClickException):
    """Ends the program with a message and exit code 2: it could not run."""

    exit_code = CANNOT_RUN

    def show(self, file: Any = None) -> None:  # noqa: ARG002  # the signature is click's
        with suppress(OSError):  # the terminal may be gone
            click.echo(f"kg: {' '.join(self.message.split())}", err=True)


class _Verbs(click.Group):
    """The verbs; what stops one ends the program with one line and exit code 2."""

    def invoke(self, context: click.Context) -> Any:
        return _guarded(lambda: super(_Verbs, self).invoke(context), context)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C", "folder", default=".", metavar="DIR", type=click.Path(path_type=Path), help="Work in this folder instead of the current one."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but the answer and errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say more.")
@click.version_option(__version__, prog_name="kg")
@click.pass_context
def main(context: click.Context, folder: Path, quiet: bool, verbose: bool) -> None:
    """A knowledge graph of a literature, made from bib files.

    \b
    kg init my-literature        a new folder with an example that builds
    kg build                     the graph and its site: open site/index.html
    kg query --list              questions to ask
    kg show porter1998clusters   one work, claim, concept or person
    """  # noqa: D301  # click leaves lines after \b as they are
    context.obj = Settings(folder, -1 if quiet else int(verbose))


@main.command()
@click.argument("folder", metavar="[DIR]", default="", type=click.Path(path_type=Path))
@click.option("--title", default="", help="Title of the literature, shown on every page.")
@click.option("--base", default="", help="Web address that the graph's own names start with; ends in /.")
@click.pass_obj
def init(settings: Settings, folder: Path, title: str, base: str) -> None:
    """Make a new workspace with a small commented example that builds.

    \b
    kg init
    kg init clusters --title "Creative clusters" --base https://example.org/clusters/
    """  # noqa: D301  # click leaves lines after \b as they are
    from kg.init import create

    target = settings.folder / folder
    for path in create(target, title, base):
        settings.say(f"made {path}")
    settings.say(f"Next: cd {target} && kg build" if str(target) != "." else "Next: kg build")


@main.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(REPORTS),
    default="text",
    show_default=True,
    help="Lines to read, JSON, or what a code host reads.",
)
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
@click.option("--explain", metavar="CODE", help="Say what a code means, and what to do.")
@click.pass_obj
def check(settings: Settings, form: str, strict: bool, explain: str | None) -> None:
    """Say what is wrong in the bib files, where, and what to write instead.

    \b
    kg check
    kg check --explain KG203
    kg check --format json | jq '.[].message'
    kg check --format github            annotations in a workflow of GitHub
    kg check --format sarif > kg.sarif  for GitHub, GitLab and editors
    """  # noqa: D301  # click leaves lines after \b as they are
    if explain:
        _explain(explain)
        return
    workspace = settings.workspace()
    problems = workspace.problems()
    if form == "text":
        if problems:
            click.echo("\n".join(map(_colored if sys.stdout.isatty() else str, problems)))
        settings.say(f"{_counted(workspace.census())}; {_summary(problems)}.")
    else:
        from kg.reports import FORMATS, from_here

        click.echo(FORMATS[form](problems, from_here(workspace.root)), nl=False)
    _leave(problems, strict=strict)


def _explain(code: str) -> None:
    from kg.codes import CODES

    found = CODES.get(code.upper())
    if not found:
        raise _Stop(f"There is no code {code}. Codes run from {min(CODES)} to {max(CODES)}.")
    click.echo(f"{code.upper()} ({found.severity}): {found.title}\n\n{found.explanation}")


def _colored(problem: Problem) -> str:
    color = {"error": "red", "warning": "yellow"}.get(problem.severity, "cyan")
    word = f" {problem.severity} "
    before, _, after = str(problem).partition(word)
    return before + click.style(word, fg=color, bold=True) + after


def _number(count: int, word: str) -> str:
    return word if count == 1 else f"{word.removesuffix('y')}ies" if word.endswith("y") else f"{word}s"


def _summary(problems: Sequence[Problem]) -> str:
    counts = {s: sum(p.severity == s for p in problems) for s in ("error", "warning", "note")}
    said = [f"{n} {_number(n, s)}" for s, n in counts.items() if n]
    return ", ".join(said) or "no problems"


def _counted(census: Census) -> str:
    """What became of every entry: "2 files, 120 entries: 118 read, 2 reported"."""
    files, entries = (f"{n:,} {_number(n, word)}" for n, word in ((census.files, "file"), (census.entries, "entry")))
    counts = [
        f"{n:,} {word}" for word in ("read", "reported", "lost") if (n := getattr(census, word)) or (word == "read" and census.entries)
    ]
    return f"{files}, {entries}{': ' if counts else ''}{', '.join(counts)}"


def _tell(settings: Settings, problems: Sequence[Problem], whole: str = "kg check") -> None:
    """Say on stderr what is wrong: the gravest first, notes with -v only, and not more than fit a screen or two."""
    grave = [p for s in ("error", "warning", *(["note"] if settings.talk > 0 else [])) for p in problems if p.severity == s]
    shown = grave if settings.talk > 0 else grave[:TOLD]
    for problem in shown:
        settings.say(_colored(problem))
    if len(grave) > len(shown):
        settings.say(f"… and {len(grave) - len(shown)} more: `{whole}` shows them all.")


def _leave(problems: Sequence[Problem], *, strict: bool) -> None:
    grave = {"error", "warning"} if strict else {"error"}
    if any(p.severity in grave for p in problems):
        sys.exit(FAULTY)


@main.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder for the site, instead of site/.")
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 if the site would change.")
@click.pass_obj
def build(settings: Settings, output: Path | None, strict: bool, only_check: bool) -> None:
    """Build the graph and the site that shows it.

    \b
    kg build
    kg build -o public
    kg build --check        in a test: is the committed site what the bib files say?
    """  # noqa: D301  # click leaves lines after \b as they are
    workspace = settings.workspace()
    outcome = workspace.build(output, check=only_check)
    problems = workspace.problems()
    _tell(settings, problems)
    for remark in outcome.remarks:
        settings.say(f"kg: {remark}")
    changed = len(outcome.written) + len(outcome.removed)
    statements = f"{outcome.statements:,} {_number(outcome.statements, 'statement')}"
    settings.say(f"{_counted(workspace.census())}; {statements}; {_summary(problems)}.")
    if only_check:
        for path in (*outcome.written, *outcome.removed):
            click.echo(path)
        settings.say(f"{changed} of {outcome.total} files would change." if changed else "The site is up to date.")
        if changed:
            sys.exit(FAULTY)
    else:
        settings.say(f"{outcome.total} files in {outcome.site}, {changed} changed. Open {outcome.site / 'index.html'}")
    _leave(problems, strict=strict)


@main.command()
@click.argument("query", metavar="[SPARQL|NAME|-]", default="")
@click.option(
    "-f", "--file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True), help="Take the query from a file."
)
@click.option("-p", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter of a named query: a key, a text or a year.")
@click.option("-F", "--format", "form", type=click.Choice(TABLES), help="Form of the answer: table on a terminal, else csv.")
@click.option("--list", "listing", is_flag=True, help="List the named queries.")
@click.pass_obj
def query(settings: Settings, query: str, file: Path | None, parameters: tuple[str, ...], form: str | None, listing: bool) -> None:
    """Ask the graph: a named query, or SPARQL.

    \b
    kg query --list
    kg query evidence-for-claim -p claim=clusters-pool-resources
    kg query 'SELECT ?claim ?text { ?claim a kg:Claim ; schema:text ?text }'
    echo 'ASK { ?x cito:disputes ?y }' | kg query -
    """  # noqa: D301  # click leaves lines after \b as they are
    workspace = settings.workspace()
    if listing:
        _list_queries(workspace)
        return
    if file and query:
        raise _Stop("Give the query in a file or as an argument, not both.")
    data = sys.stdin.buffer.read() if "-" in (query, str(file)) else file.read_bytes() if file else None
    text = _text(query) if data is None else data.decode("utf-8-sig")
    if not text.strip():
        raise _Stop("Nothing to ask. Give a name from `kg query --list`, SPARQL text, -f FILE, or - for standard input.")
    given = dict(_split(p) for p in parameters)
    answer = _written(workspace, text, given, form or "")
    click.echo(answer, nl=not answer.endswith(b"\n"))
    if errors := workspace.errors():
        settings.say(f"kg: the data has {errors} {_number(errors, 'error')}; `kg check` shows them.")


def _written(workspace: Workspace, text: str, given: dict[str, str], form: str) -> bytes:
    from kg import answers

    default = "table" if sys.stdout.isatty() else "csv"
    engine = workspace.store()
    workspace.rest()
    with _at_once():
        return answers.write(workspace.answer(text, given, engine), form, workspace.config.base, default)


def _split(parameter: str) -> tuple[str, str]:
    name, equals, value = _text(parameter).partition("=")
    if not equals:
        raise _Stop(f"A parameter is written NAME=VALUE, not '{parameter}'.")
    return name.strip(), value


def _text(argument: str) -> str:
    """An argument as it is, if its bytes are text."""
    if any("\ud800" <= char <= "\udfff" for char in argument):
        raise _Stop(f"{argument!r} is not text in UTF-8.")
    return argument


def _list_queries(workspace: Workspace) -> None:
    from kg.query import library

    for found in library(workspace.root).values():
        takes = " ".join(f"-p {p.name}=…" if p.required else f"[-p {p.name}=…]" for p in found.parameters)
        click.echo(click.style(found.name, bold=True) + (f" {takes}" if takes else ""))
        click.echo(f"    {found.title}. {found.description}")


@main.command()
@click.argument("key")
@click.pass_obj
def show(settings: Settings, key: str) -> None:
    """Show one work, claim, concept or person.

    \b
    kg show saxenian1994regional
    kg show clusters-pool-resources
    """  # noqa: D301  # click leaves lines after \b as they are
    workspace = settings.workspace()
    for number, text in enumerate(workspace.show(_text(key))):
        if number:
            click.echo()
        for at, line in enumerate(text.splitlines()):
            heading = line and not line.startswith(" ")
            click.echo(click.style(line, bold=at > 0, dim=at == 0) if heading else line)


@main.command()
@click.argument("format", type=click.Choice(EXPORTS))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write, instead of standard output.")
@click.pass_obj
def export(settings: Settings, format: str, output: Path | None) -> None:  # noqa: A002  # the name users see
    """Write the graph or the bibliography as one file.

    \b
    kg export ttl -o graph.ttl     the curated facts as Turtle
    kg export nq                   all graphs, with vocabulary and what was inferred
    kg export csv -o evidence.csv  who takes which stance on which claim
    """  # noqa: D301  # click leaves lines after \b as they are
    workspace = settings.workspace()
    pieces = workspace.export_pieces(format)
    if output:
        with output.open("wb") as file:
            file.writelines(pieces)
    else:
        sys.stdout.buffer.writelines(pieces)


@main.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(IMPORTS), help="Read the files as this format, instead of finding out.")
@click.option("-o", "--output", "name", metavar="NAME", default="", help="Write one file bib/NAME.bib, instead of one for each FILE.")
@click.option("-n", "--dry-run", "dry", is_flag=True, help="Show the BibTeX, and write nothing.")
@click.option("--all", "every", is_flag=True, help="Write works too that are in the bibliography already.")
@click.pass_obj
def import_(settings: Settings, files: tuple[str, ...], form: str | None, name: str, dry: bool, every: bool) -> None:
    """Bring RIS, CSL-JSON, EndNote, PubMed and BibTeX files into bib/ as BibTeX.

    \b
    kg import scopus.ris zotero.json     makes bib/scopus.bib and bib/zotero.bib
    kg import -n endnote.xml             shows the BibTeX, and writes nothing
    kg import -o pubmed - < set.nbib     from standard input to bib/pubmed.bib
    \b
    Works get keys such as saxenian1994regional. A work that is in the
    bibliography already (the same DOI, or title, year and first author) is
    left out, several records of one work become one entry, no file is
    overwritten, and what BibTeX has no field for is kept under the name of its
    source, such as ris-c1, and told. BibTeX is copied as it is, without the
    entries that are there already.
    """  # noqa: D301  # click leaves lines after \b as they are
    sources = [(file, _content(file)) for file in files]
    found = settings.workspace().import_files(sources, form or "", name=_text(name), dry=dry, every=every)
    for brought in found:
        for one in brought.imported:
            _tell(settings, one.problems, "kg -v import")
            for problem in one.problems if settings.talk == 0 else ():  # with -v they are told with the rest
                if problem.code == "KG135" or (problem.severity == "note" and problem.hint):  # what was kept, and what there is to do
                    settings.say(_colored(problem))
        for sentence in brought.said():
            settings.say(sentence)
        if dry and brought.data:
            click.echo(brought.data, nl=False)
        elif brought.written:
            click.echo(brought.path)
    _leave([problem for brought in found for one in brought.imported for problem in one.problems], strict=False)


def _content(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise _Stop(f"{file}: {error.strerror}. Nothing was imported.") from error


def _guarded(action: Callable[[], Any], context: click.Context) -> Any:
    """The result of an action; what stops it ends the program with one line and exit code 2."""
    try:
        return action()
    except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):  # click's own affair
        raise
    except KeyboardInterrupt as error:
        context.obj.progress.end()
        raise _Stop(STOPPED) from error
    except Exception as error:
        raise _Stop(_said(error, context)) from error


def _said(error: Exception, context: click.Context) -> str:
    """What to say of an error that stops the program."""
    from kg.cache import FOLDER
    from kg.config import ConfigError
    from kg.query import QueryError
    from kg.schema import SchemaError

    if isinstance(error, (ConfigError, QueryError, SchemaError)):
        return str(error)
    if isinstance(error, UnicodeDecodeError):
        return f"What was read is not in UTF-8 ({error.reason} at byte {error.start}). Save it again as UTF-8."
    if isinstance(error, UnicodeEncodeError):  # the locale's file names or its terminal cannot hold a letter
        letters = error.object[error.start : error.end]
        return f"{letters!r} cannot be written here ({error.encoding}: {error.reason}). Set PYTHONUTF8=1."
    if isinstance(error, OSError):
        if error.errno is None:  # our own sentence
            return str(error)
        if isinstance(error, FileNotFoundError) and FOLDER in Path(str(error.filename)).parts:
            return "Other runs made the graph anew, twice, while this one was reading it. Run it again: what is there is whole."
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}. {ADVICE.get(error.errno, 'Check that the folder is there and can be written.')}"
    if isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and "start new thread" in str(error)):
        return SHORT
    if code := getattr(error, "sqlite_errorcode", 0):
        return f"{context.obj.folder / '.kg'}: {error}. {STATE.get(code & 0xFF, LOST)}"
    if context.obj and context.obj.talk > 0:
        import traceback

        click.echo("".join(traceback.format_exception(error)), err=True)
    return f"this is a fault of the program: {type(error).__name__}: {error} (kg -v says where; please report it)"
