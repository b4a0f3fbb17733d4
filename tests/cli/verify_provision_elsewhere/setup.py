"""A page that would lie behind its partition."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import provision_page

(pathlib.Path(sys.argv[1]) / "p.hex").write_text(provision_page.page(0x01009580, 0x50FAFFFF))
