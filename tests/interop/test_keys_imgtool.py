#!/usr/bin/env python3
"""Keys: what nrf53pack makes, OpenSSL, python-cryptography and imgtool read, and the other way round; all forms of public and
private halves are imgtool's bytes; passphrases from variables, files, pipes and a terminal.
"""
import contextlib
import functools
import io
import itertools
import os
import signal
import stat
import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization as forms
from imgtool import keys as imgtool_keys
from imgtool import main as imgtool_main
from interop import KEYS, NRF53PACK, Results, run, scratch
from terminal import Terminal

TYPES = ["rsa-2048", "rsa-3072", "ecdsa-p256", "ecdsa-p384", "ed25519", "x25519"]
PASSPHRASE = "päss word"
ENVIRONMENT = dict(os.environ, KEY_PASSPHRASE=PASSPHRASE)


def nrf53pack(*words, **kwargs):
    return run([NRF53PACK, *words], env=ENVIRONMENT, **kwargs)


def openssl(*words):
    return run(["openssl", *words], env=ENVIRONMENT)


def said(done, status, *texts):
    """Empty when a call ended so, with one line that holds these texts."""
    error = done.stderr.decode()
    if done.returncode != status or error.count("\n") != 1 or any(text not in error for text in texts):
        return f"exit {done.returncode}, said: {error}"
    return "printed something" if done.stdout else ""


def imgtool_output(path, arguments):
    """What imgtool prints to a file."""
    imgtool_main.imgtool([*map(str, arguments), "-o", str(path)], standalone_mode=False)
    return path.read_bytes()


def imgtool_private(key, minimal, form):
    """What `imgtool getpriv` prints; None where it refuses or fails."""
    text = io.StringIO()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            imgtool_keys.load(str(key)).emit_private(minimal, form, file=text)
    except Exception:
        return None
    return text.getvalue().encode()


def new_key(folder, kind, *words):
    path = folder / f"{kind}.pem"
    path.unlink(missing_ok=True)
    done = nrf53pack("keygen", "-k", path, "-t", kind, *words)
    assert done.returncode == 0, done.stderr.decode()
    return path


def imgtool_key(folder, kind):
    path = folder / f"imgtool-{kind}.pem"
    imgtool_main.imgtool(["keygen", "-k", str(path), "-t", kind], standalone_mode=False)
    return path


def check_new_key(folder, kind):
    """The bytes are those that OpenSSL and python-cryptography write for the same key, for its owner alone."""
    path = new_key(folder, kind)
    data = path.read_bytes()
    if stat.S_IMODE(path.stat().st_mode) != 0o600:
        return f"mode {path.stat().st_mode:o}"
    done = openssl("pkey", "-in", path)
    if done.stdout != data:
        return f"OpenSSL writes other bytes: {done.stderr.decode()}"
    if "25519" not in kind and openssl("pkey", "-in", path, "-noout", "-check").returncode != 0:
        return "OpenSSL finds fault with it"
    key = forms.load_pem_private_key(data, None)
    if key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption()) != data:
        return "python-cryptography writes other bytes"
    return "made the same twice" if new_key(folder, kind).read_bytes() == data else ""


def check_public_forms(folder, key):
    """getpub and getpubhash, from the private and from the public half."""
    calls = [["getpub", "-e", form] for form in ("lang-c", "lang-rust", "pem", "raw")]
    calls += [["getpub"], ["getpub", "-l", "c"], ["getpub", "--lang", "rust"], ["getpub", "--name-suffix", "_2"]]
    calls += [["getpub", "-e", "lang-rust", "--name-suffix", "_x"], ["getpubhash", "--name-suffix", "_2"]]
    calls += [["getpubhash", "-e", "lang-c"], ["getpubhash", "-e", "raw"], ["getpubhash"]]
    public = folder / "half.pub.pem"
    public.write_bytes(openssl("pkey", "-in", key, "-pubout").stdout)
    for call, half in [*((call, key) for call in calls), (["getpub"], public), (["getpubhash"], public)]:
        theirs = imgtool_output(folder / "theirs", [*call, "-k", half])
        ours = nrf53pack(*call, "-k", half)
        if ours.returncode != 0 or ours.stdout != theirs or ours.stderr:
            return f"{call} of {half.name}: {ours.stderr.decode()}{ours.stdout!r} instead of {theirs!r}"
    done = nrf53pack("getpub", "-e", "raw", "-k", key, "-o", folder / "ours")
    theirs = imgtool_output(folder / "theirs", ["getpub", "-e", "raw", "-k", key])
    if done.returncode != 0 or done.stdout or (folder / "ours").read_bytes() != theirs:
        return "something else is written to a file"
    return ""


