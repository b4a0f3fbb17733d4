"""An application with a prj.conf that says less, one that says it otherwise, and one that says it all."""
import pathlib
import sys

app = pathlib.Path(sys.argv[1], "app")
app.mkdir(parents=True)
(app / "prj.conf").write_text("CONFIG_BT=y\nCONFIG_BT_PERIPHERAL=n\n# CONFIG_NVS=y\n")
(app / "sysbuild.conf").write_text("SB_CONFIG_BOOTLOADER_MCUBOOT=y\r\nSB_CONFIG_MCUBOOT_MODE_SINGLE_APP=y\r\n")
(app / "pm_static.yml").write_text("app: {address: 0, size: 0x1000}\n")
