"""The nRF5340 and its development kit as devicetree nodes: what both cores' zephyr.dts files hold.

Addresses and interrupt numbers are the chip's (nRF5340 Product Specification), compatibles those of Zephyr's bindings.
"""

from devicetree_text import Node, cells, groups, text

APP_DTSI = "zephyr/dts/arm/nordic/nrf5340_cpuapp.dtsi"
APP_PERIPHERALS = "zephyr/dts/arm/nordic/nrf5340_cpuapp_peripherals.dtsi"
NET_DTSI = "zephyr/dts/arm/nordic/nrf5340_cpunet.dtsi"
BOARD = "nrf/boards/nordic/nrf5340dk/"
M33 = "zephyr/dts/arm/armv8-m.dtsi"
BOARD_COMMON = "zephyr/boards/nordic/nrf5340dk/nrf5340_cpuapp_common.dtsi"
BOARD_NET = "zephyr/boards/nordic/nrf5340dk/nrf5340dk_nrf5340_cpunet.dts"
PARTITIONS = "zephyr/dts/vendor/nordic/nrf5340_cpuapp_partition.dtsi"
SHARED_RAM = "zephyr/dts/vendor/nordic/nrf5340_shared_sram_partition.dtsi"
SIM_FLASH = "nrf/modules/mcuboot/flash_sim.overlay"


def device(labels, unit, compatible, irq=None, status="disabled", size=0x1000, kind=None, **extra):
    """A peripheral. Underscores in the names of extra properties stand for '-', double ones for ','."""
    labels = labels.split()
    node = Node(f"{kind or labels[0].rstrip('0123456789')}@{unit:x}", labels)
    node.put("compatible", text(*compatible.split())).put("status", text(status)).put("reg", cells(unit, size))
    if irq is not None:
        node.put("interrupts", cells(irq, 5 if "gpiote" in compatible else 1))
    for name, value in extra.items():
        if value is not False:
            node.put(name.replace("__", ",").replace("_", "-"), None if value is True else value)
    return node


def bus(node):
    return node.put("#size-cells", cells(0)).put("#address-cells", cells(1))


def core_devices(network):
    nvic = Node("interrupt-controller@e000e100", ["nvic"], origin=M33)
    nvic.put("compatible", text("arm,v8m-nvic")).put("reg", cells(0xE000E100, 0xC00)).put("#address-cells", cells(1))
    nvic.put("#interrupt-cells", cells(2)).put("interrupt-controller").put("arm,num-irq-priority-bits", cells(3))
    systick = Node("timer@e000e010", ["systick"], origin=M33)
    systick.put("compatible", text("arm,armv8m-systick")).put("status", text("disabled"))
    systick.put("reg", cells(0xE000E010, 0x10))
    base = 0x1FF0000 if network else 0xFF0000
    ficr = device("ficr", base, "nordic,nrf-ficr", status="okay").put("#nordic,ficr-cells", cells(1))
    uicr = device("uicr", base + 0x8000, "nordic,nrf-uicr", status="okay")
    return [ficr, uicr, systick, nvic]


def partition(label, name, start, size):
    return Node(f"partition@{start:x}", [label], [("reg", cells(start, size)), ("label", text(name))])


def fixed_partitions(*children):
    node = Node("partitions").put("compatible", text("fixed-partitions"))
    node.put("#address-cells", cells(1)).put("#size-cells", cells(1))
    return node.add(*children)


def flash(label, start, size, page):
    node = Node(f"flash@{start:x}", [label]).put("compatible", text("soc-nv-flash"))
    node.put("reg", cells(start, size)).put("write-block-size", cells(4))
    return node.put("erase-block-size", cells(page))


def pin_state(label, *pins, pull_up=(), low_power=False):
    """One pinctrl state: pins with drive defaults, then those with a pull-up."""
    state = Node(label, [label])
    for number, (group, up) in enumerate([(pins, False), (pull_up, True)], 1):
        if group:
            child = Node(f"group{number}").put("psels", groups(*[[pin] for pin in group]))
            if up:
                child.put("bias-pull-up")
            if low_power:
                child.put("low-power-enable")
            state.add(child)
    return state


