"""Writing a new record: new."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xwalk.cli.shared import complete_kind, examples
from xwalk.errors import UsageError, XwalkError

if TYPE_CHECKING:
    from xwalk.drafting.draft import Draft
    from xwalk.drafting.place import Placed
    from xwalk.packs import Pack

_EXAMPLE = (
    'xwalk new practice --dry-run --set "label=Peer tutoring" --set "definition=Students help each other learn." '
    "--set inScheme=framework:practices --set status=asserted --set creator=org:xwalk-maintainers "
    '--set "rationale=Common in schools."'
)


@examples(f"xwalk new area -o mine · {_EXAMPLE}")
def new(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="The kind of the record, as practice.",
            autocompletion=complete_kind,
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="The folder of the pack; left out, this folder where it is one.", metavar="DIR"
        ),
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", "-s", help="A property and its value. Repeat for several.", metavar="NAME=VALUE"),
    ] = None,
    local: Annotated[str, typer.Option("--id", help="The name of the record, after its kind.", metavar="NAME")] = "",
    file: Annotated[
        str, typer.Option("--file", help="The file of the pack that it goes into, as kb/areas.ttl.", metavar="FILE")
    ] = "",
    kb: Annotated[
        list[Path] | None,
        typer.Option("--kb", help="A pack to refer to. Repeat for several.", metavar="DIR"),
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", "-a", help="Ask for what it may say, too.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the record, and write nothing.")] = False,
) -> None:
    """Write a new record: ask for what its shapes need, check it, and put it beside its neighbours.

    At a terminal it asks; elsewhere every value comes from --set. What is already said is not asked for.
    """
    from xwalk.drafting.draft import Draft
    from xwalk.drafting.place import place
    from xwalk.files import write_whole
    from xwalk.index.cache import open_index
    from xwalk.knowledge import Knowledge
    from xwalk.packs import loaded_packs
    from xwalk.store import load

    pack = _pack(out, dry_run=dry_run)
    packs = loaded_packs([*(kb or []), *([pack.root] if pack else [])])
    pack = pack or packs[0]
    draft = Draft(kind, pack, load(packs), Knowledge(open_index(packs)))
    for each in given or []:
        name, _, value = each.partition("=")
        draft.say(draft.property(name), value)
    asking = sys.stdin.isatty() and not yes
    if asking:
        _ask(draft, everything=everything)
    _refuse_what_is_missing(draft)
    path = _file(file or draft.file(), pack)
    iri = draft.iri(local or (_prompt("name of the record", draft.proposal(path)) if asking else draft.proposal(path)))
    placed = place(draft.triples(iri), path, pack, draft.store)
    _show(placed, draft, iri)
    for need in draft.rows():
        print(f"it also needs a row: {need.message}", file=sys.stderr)
    if dry_run:
        return
    if asking and _prompt(f"write it into {pack.root / path}? y or n", "y").casefold() not in ("y", "yes"):
        raise XwalkError("nothing was written", hint=_again(draft, iri))
    write_whole(pack.root / path, placed.text.encode())
    print(f"written to {pack.root / path}; next: xwalk show {draft.short(iri)}", file=sys.stderr)


def _pack(out: Path | None, *, dry_run: bool) -> "Pack | None":
    """The pack to write into; none where nothing will be written."""
    from xwalk.packs import embedded_root, open_pack

    if out is None and (Path("kb").is_dir() and Path("ontology").is_dir()):
        out = Path()
    if out is None:
        if dry_run:
            return None
        raise UsageError("this folder is no pack", hint="name one with -o, or try --dry-run, which writes nothing")
    pack = open_pack(out)
    if (Path(__file__).parents[1] / "data") == embedded_root() == pack.root:
        raise UsageError("the installed knowledge base is not written to", hint="name a pack of your own with -o")
    return pack


def _file(path: str, pack: "Pack") -> str:
    whole = (pack.root / path).resolve()
    if not whole.is_relative_to((pack.root / "kb").resolve()) or whole.suffix != ".ttl":
        raise UsageError(f"{path} is no file of records of the pack", hint="name one such as kb/areas.ttl")
    return whole.relative_to(pack.root).as_posix()


def _ask(draft: "Draft", *, everything: bool) -> None:
    """Ask for each value that is needed, and then for what else it may say."""
    while needs := draft.needs():
        need = needs[0]
        usual = [each for each in need.paths if draft.habit(each).example] or need.paths
        path = usual[0]
        if len(usual) > 1:
            names = [draft.short(each).partition(":")[2] for each in usual]
            path = draft.property(_prompt(f"which of {', '.join(names)} do you give", names[0]))
        _one(draft, path, need.message)
    rest = draft.may_say()
    if everything:
        for path in rest:
            _one(draft, path, "It may be left empty.", needed=False)
    elif rest:
        print(f"it may also say: {', '.join(map(draft.called, rest))} (--all asks for them)", file=sys.stderr)


def _one(draft: "Draft", path: str, message: str, *, needed: bool = True) -> None:
    habit = draft.habit(path)
    print(f"\n{draft.called(path)}: {message}", file=sys.stderr)
    if habit.example:
        print(f"for example: {habit.example}", file=sys.stderr)
    while True:
        words = _prompt(draft.called(path), None if needed else "")
        if not words and not needed:
            return
        try:
            draft.say(path, words)
        except UsageError as error:
            print(f"not taken: {error}; {error.hint}", file=sys.stderr)
        else:
            return


def _prompt(question: str, default: str | None) -> str:
    """The answer to a question; an empty one is the default, and is asked again where there is none."""
    while True:
        print(f"{question}{f' [{default}]' if default else ''}: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise typer.Abort
        answer = line.strip() or default
        if answer is not None:
            return answer


def _refuse_what_is_missing(draft: "Draft") -> None:
    needs = draft.needs()
    if needs:
        names = [" or ".join(draft.short(path).partition(":")[2] for path in need.paths) for need in needs]
        raise UsageError(
            f"a record of kind {draft.kind} also needs {', '.join(names)}",
            hint=f"give each with --set, as --set {names[0].partition(' ')[0]}=…: {needs[0].message}",
        )


def _show(placed: "Placed", draft: "Draft", iri: str) -> None:
    """Print the record, and refuse it where the check does."""
    rows = {need.message for need in draft.rows()}
    wrong = [each for each in placed.findings if each.severity == "error" and each.message not in rows]
    if not wrong:
        print(placed.record.partition("\n\n")[2], end="")
        return
    for each in wrong:
        print(f"{each.rule}: {each.message}", file=sys.stderr)
    raise XwalkError("the check does not take the record, and nothing was written", hint=_again(draft, iri))


def _again(draft: "Draft", iri: str) -> str:
    """The command that says the same again."""
    said = [
        f"{draft.short(predicate).partition(':')[2]}={draft.short(value.text) if value.sort == 'iri' else value.text}"
        for predicate, values in draft.said.items()
        for value in values
    ]
    sets = " ".join(f"--set {shlex.quote(each)}" for each in said)
    return f"the same again: xwalk new {draft.kind} --id {iri.rpartition('/')[2]} {sets}"
