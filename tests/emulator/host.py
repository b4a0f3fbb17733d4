#!/usr/bin/env python3
"""Tests of board.py, the host's side of the emulated board, with a small program in its ROM instead of the firmware.

Needs qemu-system-arm and arm-none-eabi-gcc.
"""
import contextlib
import fcntl
import itertools
import os
import pathlib
import re
import select
import shutil
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

SECONDS = 300  # only what hangs takes as long, whatever else the machine does


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
        state = pathlib.Path(f"/proc/{process}/stat").read_text(encoding="ascii").split()[2]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"  # of a dead child nobody has waited for, only the name is left


def machines(path):
    """Processes of QEMU that have this device file."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError):  # one that has ended meanwhile
            if f"mem-path={path}".encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return [process for process in found if alive(process)]


def as_at_a_terminal():
    """Who starts the tests in the background, or with nohup, has signals ignored, and programs inherit that."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@contextlib.contextmanager
def start_program(board, **options):
    """board.py run, in the folder of the board, as the other end of these streams; a test that fails ends it."""
    board.device.path.rename(board.folder / "device.bin")
    with subprocess.Popen([sys.executable, PORT / "board.py", "run", board.folder], stdin=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, preexec_fn=as_at_a_terminal, **options) as program:
        try:
            yield program
        finally:
            program.kill()


def expect_end(board, program, *wanted):
    """It ends by itself with status 1 and one line that holds these texts, and leaves nothing behind."""
    error = program.communicate(timeout=SECONDS)[1]
    assert program.returncode == 1 and error.count("\n") == 1 and error.startswith("board.py: "), (program.returncode, error)
    assert all(text in error for text in wanted), error
    expect_clean(board)


def expect_clean(board):
    assert not machines(board.folder / "device.bin"), "QEMU stays"
    left = {path.name for path in board.folder.iterdir()} & {"control", "smp"}
    assert not left, left


def expect_failure(board, *wanted):
    """Waiting ends at once and says why."""
    begin = time.monotonic()
    for wait in (lambda: board.wait_for("app", "never printed", 10 * SECONDS), board.power_on,
                 lambda: board.wait(lambda: False, 10 * SECONDS, "never")):
        try:
            wait()
        except BoardError as error:
            assert all(text in str(error) for text in wanted), error
        else:
            raise AssertionError("no error")
    assert time.monotonic() - begin < SECONDS
    assert not machines(board.device.path) and not os.path.lexists(board.smp)


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


def test_qemu_cannot_load(board):
    """QEMU that cannot load its ROM: what it says ends the wait, not what it said another time"""
    (board.folder / "qemu.log").write_text("of another time\n", encoding="utf-8")
    board.rom.unlink()
    with contextlib.suppress(BoardError):
        board.power_on()
    expect_failure(board, "ended by itself, status 1", "Could not load kernel")


def test_qemu_killed(board):
    """QEMU that is killed: the wait ends, and a client finds the end of its line"""
    (board.folder / "qemu.log").write_text("of another time\n", encoding="utf-8")
    board.power_on()
    board.wait_for("app", "reason 0", SECONDS)
    line = open_line(board)
    os.kill(board._process.pid, signal.SIGKILL)
    assert select.select([line], [], [], SECONDS)[0], "the line is not hung up"
    with contextlib.suppress(OSError):
        assert os.read(line, 1) == b""
    os.close(line)
    expect_failure(board, "ended by signal 9")
    assert "another time" not in board.failure, board.failure
    assert "--- QEMU was ended by signal 9" in (board.folder / "app.log").read_text(encoding="utf-8")


def test_no_qemu(board):
    """QEMU that is not installed"""
    board.qemu = "no-such-qemu"
    with contextlib.suppress(BoardError):
        board.power_on()
    expect_failure(board, "cannot start 'no-such-qemu'", "not installed")


def test_echo_fails(board):
    """echo() that fails in the thread of the board ends the board and what waits"""
    def echo(console, text):
        if text == "reason 0":
            raise OSError(f"nobody hears '{console}'")

    board.echo = echo
    board.power_on()
    expect_failure(board, "nobody hears 'app'")


def test_program_qemu_ends(board):
    """board.py run ends with an error when QEMU does: one that is killed"""
    with start_program(board, stdout=subprocess.PIPE) as program:
        while program.stdout.readline() != "  app | reason 0\n":
            assert program.poll() is None
        for process in machines(board.folder / "device.bin"):
            os.kill(process, signal.SIGKILL)
        expect_end(board, program, "ended by signal 9")