def pin(function, port, number):
    return function << 24 | port << 5 | number


def serial_pins(label, tx, rx, rts, cts):
    default = pin_state(f"{label}_default", pin(0, *tx), pin(2, *rts), pull_up=(pin(1, *rx), pin(3, *cts)))
    sleep = pin_state(f"{label}_sleep", pin(0, *tx), pin(1, *rx), pin(2, *rts), pin(3, *cts), low_power=True)
    return [default, sleep]


def bus_pins(label, *pins):
    return [pin_state(f"{label}_default", *pins), pin_state(f"{label}_sleep", *pins, low_power=True)]


def with_pins(node, label):
    node.put("pinctrl-0", cells(f"&{label}_default")).put("pinctrl-1", cells(f"&{label}_sleep"))
    return node.put("pinctrl-names", text("default", "sleep"))


def lights_and_buttons():
    leds = Node("leds").put("compatible", text("gpio-leds"))
    buttons = Node("buttons").put("compatible", text("gpio-keys"))
    for number in range(4):
        led = Node(f"led_{number}", [f"led{number}"]).put("label", text(f"LED {number + 1}"))
        leds.add(led.put("gpios", cells("&gpio0", 28 + number, 1)))
    for number, (where, code) in enumerate(zip((23, 24, 8, 9), (11, 2, 3, 4))):
        button = Node(f"button_{number}", [f"button{number}"]).put("zephyr,code", cells(code))
        buttons.add(button.put("label", text(f"Button {number + 1}")).put("gpios", cells("&gpio0", where, 0x11)))
    return [buttons, leds]


def arduino_header():
    """Positions A0 to A5, then D0 to D15, on the kit's Arduino-shaped header."""
    places = [(0, n) for n in (4, 5, 6, 7, 25, 26)] + [(1, n) for n in (0, 1, *range(4, 16), 2, 3)]
    node = Node("connector", ["arduino_header"]).put("compatible", text("arduino-header-r3"))
    node.put("#gpio-cells", cells(2)).put("gpio-map-mask", cells(0xFFFFFFFF, 0xFFFFFFC0))
    node.put("gpio-map-pass-thru", cells(0, 0x3F))
    rows = [[position, 0, f"&gpio{port}", number, 0] for position, (port, number) in enumerate(places)]
    return node.put("gpio-map", groups(*rows))


def aliases(extra=()):
    node = Node("aliases", origin=BOARD_COMMON)
    for number in range(4):
        node.put(f"led{number}", f"&led{number}")
    for number in range(4):
        node.put(f"sw{number}", f"&button{number}")
    node.put("bootloader-led0", "&led0").put("mcuboot-button0", "&button0").put("mcuboot-led0", "&led0")
    node.put("watchdog0", "&wdt0")
    for name, target in extra:
        node.put(name, target)
    node.properties.sort()
    return node


def openamp(role, children=()):
    node = Node("ipc0", ["ipc0"]).put("compatible", text("zephyr,ipc-openamp-static-vrings"))
    node.put("status", text("okay")).put("role", text(role)).put("memory-region", cells("&sram0_shared"))
    node.put("mbox-names", text(*(("tx", "rx") if role == "host" else ("rx", "tx"))))
    node.put("mboxes", groups(["&mbox", 0], ["&mbox", 1]))
    return Node("ipc").add(node.add(*children))


def software_pwm():
    node = Node("sw-pwm", ["sw_pwm"]).put("compatible", text("nordic,nrf-sw-pwm")).put("status", text("disabled"))
    return node.put("generator", cells("&timer1")).put("clock-prescaler", cells(0)).put("#pwm-cells", cells(3))


def reserved_memory(*areas):
    node = Node("reserved-memory", origin=SHARED_RAM)
    node.put("#address-cells", cells(1)).put("#size-cells", cells(1)).put("ranges")
    for label, name, start, size in areas:
        node.add(Node(f"{name}@{start:x}", [label]).put("reg", cells(start, size)))
    return node


def root(model, compatible):
    node = Node("/", origin="zephyr/dts/common/skeleton.dtsi")
    node.put("#address-cells", cells(1)).put("#size-cells", cells(1))
    return node.put("model", text(model)).put("compatible", text(compatible))
