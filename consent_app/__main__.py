"""The composition root: from the command line to a face. No rules, no Qt, no SQL."""

from consent_app.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
