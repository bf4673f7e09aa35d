"""How words become pages: measured, arranged, drawn, coded, and readable for every reader."""
