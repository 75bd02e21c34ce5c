"""``python -m xwalk``."""

from xwalk.cli import run

if __name__ == "__main__":
    run()
