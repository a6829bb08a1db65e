"""What the book costs, measured: ``python -m benchmarks [NAME ...]``.

One module per measure; each has ``measure(root) -> list[Row]``. Timings are for people to read and to compare
on one machine: no test depends on them.
"""