def test_program_cannot_load(board):
    """board.py run ends with an error when QEMU does: one that finds no ROM"""
    board.rom.unlink()
    with start_program(board, stdout=subprocess.DEVNULL) as program:
        expect_end(board, program, "Could not load kernel")


def test_program_no_qemu(board):
    """board.py run without QEMU installed"""
    tools = board.folder / "tools"
    tools.mkdir()
    if shutil.which("setpriv"):
        (tools / "setpriv").symlink_to(shutil.which("setpriv"))
    with start_program(board, stdout=subprocess.DEVNULL, env={**os.environ, "PATH": str(tools)}) as program:
        expect_end(board, program, "cannot start 'qemu-system-arm'")


def test_program_broken_pipe(board):
    """board.py run ends with an error when nobody reads its output any more, also while the board says nothing"""
    with start_program(board, stdout=subprocess.PIPE) as program:
        while program.stdout.readline() != "  app | reason 0\n":
            assert program.poll() is None
        program.stdout.close()
        program.stdout = None
        expect_end(board, program, "standard output")


def test_program_nobody_reads(board):
    """board.py run into a pipe that nobody reads from the beginning"""
    end, output = os.pipe()
    os.close(end)
    with start_program(board, stdout=output) as program:
        os.close(output)
        expect_end(board, program, "standard output")


def test_program_disk_full(board):
    """board.py run ends with an error when the disk of a console's log is full"""
    (board.folder / "net.log").unlink()
    (board.folder / "net.log").symlink_to("/dev/full")
    with start_program(board, stdout=subprocess.DEVNULL) as program:
        expect_end(board, program, "net.log", "No space left")


def test_program_output_full(board):
    """board.py run ends with an error when the disk of its output is full"""
    with open("/dev/full", "w", encoding="utf-8") as full, start_program(board, stdout=full) as program:
        expect_end(board, program, "standard output", "No space left")


def test_program_signals(board):
    """SIGTERM and SIGHUP, once or twice, end board.py run as Ctrl-C does, and nothing stays"""
    for number, times in ((signal.SIGTERM, 1), (signal.SIGHUP, 2)):
        with start_program(board, stdout=subprocess.PIPE) as program:
            while program.stdout.readline() != "  app | reason 0\n":
                assert program.poll() is None
            assert machines(board.folder / "device.bin"), "no QEMU found"
            for _ in range(times):
                program.send_signal(number)
            error = program.communicate(timeout=SECONDS)[1]
            assert program.returncode == 0 and not error, (number, program.returncode, error)
        expect_clean(board)
        (board.folder / "device.bin").rename(board.device.path)


def test_program_reader_stands_still(board):
    """a reader that takes nothing stops the output, but not the end by a signal"""
    end, output = os.pipe()
    fcntl.fcntl(output, fcntl.F_SETPIPE_SZ, 0x1000)  # room for the first line; the second is the machine's
    with start_program(board, stdout=output) as program:
        os.close(output)
        board.wait(lambda: machines(board.folder / "device.bin"), SECONDS, "QEMU runs")
        logs = [board.folder / f"{name}.log" for name in ("app", "net")]
        board.wait(lambda: any(log.stat().st_size for log in logs), SECONDS, "the machine's line is there")
        program.send_signal(signal.SIGTERM)
        error = program.communicate(timeout=SECONDS)[1]
        assert program.returncode == 0 and not error, (program.returncode, error)
    os.close(end)
    expect_clean(board)


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
    """QEMU ends with the program, even when that is killed, before QEMU has started too"""
    slow = board.folder / "slow"
    slow.mkdir()
    (slow / "setpriv").write_text(f'#!/bin/sh\nsleep 1\nexec {shutil.which("setpriv")} "$@"\n')
    (slow / "setpriv").chmod(0o755)
    text = ("import sys; sys.path.insert(0, sys.argv[1]); from board import Board\n"
            "b = Board(sys.argv[2], sys.argv[3]); b.power_on(); print(b._process.pid, flush=True); input()")
    for by_signal, path in itertools.product((True, False), (os.environ["PATH"], f"{slow}{os.pathsep}{os.environ['PATH']}")):
        with subprocess.Popen([sys.executable, "-c", text, PORT, board.device.path, board.rom],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PATH": path},
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
    with subprocess.Popen([*program, "run", board.folder], stdout=subprocess.PIPE, text=True,
                          preexec_fn=as_at_a_terminal) as running:
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
    short, long = board.folder / "short.bin", board.folder / "long.bin"
    short.write_bytes(b"1")
    with open(long, "wb") as file:
        file.truncate(2 * device.SIZE)
    for wrong in (lambda: device.DeviceFile(short), lambda: device.DeviceFile(long), lambda: board.device.load("net", 0x3ffff, b"ab"),
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
