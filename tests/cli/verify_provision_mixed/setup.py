"""A page in the application core's OTP with a slot of the network core."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import provision_page

(pathlib.Path(sys.argv[1]) / "p.hex").write_text(provision_page.page(0xFF8100, 0x50FAFFFF))
