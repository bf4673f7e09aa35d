"""A fresh process: the least that a PySide6 program can show."""

import os

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from benchmarks.painted import wait_until_painted


def main() -> None:
    """Show a window with a word, and end as soon as it is painted."""
    app = QApplication(["bare"])
    window = QMainWindow()
    label = QLabel("Welcome")
    window.setCentralWidget(label)
    window.resize(1024, 768)
    window.show()
    wait_until_painted(label)
    window.hide()
    del app
    os._exit(0)  # as in `first_page`: nobody waits for the clearing up


if __name__ == "__main__":
    main()
