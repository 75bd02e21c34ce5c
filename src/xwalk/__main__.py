"""``python -m xwalk``, and the console script."""

from __future__ import annotations

import gc


def run() -> None:
    """Run the command line.

    An answer lives for a tenth of a second. To look for circles of objects every 700 of them, and once more through all
    that is left at its end, costs a tenth of that.
    """
    gc.set_threshold(200_000, 20, 20)
    from xwalk.cli import run as run_command

    try:
        run_command()
    finally:
        gc.freeze()


if __name__ == "__main__":
    run()
