"""100,000 lists in each other."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
(out / "pm_static.yml").write_text("a: " + "[" * 100_000 + "]" * 100_000 + "\n")
