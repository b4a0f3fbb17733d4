"""zephyr.dts of the four images: application and MCUboot on one core, network image and b0n on the other."""

from chip import (APP_DTSI, APP_PERIPHERALS, BOARD_COMMON, BOARD_NET, M33, NET_DTSI, PARTITIONS, SHARED_RAM, SIM_FLASH,
                  aliases, arduino_header, bus, bus_pins, core_devices, device, fixed_partitions, flash,
                  lights_and_buttons, openamp, partition, pin, pin_state, reserved_memory, root, serial_pins,
                  software_pwm, with_pins)
from devicetree_text import Node, cells, groups, text

QSPI_FUNCTIONS = ((29, 0, 17), (31, 0, 13), (32, 0, 14), (33, 0, 15), (34, 0, 16), (30, 0, 18))


def twim(labels, unit, irq):
    node = bus(device(labels, unit, "nordic,nrf-twim", irq, kind="i2c", easydma_maxcnt_bits=cells(16)))
    return node.put("zephyr,pm-device-runtime-auto")


def spim(labels, unit, irq, hertz=8000000):
    return bus(device(labels, unit, "nordic,nrf-spim", irq, kind="spi", max_frequency=cells(hertz),
                      easydma_maxcnt_bits=cells(16)))


def uarte(labels, unit, irq, status="disabled"):
    return device(labels, unit, "nordic,nrf-uarte", irq, status, kind="uart")


def timer(number, unit, irq, channels):
    return device(f"timer{number}", unit, "nordic,nrf-timer", irq, cc_num=cells(channels), max_bit_width=cells(32),
                  prescaler=cells(0))


def rtc(number, unit, irq):
    return device(f"rtc{number}", unit, "nordic,nrf-rtc", irq, cc_num=cells(4), clock_frequency=cells(32768),
                  prescaler=cells(1))


def gpio(number, unit, pins=None):
    node = device(f"gpio{number}", unit, "nordic,nrf-gpio", status="okay", size=0x300, gpio_controller=True)
    node.put("#gpio-cells", cells(2))
    if pins:
        node.put("ngpios", cells(pins))
    return node.put("port", cells(number)).put("gpiote-instance", cells("&gpiote"))


def oscillators():
    node = device("oscillators", 0x4000, "nordic,nrf53-oscillators", kind="clock-controller", status="okay")
    low = Node("lfxo", ["lfxo"]).put("compatible", text("nordic,nrf53-lfxo")).put("#clock-cells", cells(0))
    low.put("clock-frequency", cells(32768)).put("load-capacitors", text("internal"))
    low.put("load-capacitance-picofarad", cells(7))
    high = Node("hfxo", ["hfxo"]).put("compatible", text("nordic,nrf53-hfxo")).put("#clock-cells", cells(0))
    return node.add(low, high.put("clock-frequency", cells(32000000)))


def regulators():
    node = device("regulators", 0x4000, "nordic,nrf53x-regulators", kind="regulator", status="okay")
    node.put("#address-cells", cells(1)).put("#size-cells", cells(1))
    for label, unit in (("vregmain", 0x4704), ("vregradio", 0x4904)):
        child = device(label, unit, "nordic,nrf5x-regulator", size=1, kind="regulator", status="okay")
        node.add(child.put("regulator-name", text(label.upper())).put("regulator-initial-mode", cells(1)))
    high = device("vregh", 0x4B00, "nordic,nrf53x-regulator-hv", size=0x44, kind="regulator", status="okay")
    return node.add(high.put("regulator-name", text("VREGH")))


def retention(node, base):
    node.put("#address-cells", cells(1)).put("#size-cells", cells(1))
    for number, offset in ((1, 0x51C), (2, 0x520)):
        child = device(f"gpregret{number}", base + offset, "nordic,nrf-gpregret", size=1, kind=f"gpregret{number}",
                       status="okay")
        node.add(child.put("#size-cells", cells(1)).put("#address-cells", cells(1)))
    return node


