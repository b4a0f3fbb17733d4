"""A page as the build's b0n reads it."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import provision_page

(pathlib.Path(sys.argv[1]) / "p.hex").write_text(provision_page.page(0x01008580, 0x50FAFFFF))
