"""A folder that is no build."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
(out / "main.c").write_text("int main(void) { return 0; }\n")