def external_flash(labelled):
    node = Node("mx25r6435f@0", ["mx25r64"], origin=BOARD_COMMON)
    node.put("compatible", text("nordic,qspi-nor")).put("reg", cells(0))
    if labelled:
        node.put("label", text("MX25R64"))
    node.put("writeoc", text("pp4io")).put("readoc", text("read4io")).put("sck-frequency", cells(8000000))
    node.put("jedec-id", "[ C2 28 17 ]").put("size", cells(64 * 1024 * 1024))
    return node.put("has-dpd").put("t-enter-dpd", cells(10000)).put("t-exit-dpd", cells(35000))


def qspi(labelled):
    node = bus(device("qspi", 0x2B000, "nordic,nrf-qspi", 0x2B, "okay"))
    node.put("reg", groups([0x2B000, 0x1000], [0x10000000, 0x10000000])).put("reg-names", text("qspi", "qspi_mm"))
    return with_pins(node, "qspi").add(external_flash(labelled))


def internal_flash():
    """The devicetree's own table, which does not count while the Partition Manager is on."""
    node = device("flash_controller", 0x39000, "nordic,nrf53-flash-controller", kind="flash-controller",
                  status="okay", partial_erase=True)
    node.put("#address-cells", cells(1)).put("#size-cells", cells(1))
    table = fixed_partitions(partition("boot_partition", "mcuboot", 0x0, 0x10000),
                             partition("slot0_partition", "image-0", 0x10000, 0x74000),
                             partition("slot1_partition", "image-1", 0x84000, 0x74000),
                             partition("storage_partition", "storage", 0xF8000, 0x8000))
    table.origin = PARTITIONS
    return node.add(flash("flash0", 0x0, 0x100000, 0x1000).add(table))


def application_peripherals(labelled):
    area = Node("peripheral@50000000", origin=APP_PERIPHERALS)
    area.put("#address-cells", cells(1)).put("#size-cells", cells(1)).put("ranges", cells(0, 0x50000000, 0x10000000))
    area.add(
        device("dcnf", 0x0, "nordic,nrf-dcnf", status="okay"),
        oscillators(), regulators(),
        device("clock", 0x5000, "nordic,nrf-clock", 5, "okay"),
        retention(device("power", 0x5000, "nordic,nrf-power", 5, "okay", ranges=cells(0, 0x5000, 0x1000)), 0),
        device("reset", 0x5000, "nordic,nrf-reset", status="okay", kind="reset-controller"),
        device("ctrlap", 0x6000, "nordic,nrf-ctrlapperi", status="okay"),
        twim("i2c0", 0x8000, 8), spim("spi0", 0x8000, 8), uarte("uart0", 0x8000, 8, "okay"),
        twim("i2c1 arduino_i2c", 0x9000, 9), spim("spi1", 0x9000, 9), uarte("uart1 arduino_serial", 0x9000, 9),
        spim("spi4 arduino_spi", 0xA000, 10, 32000000),
        twim("i2c2", 0xB000, 11), spim("spi2", 0xB000, 11), uarte("uart2", 0xB000, 11),
        twim("i2c3", 0xC000, 12), spim("spi3", 0xC000, 12), uarte("uart3", 0xC000, 12),
        device("adc", 0xE000, "nordic,nrf-saadc", 14).put("#io-channel-cells", cells(1)),
        *(timer(number, 0xF000 + 0x1000 * number, 15 + number, 6) for number in range(3)),
        *(rtc(number, 0x14000 + 0x1000 * number, 20 + number) for number in range(2)),
        device("dppic0 dppic", 0x17000, "nordic,nrf-dppic", status="okay", kind="dppic"),
        device("wdt wdt0", 0x18000, "nordic,nrf-wdt", 24, "okay", kind="watchdog"),
        device("wdt1", 0x19000, "nordic,nrf-wdt", 25, kind="watchdog"),
        device("comp", 0x1A000, "nordic,nrf-comp", 26, kind="comparator"),
        *(device(f"egu{number}", 0x1B000 + 0x1000 * number, "nordic,nrf-egu", 27 + number, "okay")
          for number in range(6)),
        *(device(f"pwm{number}", 0x21000 + 0x1000 * number, "nordic,nrf-pwm", 33 + number)
          .put("#pwm-cells", cells(3)) for number in range(4)),
        device("pdm0", 0x26000, "nordic,nrf-pdm", 38),
        bus(device("i2s0", 0x28000, "nordic,nrf-i2s", 40)),
        device("mbox ipc", 0x2A000, "nordic,mbox-nrf-ipc nordic,nrf-ipc", 42, "okay", tx_mask=cells(0xFFFF),
               rx_mask=cells(0xFFFF)).put("#mbox-cells", cells(1)),
        qspi(labelled),
        device("nfct", 0x2D000, "nordic,nrf-nfct", 45),
        device("mutex", 0x30000, "nordic,nrf-mutex", status="okay"),
        device("qdec0", 0x33000, "nordic,nrf-qdec", 51), device("qdec1", 0x34000, "nordic,nrf-qdec", 52),
        device("usbd zephyr_udc0", 0x36000, "nordic,nrf-usbd", 54, num_bidir_endpoints=cells(1),
               num_in_endpoints=cells(7), num_out_endpoints=cells(7), num_isoin_endpoints=cells(1),
               num_isoout_endpoints=cells(1)),
        device("usbreg", 0x37000, "nordic,nrf-usbreg", 55, "okay", kind="regulator"),
        internal_flash(),
        device("kmu", 0x39000, "nordic,nrf-kmu", 57, "okay"),
        device("vmc", 0x81000, "nordic,nrf-vmc", status="okay"),
        gpio(0, 0x842500), gpio(1, 0x842800, 16),
    )
    return area


