"""The static site: build, serve, pages."""

import functools
import http.server
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from xwalk.cli.shared import KbOption, progress

site = typer.Typer(
    help="Build the static site: every record, every answer and its evidence, as plain files.",
    epilog="Examples: xwalk site build · xwalk site build -o public · xwalk site serve · xwalk site pages",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
OutOption = Annotated[
    Path, typer.Option("--output", "-o", help="The folder of the site; it appears whole or not.", metavar="DIR")
]


@site.command(epilog="Examples: xwalk site build · xwalk site build -o public --kb my-pack")
def build(out: OutOption = Path("site"), kb: KbOption = None) -> None:
    """Build the whole site: pages, search index and data."""
    from xwalk.cli import command_app
    from xwalk.cli.describe import describe
    from xwalk.packs import loaded_packs
    from xwalk.site.build import build as run_build

    count = run_build(loaded_packs(kb or []), out, progress("building"), commands=describe(command_app()))
    print(f"{count:,} pages in {out}; xwalk site serve shows them", file=sys.stderr)


@site.command(epilog="Examples: xwalk site serve · xwalk site serve -o public --port 8080")
def serve(
    out: OutOption = Path("site"),
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    *,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the site in a browser.")] = True,
    kb: KbOption = None,
) -> None:
    """Show a built site on this computer; builds it first where there is none."""
    if not (out / "index.html").is_file():
        build(out, kb)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(out))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        print(f"{address} (stop with Ctrl+C)", file=sys.stderr)
        if browser:
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)


@site.command(epilog="Examples: xwalk site pages && mkdocs build")
def pages(
    out: Annotated[
        Path, typer.Option("--output", "-o", help="The folder that holds build/pages.", metavar="DIR")
    ] = Path(),
    kb: KbOption = None,
) -> None:
    """Write the Markdown tree alone, for MkDocs or another program that renders it."""
    from xwalk.cli import command_app
    from xwalk.cli.describe import describe
    from xwalk.packs import loaded_packs
    from xwalk.site.build import PAGES, processes, write_pages

    with processes() as beside:
        count = write_pages(loaded_packs(kb or []), out, beside, progress("writing"), commands=describe(command_app()))
    print(f"{count:,} pages in {out / PAGES}", file=sys.stderr)