def check_kind(folder, key):
    """keyinfo, which imgtool has since 2.5.0; `nrf53pack` says it of an encrypted key too."""
    public = folder / "half.pub.pem"
    public.write_bytes(openssl("pkey", "-in", key, "-pubout").stdout)
    for half, kind in ((key, "private"), (public, "public")):
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            imgtool_main.imgtool(["keyinfo", "-k", str(half)], standalone_mode=False)
        done = nrf53pack("keyinfo", "-k", half, "--require", kind)
        if done.returncode != 0 or done.stdout.decode() != text.getvalue():
            return f"{half.name}: {done.stdout} instead of {text.getvalue()!r}"
    return ""


def check_private_forms(folder, key):
    """getpriv: imgtool's bytes wherever it writes any, and its refusals."""
    for minimal, form in itertools.product((False, True), (None, "pkcs8", "openssl")):
        theirs = imgtool_private(key, minimal, form)
        words = (["--minimal"] if minimal else []) + (["-f", form] if form else [])
        ours = nrf53pack("getpriv", "-k", key, *words)
        # imgtool cannot shorten P-384, nor an RSA key whose private exponent happens to be short.
        if theirs is None and minimal and ours.returncode == 0:
            continue
        if (ours.returncode, ours.stdout) != ((2, b"") if theirs is None else (0, theirs)):
            return f"{words}: exit {ours.returncode} {ours.stderr.decode()}{ours.stdout!r} instead of {theirs!r}"
    output = folder / "private.c"
    if nrf53pack("getpriv", "-k", key, "-o", output).returncode == 0 and stat.S_IMODE(output.stat().st_mode) != 0o600:
        return "the file is not for its owner alone"
    return ""


def reads_as(encrypted, plain, *words):
    """Empty when the private half of both is the same."""
    kind = "getpub" if "ed25519" in str(plain) else "getpriv"
    ours = nrf53pack(kind, "-k", encrypted, "--passphrase-env", "KEY_PASSPHRASE", *words)
    wanted = nrf53pack(kind, "-k", plain)
    if wanted.returncode != 0 or ours.stdout != wanted.stdout:
        return f"not read: {ours.stderr.decode()}"
    wrong = run([NRF53PACK, kind, "-k", encrypted, "--passphrase-env", "KEY_PASSPHRASE"],
                env=dict(ENVIRONMENT, KEY_PASSPHRASE="wrong"))
    return said(wrong, 3, "passphrase is wrong")


def check_openssl_encryption(folder, plain, bits, prf):
    path = folder / "encrypted.pem"
    done = openssl("pkcs8", "-topk8", "-v2", f"aes{bits}", "-v2prf", f"hmacWith{prf}", "-in", plain, "-passout",
                   "env:KEY_PASSPHRASE", "-out", path)
    return reads_as(path, plain) if done.returncode == 0 else done.stderr.decode()


def check_openssl_der(folder, plain):
    path = folder / "encrypted.der"
    done = openssl("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-in", plain, "-passout", "env:KEY_PASSPHRASE", "-outform",
                   "DER", "-out", path)
    return reads_as(path, plain) if done.returncode == 0 else done.stderr.decode()


def check_older_encryption(folder, plain, cipher):
    path = folder / "encrypted.pem"
    words = ["rsa", "-traditional"] if "rsa" in str(plain) else ["ec"]
    done = openssl(*words, f"-{cipher}", "-in", plain, "-passout", "env:KEY_PASSPHRASE", "-out", path)
    if b"4,ENCRYPTED" not in path.read_bytes():
        return done.stderr.decode()
    return reads_as(path, plain)


