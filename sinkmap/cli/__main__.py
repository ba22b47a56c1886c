"""``python -m sinkmap.cli``, as jobs are begun."""

from sinkmap.cli import main

main()
