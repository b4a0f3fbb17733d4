import builds

build = builds.copy("ncs32_dk_qspi_nrf53boot")
import re
path = build / "partitions.yml"
text = path.read_text(encoding="utf-8")
changed = re.sub(r"(?ms)^sram_primary:\n.*?(?=^\S)", """sram_primary:
  address: 0x20002000
  end_address: 0x20044000
  region: sram_primary
  size: 0x42000
""", text + "end:\n")
path.write_text(changed.removesuffix("end:\n"), encoding="utf-8")