def check_imgtool_encryption(folder, plain):
    """imgtool asks for the passphrase on a terminal; it writes what this writes."""
    path = folder / "encrypted.pem"
    encryption = forms.BestAvailableEncryption(PASSPHRASE.encode())
    key = forms.load_pem_private_key(plain.read_bytes(), None)
    path.write_bytes(key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, encryption))
    return reads_as(path, plain)


def check_our_encryption(folder, kind):
    path = new_key(folder, kind, "--passphrase-env", "KEY_PASSPHRASE")
    plain = openssl("pkey", "-in", path, "-passin", "env:KEY_PASSPHRASE")
    if plain.returncode != 0 or openssl("pkey", "-in", path, "-passin", "pass:wrong").returncode == 0:
        return f"OpenSSL: {plain.stderr.decode()}"
    imgtool_key = imgtool_keys.load(str(path), PASSPHRASE.encode())
    if nrf53pack("getpub", "-k", path, "--passphrase-env", "KEY_PASSPHRASE", "-e", "raw").stdout != imgtool_key.get_public_bytes():
        return "imgtool reads another key"
    return ""


def check_passphrase_sources(folder):
    key, plain = folder / "encrypted.pem", KEYS / "test-ed25519.pem"
    openssl("pkcs8", "-topk8", "-v2", "aes128", "-in", plain, "-passout", "env:KEY_PASSPHRASE", "-out", key)
    wanted = nrf53pack("getpub", "-k", plain).stdout
    file = folder / "passphrase"
    for content in (PASSPHRASE, PASSPHRASE + "\n", PASSPHRASE + "\r\n", PASSPHRASE + "\nmore\n"):
        file.write_text(content, newline="")
        if nrf53pack("getpub", "-k", key, "--passphrase-file", file).stdout != wanted:
            return f"not read from a file with {content!r}"
    read_end, write_end = os.pipe()
    os.write(write_end, PASSPHRASE.encode() + b"\n")
    os.close(write_end)
    done = nrf53pack("getpub", "-k", key, f"--passphrase-file=/dev/fd/{read_end}", pass_fds=[read_end])
    os.close(read_end)
    return "" if done.stdout == wanted else f"not read from a pipe: {done.stderr.decode()}"


def check_key_from_pipe(folder):
    key = KEYS / "test-rsa-2048.pem"
    read_end, write_end = os.pipe()
    os.write(write_end, key.read_bytes())
    os.close(write_end)
    done = nrf53pack("getpub", "-k", f"/dev/fd/{read_end}", pass_fds=[read_end])
    os.close(read_end)
    return "" if done.stdout == nrf53pack("getpub", "-k", key).stdout else done.stderr.decode()


def check_no_overwriting(folder):
    path = new_key(folder, "ed25519")
    before = path.read_bytes()
    problem = said(nrf53pack("keygen", "-k", path, "-t", "ed25519"), 3, "exists", "--force")
    if problem or path.read_bytes() != before:
        return f"{problem}; overwritten: {path.read_bytes() != before}"
    link = folder / "link.pem"
    link.symlink_to(path)
    problem = said(nrf53pack("keygen", "-k", link, "-t", "ed25519"), 3, "exists")
    if problem or path.read_bytes() != before:
        return f"through a link: {problem}"
    path.chmod(0o644)
    done = nrf53pack("keygen", "-k", path, "-t", "ed25519", "--force")
    if done.returncode != 0 or path.read_bytes() == before:
        return f"--force: {done.stderr.decode()}"
    return "" if stat.S_IMODE(path.stat().st_mode) == 0o600 else "an old file's mode stayed"


def check_nothing_left(folder):
    """A call that fails after the key was made leaves no file."""
    empty = folder / "empty"
    empty.mkdir()
    for words in (["--passphrase-env", "NOT_SET"], ["--passphrase-file", folder / "missing"]):
        problem = said(nrf53pack("keygen", "-k", empty / "key.pem", "-t", "ed25519", *words), 3, "passphrase")
        if problem or list(empty.iterdir()):
            return f"{words}: {problem} {list(empty.iterdir())}"
    return ""