def application_soc(labelled):
    soc = Node("soc", origin=APP_DTSI).put("#address-cells", cells(1)).put("#size-cells", cells(1))
    soc.put("ranges").put("interrupt-parent", cells("&nvic"))
    soc.put("compatible", text("nordic,nrf5340-cpuapp-qkaa", "nordic,nrf5340-cpuapp", "nordic,nrf53", "simple-bus"))
    soc.add(*core_devices(False))
    soc.add(Node("memory@20000000", ["sram0"]).put("compatible", text("mmio-sram"))
            .put("reg", cells(0x20000000, 0x80000)))
    crypto = device("cryptocell", 0x50844000, "nordic,cryptocell arm,cryptocell-312", 0x44, "okay", kind="crypto")
    crypto.put("reg", groups([0x50844000, 0x1000], [0x50845000, 0x1000])).put("reg-names", text("wrapper", "core"))
    return soc.add(
        application_peripherals(labelled),
        device("spu", 0x50003000, "nordic,nrf-spu", 3, "okay"),
        device("gpiote gpiote0", 0x5000D000, "nordic,nrf-gpiote", 13, "okay", kind="gpiote").put("instance", cells(0)),
        device("gpiote1", 0x4002F000, "nordic,nrf-gpiote", 47).put("instance", cells(1)),
        crypto,
    )


def sim_flash(labelled):
    """The RAM that stands for the network image's primary slot."""
    node = Node("nordic_ram-flash-controller@0", ["nordic_ram_flash_controller"], origin=SIM_FLASH)
    node.put("compatible", text("zephyr,sim-flash")).put("reg", cells(0, 0x40000))
    if labelled:
        node.put("label", text("nordic_ram_flash_controller"))
    node.put("#address-cells", cells(1)).put("#size-cells", cells(1)).put("erase-value", cells(0xFF))
    area = Node("flash_sim@0", ["flash_sim0"]).put("status", text("okay")).put("compatible", text("soc-nv-flash"))
    area.put("erase-block-size", cells(0x1000)).put("write-block-size", cells(4)).put("reg", cells(0, 0x40000))
    return node.add(area)


