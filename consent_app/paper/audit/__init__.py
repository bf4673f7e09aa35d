"""Whether a file is what it says, years later and by anyone."""
