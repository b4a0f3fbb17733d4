import pathlib
import sys

app = pathlib.Path(sys.argv[1], "app")
app.mkdir()
app.chmod(0o555)
