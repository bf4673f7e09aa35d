"""The figures that the README quotes; `python -m benchmarks [name…]` measures and prints them.

Each is a ratio of two things measured in one run, side by side, because a ratio says about the same
on any computer; the seconds beside it belong to the computer that ran it.
"""