def application_pins():
    node = Node("pin-controller", ["pinctrl"], origin=BOARD_COMMON).put("compatible", text("nordic,nrf-pinctrl"))
    drive = pin_state("qspi_default", *(pin(*place) for place in QSPI_FUNCTIONS))
    drive.children[0].put("nordic,drive-mode", cells(3))
    return node.add(
        *serial_pins("uart0", (0, 20), (0, 22), (0, 19), (0, 21)),
        *serial_pins("uart1", (1, 1), (1, 0), (0, 11), (0, 10)),
        *bus_pins("i2c1", pin(12, 1, 2), pin(11, 1, 3)),
        *bus_pins("spi4", pin(4, 1, 15), pin(6, 1, 14), pin(5, 1, 13)),
        *bus_pins("pwm0", pin(22, 0, 28)),
        drive,
        pin_state("qspi_sleep", *(pin(*place) for place in QSPI_FUNCTIONS[:-1]),
                  pull_up=(pin(*QSPI_FUNCTIONS[-1]),), low_power=True),
    )


def cpu(number, compatible, *children):
    node = Node(f"cpu@{number}", [f"cpu{number}"]).put("device_type", text("cpu")).put("compatible", text(compatible))
    node.put("#address-cells", cells(1)).put("#size-cells", cells(1)).put("reg", cells(number))
    mpu = Node("mpu@e000ed90", ["mpu"]).put("compatible", text("arm,armv8m-mpu")).put("reg", cells(0xE000ED90, 0x40))
    area = Node("cpus", origin=M33).put("#address-cells", cells(1)).put("#size-cells", cells(0))
    return area.add(node.add(mpu, *children))


def application_chosen(child_era):
    node = Node("chosen", origin=BOARD_COMMON)
    node.put("zephyr,entropy", "&cryptocell").put("zephyr,flash-controller", "&flash_controller")
    for use in ("console", "shell-uart", "uart-mcumgr", "bt-mon-uart", "bt-c2h-uart"):
        node.put(f"zephyr,{use}", "&uart0")
    if child_era:
        node.put("zephyr,bt-hci-rpmsg-ipc", "&ipc0").put("nordic,802154-spinel-ipc", "&ipc0")
    else:
        node.put("zephyr,bt-hci", "&bt_hci_ipc0").put("nordic,802154-spinel-ipc", "&ipc0")
        node.put("zephyr,ieee802154", "&ieee802154")
    node.put("zephyr,ipc_shm", "&sram0_shared").put("zephyr,sram", "&sram0_image").put("zephyr,flash", "&flash0")
    node.put("zephyr,code-partition", "&slot0_partition").put("zephyr,sram-secure-partition", "&sram0_s")
    node.put("zephyr,sram-non-secure-partition", "&sram0_ns")
    node.put("nordic,pm-ext-flash", "&mx25r64")
    node.properties.sort()
    return node


def application_core(image, child_era):
    """image is 'app' or 'mcuboot'."""
    tree = root("Nordic NRF5340 DK NRF5340 Application", "nordic,nrf5340-dk-nrf5340-cpuapp")
    soc = application_soc(child_era)
    tree.add(application_chosen(child_era), aliases([("pwm-led0", "&pwm_led0")]), soc, application_pins())
    host = []
    if not child_era:
        next(node for node in soc.children if node.name == "peripheral@50000000").add(
            Node("ieee802154", ["ieee802154"]).put("compatible", text("nordic,nrf-ieee802154"))
            .put("status", text("okay")))
        host = [Node("bt_hci_ipc0", ["bt_hci_ipc0"]).put("compatible", text("zephyr,bt-hci-ipc"))
                .put("status", text("okay"))]
        tree.add(Node("entropy_bt_hci", ["rng_hci"]).put("compatible", text("zephyr,bt-hci-entropy"))
                 .put("status", text("okay")))
    if image == "mcuboot":
        soc.add(sim_flash(child_era))
    itm = Node("itm@e0000000", ["itm"]).put("compatible", text("arm,armv8m-itm")).put("reg", cells(0xE0000000, 0x1000))
    pwm_leds = Node("pwmleds").put("compatible", text("pwm-leds"))
    pwm_leds.add(Node("pwm_led_0", ["pwm_led0"]).put("pwms", cells("&pwm0", 0, 20000000, 1)))
    tree.add(software_pwm(), cpu(0, "arm,cortex-m33f", itm.put("swo-ref-frequency", cells(64000000))),
             openamp("host", host), *lights_and_buttons(), pwm_leds, arduino_header(),
             reserved_memory(("sram0_image", "image", 0x20000000, 0x70000), ("sram0_s", "image_s", 0x20000000, 0x40000),
                             ("sram0_ns", "image_ns", 0x20040000, 0x30000),
                             ("sram0_shared", "memory", 0x20070000, 0x10000)))
    use_application_pins(tree, image)
    return tree