def check_long_passphrases(folder):
    for size, status in ((1023, 0), (1024, 3)):
        file = folder / "long"
        file.write_text("x" * size)
        path = folder / f"long-{size}.pem"
        done = nrf53pack("keygen", "-k", path, "-t", "x25519", "--passphrase-file", file)
        if done.returncode != status or path.exists() != (status == 0):
            return f"{size}: exit {done.returncode} {done.stderr.decode()}"
    (folder / "long").write_text("x" * 1023)
    opened = openssl("pkey", "-in", folder / "long-1023.pem", "-passin", f"file:{folder / 'long'}", "-noout")
    return "" if opened.returncode == 0 else opened.stderr.decode()


def check_terminal_opens_a_key(folder):
    key, plain = folder / "encrypted.pem", KEYS / "test-ecdsa-p256.pem"
    openssl("pkcs8", "-topk8", "-v2", "aes256", "-in", plain, "-passout", "env:KEY_PASSPHRASE", "-out", key)
    wanted = nrf53pack("getpub", "-k", plain).stdout
    with Terminal([NRF53PACK, "getpub", "-k", key, "-o", folder / "out"]) as terminal:
        if not terminal.wait_for(f"passphrase of '{key}': "):
            return f"no question: {terminal.text}"
        if terminal.echoes():
            return "the terminal shows what is typed"
        terminal.type(PASSPHRASE + "\n")
        status = terminal.finish()
        if PASSPHRASE in terminal.text or status != 0 or not terminal.echoes():
            return f"exit {status}, echo {terminal.echoes()}: {terminal.text}"
    return "" if (folder / "out").read_bytes() == wanted else "another key"


def check_terminal_refuses(folder, typed, expected):
    key = folder / "encrypted.pem"
    openssl("pkcs8", "-topk8", "-v2", "aes256", "-in", KEYS / "test-ed25519.pem", "-passout", "env:KEY_PASSPHRASE",
            "-out", key)
    with Terminal([NRF53PACK, "getpub", "-k", key]) as terminal:
        terminal.wait_for("passphrase of")
        terminal.type(typed)
        status = terminal.finish()
        return "" if status == 3 and expected in terminal.text and terminal.echoes() else f"exit {status}: {terminal.text}"


def check_terminal_interrupted(folder, number):
    """The echo comes back, and the process dies by the signal."""
    key = folder / "encrypted.pem"
    openssl("pkcs8", "-topk8", "-v2", "aes256", "-in", KEYS / "test-ed25519.pem", "-passout", "env:KEY_PASSPHRASE",
            "-out", key)
    with Terminal([NRF53PACK, "getpub", "-k", key]) as terminal:
        terminal.wait_for("passphrase of")
        if terminal.echoes():
            return "the terminal shows what is typed"
        if number is None:
            terminal.type("\x03")
        else:
            os.kill(terminal.process.pid, number)
        status = terminal.finish()
        wanted = -(number or signal.SIGINT)
        return "" if status == wanted and terminal.echoes() else f"status {status}, echo {terminal.echoes()}"


def check_terminal_stopped(folder):
    """After Ctrl-Z the question comes again, and half an answer is forgotten."""
    with Terminal([NRF53PACK, "getpub", "-k", folder / "encrypted.pem", "-o", folder / "out"]) as terminal:
        terminal.wait_for("passphrase of")
        terminal.text = ""
        terminal.type("half of an answer\x1a")
        if not terminal.wait_for("passphrase of") or terminal.echoes():
            return f"no question: {terminal.text}"
        terminal.type(PASSPHRASE + "\n")
        status = terminal.finish()
        return "" if status == 0 else f"exit {status}: {terminal.text}"


def check_terminal_makes_a_key(folder):
    key = folder / "asked.pem"
    with Terminal([NRF53PACK, "keygen", "-k", key, "-t", "ed25519", "-p"]) as terminal:
        terminal.wait_for("new passphrase of")
        terminal.type(PASSPHRASE + "\n")
        terminal.wait_for("the same again")
        terminal.type(PASSPHRASE + "\n")
        status = terminal.finish()
        if status != 0 or PASSPHRASE in terminal.text:
            return f"exit {status}: {terminal.text}"
    opened = openssl("pkey", "-in", key, "-passin", "env:KEY_PASSPHRASE", "-noout")
    return "" if opened.returncode == 0 else opened.stderr.decode()


