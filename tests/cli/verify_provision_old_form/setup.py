"""A page as b0 of NCS 2.2 to 2.6 reads it."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import provision_page

(pathlib.Path(sys.argv[1]) / "p.hex").write_text(provision_page.page(0x01008580, 0xFFFFFFFF))
