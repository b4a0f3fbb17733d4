#!/usr/bin/env python3
"""Tests of board.py, the host's side of the emulated board, with a small program in its ROM instead of the firmware.

Needs qemu-system-arm and arm-none-eabi-gcc.
"""
import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time
import tty

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PORT = ROOT / "firmware/port/qemu_an521"
sys.path.insert(0, str(PORT))
import device  # noqa: E402
from board import Board, BoardError  # noqa: E402

SECONDS = 60


def build_rom(folder):
    rom = folder / "rom.elf"
    subprocess.run(["arm-none-eabi-gcc", "-mcpu=cortex-m33", "-mthumb", "-Os", "-ffreestanding", "-nostdlib",
                    "-Wall", "-Wextra", "-Werror", "-I", ROOT, f"-T{ROOT}/tests/emulator/host_rom.ld",
                    ROOT / "tests/emulator/host_rom.c", "-o", rom], check=True)
    return rom


def open_line(board):
    """As a client does: a terminal in raw mode, without waiting for modem lines."""
    line = os.open(board.smp, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(line, termios.TCSANOW)  # keeps what has arrived
    return line


def read_line(line, size, seconds=SECONDS):
    data, end = b"", time.monotonic() + seconds
    while len(data) < size and select.select([line], [], [], max(0, end - time.monotonic()))[0]:
        data += os.read(line, size - len(data))
    return data


def send(board, data):
    line = open_line(board)
    os.write(line, data)
    os.close(line)


def alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # of a dead child nobody has waited for, only the name is left
    return pathlib.Path(f"/proc/{process}/stat").read_text(encoding="ascii").split()[2] != "Z"


# Each test gets a board that has not been started

def test_consoles(board):
    """both consoles, with time stamps, in memory and in files"""
    board.power_on()
    line = board.wait_for("app", re.compile(r"reason (\d)"), SECONDS)
    assert line.match[1] == "0" and 0 < line.time <= board.seconds()
    board.wait_for("net", "net core", SECONDS)
    assert re.search(r"^ +\d+\.\d{3} reason 0$", (board.folder / "app.log").read_text(), re.M)
    assert re.search(r"^ +\d+\.\d{3} net core$", (board.folder / "net.log").read_text(), re.M)


def test_wait_gives_up(board):
    """a line that does not come ends the wait, and the message says what came instead"""
    board.power_on()
    board.wait_for("net", "net core", SECONDS)
    try:
        board.wait_for("app", "never printed", 0.2)
    except BoardError as error:
        assert "never printed" in str(error) and "reason 0" in str(error), error
    else:
        raise AssertionError("no error")


def test_soft_reset(board):
    """a reset that software asks for starts it anew; the client's line stays, the cut line is kept"""
    board.power_on()
    board.wait_for("app", "reason 0", SECONDS)
    path = os.readlink(board.smp)
    line = open_line(board)
    os.write(line, b"R")
    board.wait_for("app", "cut sho", SECONDS)
    board.wait_for("app", "reason 8", SECONDS)
    os.write(line, b"abc")
    assert read_line(line, 3) == b"abc"
    os.close(line)
    assert board.resets == 1 and os.readlink(board.smp) == path


def test_line_waits_for_client(board):
    """what arrives before a client opens the line waits, and nothing comes back as an echo"""
    board.power_on()
    send(board, b"early")
    board.wait_for("net", "net core", SECONDS)
    for _ in range(3):
        send(board, b".")
    line = open_line(board)
    assert read_line(line, 8) == b"early..."
    assert read_line(line, 1, 0.2) == b""
    os.close(line)


def test_line_set_to_echo(board):
    """a client that leaves the line as a terminal with echo does not send the machine its own answers"""
    board.power_on()
    subprocess.run(["stty", "-F", board.smp, "sane"], check=True)
    send(board, b"xyz\r")
    line = open_line(board)
    assert b"xyz" in read_line(line, 4)
    assert read_line(line, 1, 0.2) == b""
    os.close(line)


def test_bulk(board):
    """a lot of bytes, through the line and back, in order"""
    board.power_on()
    data = bytes(range(0x61, 0x7b)) * 1500
    line, back = open_line(board), b""
    for start in range(0, len(data), 1000):
        os.write(line, data[start:start + 1000])
        back += read_line(line, len(data[start:start + 1000]))
    os.close(line)
    assert back == data


def test_client_that_does_not_read(board):
    """a client that never reads does not stop the machine"""
    board.power_on()
    line = open_line(board)
    for _ in range(100):
        os.write(line, b"z" * 1000)
    os.write(line, b"P")
    board.wait_for("app", "free", SECONDS)
    os.close(line)


def test_power_cut(board):
    """flash outlives a power cut, RAM and retained registers do not"""
    board.power_on()
    send(board, b"W")
    board.wait_for("app", "written", SECONDS)
    board.power_cut("zero")
    assert board.device.read("external", 0, 4) == bytes.fromhex("78563412")
    assert board.device.read("external", 4, 4) == b"\xff" * 4
    assert board.device.read("app_ram", 0, 4) == bytes(4)
    assert board.device["boot_mode"] == 0
    board.skip()
    board.power_on()
    board.wait_for("app", "reason 0", SECONDS)


def test_power_cut_random(board):
    """RAM after a power cut: the same seed gives the same bytes, kept RAM is kept"""
    board.power_on()
    send(board, b"W")
    board.wait_for("app", "written", SECONDS)
    board.power_cut("keep")
    assert board.device.read("app_ram", 0, 4) == bytes.fromhex("78563412")
    board.power_on()
    board.power_cut("random", 5)
    first = board.device.read("app_ram") + board.device.read("net_ram")
    board.power_on()
    board.power_cut("random", 5)
    assert first == board.device.read("app_ram") + board.device.read("net_ram") and len(set(first)) > 200


def test_reset_button(board):
    """the reset button keeps RAM and says so; the recovery button is held while it is pressed"""
    board.power_on()
    send(board, b"W")
    board.wait_for("app", "written", SECONDS)
    board.press_reset(button=True)
    board.wait_for("app", "reason 1", SECONDS)
    assert board.device.read("app_ram", 0, 4) == bytes.fromhex("78563412")
    send(board, b"P")
    board.wait_for("app", "held", SECONDS)


def test_end_without_reason(board):
    """a reset that is not software's is no reset of the board but an error"""
    board.power_on()
    send(board, b"X")
    try:
        board.wait_for("app", "never printed", SECONDS)
    except BoardError as error:
        assert "ended by itself" in str(error), error
    else:
        raise AssertionError("no error")


def test_several(board):
    """several boards at once"""
    others = []
    try:
        for name in ("second", "third"):
            path = board.folder / f"{name}.bin"
            device.DeviceFile.create(path).close()
            others.append(Board(path, board.rom, board.folder / name))
            others[-1].power_on()
        board.power_on()
        for one in (board, *others):
            one.wait_for("app", "reason 0", SECONDS)
        for index, one in enumerate((board, *others)):
            send(one, b"%d" % index)
        for index, one in enumerate((board, *others)):
            line = open_line(one)
            assert read_line(line, 1) == b"%d" % index
            os.close(line)
    finally:
        for one in others:
            one.close()


def test_no_qemu_stays(board):
    """QEMU ends with the program, even when that is killed"""
    text = ("import sys; sys.path.insert(0, sys.argv[1]); from board import Board\n"
            "b = Board(sys.argv[2], sys.argv[3]); b.power_on(); print(b._process.pid, flush=True); input()")
    for by_signal in (True, False):
        with subprocess.Popen([sys.executable, "-c", text, PORT, board.device.path, board.rom],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as program:
            process = int(program.stdout.readline())
            assert alive(process)
            if by_signal:
                program.send_signal(signal.SIGKILL)
            else:
                program.stdin.close()
            program.wait()
        board.wait(lambda: not alive(process), SECONDS, "QEMU gone")


def test_program(board):
    """board.py run, reset, button, power-cut and status"""
    board.device.path.rename(board.folder / "device.bin")
    program = [sys.executable, PORT / "board.py"]
    with subprocess.Popen([*program, "run", board.folder], stdout=subprocess.PIPE, text=True) as running:
        for order, wanted in ((None, "  app | reason 0"), ("button", "  app | reason 1"), ("power-cut", "  app | reason 0"),
                              ("reset", "  app | reason 1")):
            if order:
                subprocess.run([*program, order, board.folder], check=True)
            while (line := running.stdout.readline().rstrip("\n")) != wanted:
                assert line, f"'{wanted}' did not come"
        done = subprocess.run([*program, "run", board.folder], capture_output=True, text=True, check=False)
        assert done.returncode == 1 and "already" in done.stderr, done
        running.send_signal(signal.SIGINT)
        assert running.wait(SECONDS) == 0
    done = subprocess.run([*program, "reset", board.folder], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "no board runs" in done.stderr
    done = subprocess.run([*program, "status", board.folder], capture_output=True, text=True, check=True)
    assert re.search(r"^reset_reason +0x1$", done.stdout, re.M), done.stdout


def test_files(board):
    """a device file is checked, bytes outside a region are refused, HEX files go where their addresses say"""
    short = board.folder / "short.bin"
    short.write_bytes(b"1")
    for wrong in (lambda: device.DeviceFile(short), lambda: board.device.load("net", 0x3ffff, b"ab"),
                  lambda: device.locate(0x01040000)):
        try:
            wrong()
        except ValueError:
            continue
        raise AssertionError("no error")
    hex_file = board.folder / "file.hex"
    hex_file.write_text(":020000040100F9\n:04880000000102036E\n:020000041000EA\n:0100100042AD\n:00000001FF\n")
    board.device.load_hex(hex_file)
    assert board.device.read("net", 0x8800, 4) == bytes(range(4))
    assert board.device.read("external", 0x10, 1) == b"B"


def test_numbers(_):
    """device.py has the numbers of board.h"""
    text = (PORT / "board.h").read_text(encoding="utf-8")
    names = re.findall(r"^    BOARD_(\w+),", text, re.M)
    assert tuple(name.lower() for name in names) == device.REGISTERS, names
    own = {"app": "APP_FLASH", "net": "NET_FLASH", "external": "EXTERNAL_FLASH"}
    for name, region in device.REGIONS.items():
        row = re.search(rf"^#define BOARD_{own.get(name, name.upper())} +0x([0-9a-f]+)u /\* (\d+) ([KM])iB(.*)", text, re.M)
        size = int(row[2]) << {"K": 10, "M": 20}[row[3]]
        address = re.search(r"0x[0-9a-f]{8}", row[4])
        found = (int(row[1], 16), size, address and int(address[0], 16))
        assert found == (region.offset, region.size, region.address), (name, found)


def main():
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        rom = build_rom(folder)
        for name, test in [row for row in globals().items() if row[0].startswith("test_")]:
            own = folder / name
            own.mkdir()
            device.DeviceFile.create(own / "device-file.bin").close()
            (own / "rom.elf").symlink_to(rom)
            try:
                with Board(own / "device-file.bin", own / "rom.elf") as board:
                    test(board)
                passed += 1
            except (AssertionError, BoardError, OSError, subprocess.SubprocessError) as error:
                failed += 1
                print(f"FAILED {test.__doc__}: {type(error).__name__} {error}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
