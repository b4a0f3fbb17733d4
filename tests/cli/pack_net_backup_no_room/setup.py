import builds

build = builds.copy_with_net_backup()
for name in ("partitions.yml", "pm.config"):
    path = build / name
    path.write_text(path.read_text(encoding="utf-8").replace("0x82000", "0x81000").replace("0x1aa000", "0x1a9000"), encoding="utf-8")
