"""The build without Partition Manager: its slots are nodes of MCUboot's devicetree."""
import builds

TREE = """/dts-v1/;
/ {
    #address-cells = <1>;
    #size-cells = <1>;
    chosen {
        zephyr,sram = &sram0;
    };
    sram0: memory@20000000 {
        compatible = "mmio-sram";
        reg = <0x20000000 0x70000>;
    };
    flash@0 {
        compatible = "soc-nv-flash";
        reg = <0x0 0x100000>;
        #address-cells = <1>;
        #size-cells = <1>;
        ranges;
        partitions {
            compatible = "fixed-partitions";
            #address-cells = <1>;
            #size-cells = <1>;
            boot_partition: partition@0 {
                reg = <0x0 0x10000>;
            };
            slot0_partition: partition@10000 {
                reg = <0x10000 0xe8000>;
            };
        };
    };
    qspi {
        #address-cells = <1>;
        #size-cells = <0>;
        mx25r64: mx25r6435f@0 {
            compatible = "nordic,qspi-nor";
            reg = <0>;
            size = <0x4000000>;
            partitions {
                compatible = "fixed-partitions";
                #address-cells = <1>;
                #size-cells = <1>;
                slot1_partition: partition@0 {
                    reg = <0x0 0xe8000>;
                };
                slot3_partition: partition@e8000 {
                    reg = <0xe8000 0x40000>;
                };
            };
        };
    };
    simulated_flash {
        #address-cells = <1>;
        #size-cells = <1>;
        flash_sim0: flash_sim@0 {
            compatible = "zephyr,sim-flash";
            reg = <0x0 0x40000>;
            #address-cells = <1>;
            #size-cells = <1>;
            partitions {
                compatible = "fixed-partitions";
                #address-cells = <1>;
                #size-cells = <1>;
                slot2_partition: partition@0 {
                    reg = <0x0 0x40000>;
                };
            };
        };
    };
};
"""
NET = """/dts-v1/;
/ {
    #address-cells = <1>;
    #size-cells = <1>;
    flash@1000000 {
        reg = <0x1000000 0x40000>;
        #address-cells = <1>;
        #size-cells = <1>;
        partitions {
            compatible = "fixed-partitions";
            #address-cells = <1>;
            #size-cells = <1>;
            s0_partition: partition@8800 {
                reg = <0x8800 0x37800>;
            };
        };
    };
};
"""

build = builds.copy("ncs32_dk_qspi_nrf53boot")
for pattern in ("pm*.config", "partitions*.yml", "regions*.yml"):
    for path in build.glob(pattern):
        path.unlink()
for path in build.rglob("pm_config.h"):
    path.unlink()
for config in (build / "zephyr/.config", *build.glob("*/zephyr/.config")):
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("PARTITION_MANAGER=y", "PARTITION_MANAGER=n"), encoding="utf-8")
(build / "mcuboot/zephyr/zephyr.dts").write_text(TREE, encoding="utf-8")
(build / "b0n/zephyr/zephyr.dts").write_text(NET, encoding="utf-8")
