"""A fresh process: Typst sets a document for the first time; prints what it took.

Arguments: the main file, the folder of the fonts, and the standards that the file is to follow.
"""

import json
import sys
import time
from typing import Any

import typst

from benchmarks.measure import peak


def main() -> None:
    """Compile once."""
    main_file, fonts = sys.argv[1:3]
    standards: Any = sys.argv[3:]
    begun = time.perf_counter()
    compiler = typst.Compiler(main_file, font_paths=[fonts], ignore_system_fonts=True)
    compiler.compile(format="pdf", pdf_standards=standards)
    seconds = time.perf_counter() - begun
    print(json.dumps({"layout": seconds, "peak": peak()}), flush=True)


if __name__ == "__main__":
    main()