def use_application_pins(tree, image):
    for label, pins in (("uart0", "uart0"), ("uart1", "uart1"), ("i2c1", "i2c1"), ("spi4", "spi4"), ("pwm0", "pwm0")):
        with_pins(tree.labelled(label), pins)
    tree.labelled("uart0").put("current-speed", cells(115200))
    tree.labelled("spi4").put("cs-gpios", cells("&arduino_header", 16, 1))
    if image == "app":
        tree.labelled("i2c1").put("status", text("okay"))
        sensor = Node("bme680@76", ["bme680"]).put("compatible", text("bosch,bme680")).put("reg", cells(0x76))
        sensor.origin = "sensor_hub/boards/nrf5340dk_nrf5340_cpuapp.overlay"
        tree.labelled("i2c1").add(sensor.put("status", text("okay")))


def network_soc(child_era):
    soc = Node("soc", origin=NET_DTSI).put("#address-cells", cells(1)).put("#size-cells", cells(1))
    soc.put("ranges").put("interrupt-parent", cells("&nvic"))
    soc.put("compatible", text("nordic,nrf5340-cpunet-qkaa", "nordic,nrf5340-cpunet", "nordic,nrf53", "simple-bus"))
    soc.add(*core_devices(True))
    soc.add(Node("memory@20000000", ["sram0"]).put("compatible", text("mmio-sram"))
            .put("reg", cells(0x20000000, 0x80000)))
    soc.add(Node("memory@21000000", ["sram1"]).put("compatible", text("zephyr,memory-region", "mmio-sram"))
            .put("zephyr,memory-region", text("SRAM1")).put("reg", cells(0x21000000, 0x10000)))
    radio = device("radio", 0x41008000, "nordic,nrf-radio", 8, "okay", dfe_supported=True, ieee802154_supported=True,
                   ble_2mbps_supported=True, ble_coded_phy_supported=True)
    radio.add(Node("ieee802154", ["ieee802154"]).put("compatible", text("nordic,nrf-ieee802154"))
              .put("status", text("okay")))
    if not child_era:
        radio.add(Node("bt_hci_sdc", ["bt_hci_sdc"]).put("compatible", text("nordic,bt-hci-sdc"))
                  .put("status", text("okay")))
        radio.add(Node("bt_hci_controller", ["bt_hci_controller"])
                  .put("compatible", text("zephyr,bt-hci-ll-sw-split")).put("status", text("disabled")))
    return soc.add(
        device("clock", 0x41005000, "nordic,nrf-clock", 5, "okay"),
        retention(device("power", 0x41005000, "nordic,nrf-power", 5, "okay"), 0x41005000),
        device("ctrlap", 0x41006000, "nordic,nrf-ctrlapperi", status="okay"),
        radio,
        device("rng", 0x41009000, "nordic,nrf-rng", 9, "okay", kind="random"),
        device("gpiote gpiote0", 0x4100A000, "nordic,nrf-gpiote", 10, "okay", kind="gpiote").put("instance", cells(0)),
        device("wdt wdt0", 0x4100B000, "nordic,nrf-wdt", 11, "okay", kind="watchdog"),
        timer(0, 0x4100C000, 12, 8),
        device("ecb", 0x4100D000, "nordic,nrf-ecb", 13, "okay"),
        device("ccm", 0x4100E000, "nordic,nrf-ccm", 14, "okay", length_field_length_8_bits=True,
               headermask_supported=True),
        device("dppic0 dppic", 0x4100F000, "nordic,nrf-dppic", status="okay", kind="dppic"),
        device("temp", 0x41010000, "nordic,nrf-temp", 16, "okay"),
        rtc(0, 0x41011000, 17),
        device("mbox ipc", 0x41012000, "nordic,mbox-nrf-ipc nordic,nrf-ipc", 18, "okay", tx_mask=cells(0xFFFF),
               rx_mask=cells(0xFFFF)).put("#mbox-cells", cells(1)),
        twim("i2c0 arduino_i2c", 0x41013000, 19), spim("spi0 arduino_spi", 0x41013000, 19),
        uarte("uart0 arduino_serial", 0x41013000, 19, "okay"),
        device("egu0", 0x41014000, "nordic,nrf-egu", 20, "okay"),
        rtc(1, 0x41016000, 22), timer(1, 0x41018000, 24, 8), timer(2, 0x41019000, 25, 8),
        *(device(f"swi{number}", 0x4101A000 + 0x1000 * number, "nordic,nrf-swi", 26 + number, "okay")
          for number in range(4)),
        device("acl", 0x41080000, "nordic,nrf-acl", status="okay"),
        network_flash(),
        device("vmc", 0x41081000, "nordic,nrf-vmc", status="okay"),
        gpio(0, 0x418C0500), gpio(1, 0x418C0800, 16),
    )