def check_terminal_hears_two_passphrases(folder):
    key = folder / "two.pem"
    with Terminal([NRF53PACK, "keygen", "-k", key, "-t", "ed25519", "-p"]) as terminal:
        terminal.wait_for("new passphrase of")
        terminal.type("one\n")
        terminal.wait_for("the same again")
        terminal.type("two\n")
        status = terminal.finish()
        if status != 3 or "differ" not in terminal.text:
            return f"exit {status}: {terminal.text}"
    return "a key was made" if key.exists() else ""


def check_no_terminal(folder):
    done = nrf53pack("getpub", "-k", KEYS / "test-ed25519-encrypted.pem", start_new_session=True)
    return said(done, 3, "no terminal", "--passphrase-env")


def tests(folder):
    for kind in TYPES:
        yield f"new {kind} key", functools.partial(check_new_key, folder, kind)
        for key in (folder / f"{kind}.pem", folder / f"imgtool-{kind}.pem"):
            yield f"public forms of {key.name}", functools.partial(check_public_forms, folder, key)
            yield f"private forms of {key.name}", functools.partial(check_private_forms, folder, key)
        yield f"keyinfo of {kind}", functools.partial(check_kind, folder, folder / f"{kind}.pem")
        plain = KEYS / f"test-{kind}.pem"
        yield f"{kind} encrypted as by imgtool", functools.partial(check_imgtool_encryption, folder, plain)
        yield f"{kind} encrypted, DER", functools.partial(check_openssl_der, folder, plain)
    for kind in ("rsa-2048", "ecdsa-p384", "ed25519"):
        yield f"{kind} encrypted here", functools.partial(check_our_encryption, folder, kind)
    for name in ("test-rsa-2048-pkcs1.pem", "test-ecdsa-p256-sec1.pem"):
        yield f"public forms of {name}", functools.partial(check_public_forms, folder, KEYS / name)
        yield f"private forms of {name}", functools.partial(check_private_forms, folder, KEYS / name)
    plain = KEYS / "test-ecdsa-p256.pem"
    for bits, prf in itertools.product((128, 192, 256), ("SHA1", "SHA224", "SHA256", "SHA384", "SHA512")):
        yield f"AES-{bits}, {prf}", functools.partial(check_openssl_encryption, folder, plain, bits, prf)
    for name, cipher in itertools.product(("rsa-2048", "ecdsa-p384"), ("aes128", "aes192", "aes256")):
        yield f"older form of {name}, {cipher}", functools.partial(check_older_encryption, folder, KEYS / f"test-{name}.pem", cipher)
    yield "passphrase from a file and a pipe", functools.partial(check_passphrase_sources, folder)
    yield "key from a pipe", functools.partial(check_key_from_pipe, folder)
    yield "a key is not overwritten", functools.partial(check_no_overwriting, folder)
    yield "nothing is left", functools.partial(check_nothing_left, folder)
    yield "long passphrases", functools.partial(check_long_passphrases, folder)
    yield "terminal: opens a key", functools.partial(check_terminal_opens_a_key, folder)
    yield "terminal: wrong", functools.partial(check_terminal_refuses, folder, "wrong\n", "passphrase is wrong")
    yield "terminal: empty", functools.partial(check_terminal_refuses, folder, "\n", "no passphrase was given")
    yield "terminal: closed", functools.partial(check_terminal_refuses, folder, "\x04", "no passphrase was given")
    yield "terminal: too long", functools.partial(check_terminal_refuses, folder, "x" * 1100 + "\n", "longer than 1023 bytes")
    for number in (None, signal.SIGTERM, signal.SIGHUP):
        yield f"terminal: interrupted by {number}", functools.partial(check_terminal_interrupted, folder, number)
    yield "terminal: stopped", functools.partial(check_terminal_stopped, folder)
    yield "terminal: makes a key", functools.partial(check_terminal_makes_a_key, folder)
    yield "terminal: two passphrases", functools.partial(check_terminal_hears_two_passphrases, folder)
    yield "no terminal", functools.partial(check_no_terminal, folder)


def main():
    results = Results()
    with scratch() as name:
        folder = Path(name)
        for kind in TYPES:
            imgtool_key(folder, kind)
        for name, check in tests(folder):
            results.add(name, check())
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
