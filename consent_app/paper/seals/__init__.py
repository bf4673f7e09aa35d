"""Keys, seals and what proves their age: all that turns a file into a record."""