def network_flash():
    node = device("flash_controller", 0x41080000, "nordic,nrf53-flash-controller", kind="flash-controller",
                  status="okay", partial_erase=True)
    node.put("#address-cells", cells(1)).put("#size-cells", cells(1))
    table = fixed_partitions(partition("boot_partition", "mcuboot", 0x0, 0xC000),
                             partition("slot0_partition", "image-0", 0xC000, 0x17000),
                             partition("slot1_partition", "image-1", 0x23000, 0x17000),
                             partition("storage_partition", "storage", 0x3A000, 0x6000))
    table.origin = BOARD_NET
    return node.add(flash("flash1", 0x1000000, 0x40000, 0x800).add(table))


def network_core(child_era):
    tree = root("Nordic NRF5340 DK NRF5340 Network", "nordic,nrf5340-dk-nrf5340-cpunet")
    chosen = Node("chosen", origin=BOARD_NET).put("zephyr,entropy", "&rng")
    chosen.put("zephyr,flash-controller", "&flash_controller")
    for use in ("console", "shell-uart", "uart-mcumgr", "bt-mon-uart", "bt-c2h-uart"):
        chosen.put(f"zephyr,{use}", "&uart0")
    chosen.put("zephyr,bt-hci-rpmsg-ipc" if child_era else "zephyr,bt-hci-ipc", "&ipc0")
    if not child_era:
        chosen.put("zephyr,bt-hci", "&bt_hci_sdc")
    chosen.put("nordic,802154-spinel-ipc", "&ipc0").put("zephyr,sram", "&sram1").put("zephyr,flash", "&flash1")
    chosen.put("zephyr,code-partition", "&slot0_partition").put("zephyr,ieee802154", "&ieee802154")
    chosen.put("zephyr,ipc_shm", "&sram0_shared")
    chosen.properties.sort()
    pins = Node("pin-controller", ["pinctrl"], origin=BOARD_NET).put("compatible", text("nordic,nrf-pinctrl"))
    pins.add(*bus_pins("spi0", pin(4, 1, 15), pin(6, 1, 14), pin(5, 1, 13)),
             *bus_pins("i2c0", pin(12, 1, 2), pin(11, 1, 3)), *serial_pins("uart0", (1, 1), (1, 0), (0, 11), (0, 10)))
    tree.add(chosen, aliases(), network_soc(child_era), pins)
    if not child_era:
        tree.add(Node("entropy_bt_hci", ["rng_hci"]).put("compatible", text("zephyr,bt-hci-entropy"))
                 .put("status", text("okay")))
    tree.add(software_pwm(), cpu(1, "arm,cortex-m33"), openamp("remote"), *lights_and_buttons(), arduino_header(),
             reserved_memory(("sram0_shared", "memory", 0x20070000, 0x10000)))
    for label in ("uart0", "i2c0", "spi0"):
        with_pins(tree.labelled(label), label)
    tree.labelled("uart0").put("current-speed", cells(115200))
    tree.labelled("spi0").put("cs-gpios", cells("&arduino_header", 16, 1))
    return tree
