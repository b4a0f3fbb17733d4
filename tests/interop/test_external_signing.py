#!/usr/bin/env python3
"""Signing where the key is: openssl and a PKCS#11 token make the signatures, nrf53pack never sees a private key.

Every type of key takes every road: hash or payload exported, signed, put in again; the same in one call by a command.
What comes out is the image that `sign --key` makes, but for the signature, and imgtool accepts it. Signatures of another
key, another firmware or other options, and commands that fail, hang or write nothing end with one error and no file.
"""
import base64
import os
import shutil
import sys
from pathlib import Path

from interop import KEYS, NRF53PACK, Image, Results, imgtool_command, payload, run, scratch

KEY_TYPES = {
    "RSA-2048": "test-rsa-2048",
    "RSA-3072": "test-rsa-3072",
    "P-256": "test-ecdsa-p256",
    "P-384": "test-ecdsa-p384",
    "Ed25519": "test-ed25519",
}
HASH = {"P-384": "sha384"}
PSS = ["-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:32", "-pkeyopt", "digest:sha256"]
DGST_PSS = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]
BASE = ["--version", "1.2.3+4", "--header-size", "0x200", "--pad-header", "--slot-size", "0x20000", "--align", "4"]
TLVS = ["--boot-record", "SPE", "--security-counter", "7", "--vid", "nordicsemi.com", "--custom-tlv", "0xa0", "text"]
MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so", "/opt/homebrew/lib/softhsm/libsofthsm2.so")


def private(label):
    return KEYS / f"{KEY_TYPES[label]}.pem"


def public(label):
    return KEYS / f"{KEY_TYPES[label]}.pub.pem"


def sign_digest(label, digest, signature):
    """openssl's command that signs a hash (Ed25519: the hash as its message)."""
    options = PSS if label.startswith("RSA") else ["-rawin"] if label == "Ed25519" else []
    return ["openssl", "pkeyutl", "-sign", "-inkey", str(private(label)), *options, "-in", digest, "-out", signature]


def sign_payload(label, data, signature):
    """openssl's command that hashes by itself."""
    options = DGST_PSS if label.startswith("RSA") else []
    return ["openssl", "dgst", f"-{HASH.get(label, 'sha256')}", "-sign", str(private(label)), *options, "-out", signature, data]


def raw_of(der):
    """r and s of a DER, by openssl's own reading of it."""
    text = run(["openssl", "asn1parse", "-inform", "DER"], input=der).stdout.decode()
    numbers = [int(line.split(":")[-1], 16) for line in text.splitlines() if "INTEGER" in line]
    size = 48 if len(der) > 80 else 32
    return b"".join(number.to_bytes(size, "big") for number in numbers)


class Bench:
    def __init__(self, folder):
        self.folder = folder
        self.source = folder / "in.bin"
        self.output = folder / "out.bin"
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.source.write_bytes(payload(1000))
        self.environment = dict(os.environ, TMPDIR=str(self.temporary))

    def sign(self, *words, output=True):
        self.output.unlink(missing_ok=True)
        done = run([NRF53PACK, "sign", *words, self.source, *([self.output] if output else [])], env=self.environment)
        assert b"Sanitizer" not in done.stderr, done.stderr.decode()
        return done

    def judge(self, label, done, options):
        """The image that --key makes, but for the signature; accepted by imgtool; nothing left behind."""
        if done.returncode != 0:
            return done.stderr.decode()
        made = self.output.read_bytes()
        if run([imgtool_command(), "verify", "--key", private(label), self.output]).returncode != 0:
            return "imgtool refuses it"
        if self.sign("--key", private(label), *options).returncode != 0:
            return "not signed with the key itself"
        usual = self.output.read_bytes()
        if label == "Ed25519" and made != usual:
            return "differs from what --key makes"
        if list(self.temporary.iterdir()):
            return f"left behind: {list(self.temporary.iterdir())}"
        return "; ".join(Image(made).differences(Image(usual)))


def three_steps(bench, label, options, kind):
    """Export, sign, put in: the signature as it is, as r and s, in base64."""
    exported, signature = bench.folder / "exported", bench.folder / "signature"
    exported.unlink(missing_ok=True)
    key = ["--public-key", public(label)]
    done = bench.sign(*BASE, *options, *key, f"--{kind}-out", exported, output=False)
    if done.returncode != 0 or bench.output.exists():
        return f"export: {done.stderr.decode()}"
    command = sign_digest if kind == "digest" or label == "Ed25519" else sign_payload
    made = run(command(label, str(exported), str(signature)))
    if made.returncode != 0:
        return f"openssl: {made.stderr.decode()}"
    bytes_made = signature.read_bytes()
    forms = [bytes_made, base64.b64encode(bytes_made), base64.encodebytes(bytes_made)]
    if label.startswith("P-"):
        forms += [raw_of(bytes_made), base64.b64encode(raw_of(bytes_made))]
    for form in forms:
        signature.write_bytes(form)
        problem = bench.judge(label, bench.sign(*BASE, *options, *key, "--signature-in", signature), [*BASE, *options])
        if problem:
            return f"signature of {len(form)} bytes: {problem}"
    return None


def one_call(bench, label, options, command):
    done = bench.sign(*BASE, *options, "--public-key", public(label), "--sign-with", " ".join(command))
    return bench.judge(label, done, [*BASE, *options])


def key_by_name(bench):
    """{key} names the public key: a script finds the private one by it."""
    script = "openssl pkeyutl -sign -inkey \"${0%.pub.pem}.pem\" -in \"$1\" -out \"$2\""
    done = bench.sign(*BASE, "--public-key", public("P-256"), "--sign-with", f"sh -c '{script}' {{key}} {{digest}} {{signature}}")
    return bench.judge("P-256", done, BASE)


def refused(bench, status, said, *words, output=True):
    done = bench.sign(*BASE, *words, output=output)
    text = done.stderr.decode()
    if done.returncode != status or said not in text or len(text.splitlines()) != 1:
        return f"exit status {done.returncode}, {status} expected with '{said}':\n{text}"
    if bench.output.exists() or list(bench.temporary.iterdir()):
        return "something was left behind"
    return None


def refusals(bench):
    """(name, exit status, words of the message, options)"""
    digest, signature, junk = bench.folder / "digest", bench.folder / "good.der", bench.folder / "junk"
    key = ["--public-key", public("P-256")]
    assert bench.sign(*BASE, *key, "--digest-out", digest, output=False).returncode == 0
    assert run(sign_digest("P-256", str(digest), str(signature))).returncode == 0
    junk.write_bytes(payload(71))
    empty, large = bench.folder / "empty", bench.folder / "large"
    empty.write_bytes(b"")
    large.write_bytes(bytes(5000))
    other = "openssl pkeyutl -sign -inkey " + str(KEYS / "test-nsib-p256.pem") + " -in {digest} -out {signature}"
    by = ["--signature-in"]
    yield "signature of another version", 1, "does not verify", [*key, *by, signature, "--boot-record", "X"]
    yield "signature by another key", 1, "does not verify", ["--public-key", KEYS / "test-nsib-p256.pub.pem", *by, signature]
    yield "signature of another type of key", 3, "no RSA-2048 signature", ["--public-key", public("RSA-2048"), *by, signature]
    yield "signature that is none", 3, "no ECDSA P-256 signature", [*key, *by, junk]
    yield "empty signature", 3, "0 bytes that are no ECDSA", [*key, *by, empty]
    yield "signature of 5,000 bytes", 3, "large", [*key, *by, large]
    yield "no signature", 3, "no such file", [*key, *by, bench.folder / "nowhere"]
    yield "signature without key", 2, "'--public-key' is missing", [*by, signature]
    yield "public key alone", 2, "'--public-key' signs nothing", key
    yield "encryption's key", 3, "signs nothing", ["--public-key", KEYS / "test-x25519.pub.pem", *by, signature]
    yield "signature and command", 2, "exclude each other", [*key, *by, signature, "--sign-with", other]
    yield "private key and command", 2, "'--key' signs here", ["--key", private("P-256"), *key, "--sign-with", other]
    yield "command with another key", 1, "does not verify", [*key, "--sign-with", other]
    yield "command that fails", 3, "signing command 'openssl' ended with exit status 1: ", [*key, "--sign-with", other.replace("nsib", "none")]
    yield "command that is not there", 3, "cannot be started", [*key, "--sign-with", "no-such-vault {digest} {signature}"]
    yield "command that writes nothing", 3, "wrote no signature", [*key, "--sign-with", "true {digest} {signature}"]
    yield "command that hangs", 3, "did not end within 1 seconds", [*key, "--sign-with", "tail -f {digest} {signature}", "--sign-seconds", "1"]
    yield "command that is killed", 3, "exit status 137", [*key, "--sign-with", "sh -c 'kill -9 $$' {digest} {signature}"]
    yield "command without signature", 2, "{signature}, the file to write, is missing", [*key, "--sign-with", "sign {digest}"]
    yield "command with a misspelt place", 2, "{digset} in it is none of", [*key, "--sign-with", "sign {digset} {signature}"]
    yield "command with an open quote", 2, "not closed", [*key, "--sign-with", "sign '{digest} {signature}"]
    yield "no command", 2, "names no program", [*key, "--sign-with", ""]
    yield "seconds without command", 2, "'--sign-seconds' is of use", ["--sign-seconds", "5"]
    yield "no seconds", 2, "0 seconds", [*key, "--sign-with", other, "--sign-seconds", "0"]
    yield "passphrase without key", 2, "of use with '--key' only", [*key, *by, signature, "--passphrase-env", "X"]


def export_refusals(bench):
    out = bench.folder / "exported"
    key = ["--public-key", public("P-256")]
    yield "hash without key", 2, "'--public-key' is missing", ["--digest-out", out]
    yield "hash and signature", 2, "before there is a signature", [*key, "--digest-out", out, "--signature-in", out]
    yield "hash of a pure signature", 2, "'--payload-out'", ["--public-key", public("Ed25519"), "--pure", "--digest-out", out]
    yield "hash over the firmware", 2, "is the input and the output", [*key, "--digest-out", bench.source]
    yield "hash and payload in one file", 2, "is two outputs", [*key, "--digest-out", out, "--payload-out", out]
    yield "hash to nowhere", 3, "cannot write", [*key, "--digest-out", bench.folder / "none" / "digest"]


class Token:
    """A PKCS#11 token of its own, in the folder of the test."""

    def __init__(self, bench):
        self.module = next((path for path in MODULES if os.path.exists(path)), None)
        if self.module is None or shutil.which("pkcs11-tool") is None:
            raise FileNotFoundError("softhsm2 and opensc are needed")
        folder = bench.folder / "tokens"
        folder.mkdir()
        configuration = bench.folder / "softhsm2.conf"
        configuration.write_text(f"directories.tokendir = {folder}\n")
        bench.environment.update(SOFTHSM2_CONF=str(configuration), PIN="1234")
        self.environment = bench.environment
        self.call("softhsm2-util", "--init-token", "--free", "--label", "release", "--pin", "1234", "--so-pin", "5678")
        for number, label in enumerate(KEY_TYPES, 1):
            self.call("softhsm2-util", "--import", private(label), "--token", "release", "--label", label, "--id", f"0{number}", "--pin", "1234")

    def call(self, *words):
        done = run(words, env=self.environment)
        if done.returncode != 0:
            raise AssertionError(f"{words}: {done.stdout.decode()}{done.stderr.decode()}")

    def command(self, label):
        number = list(KEY_TYPES).index(label) + 1
        mechanism = ["ECDSA"] if label.startswith("P-") else ["EDDSA"]
        if label.startswith("RSA"):
            mechanism = ["RSA-PKCS-PSS", "--hash-algorithm", "SHA256", "--mgf", "MGF1-SHA256", "--salt-len", "32"]
        return [
            *("pkcs11-tool", "--module", self.module, "--token-label", "release", "--pin", "env:PIN", "--sign"),
            *("--id", f"0{number}", "--mechanism", *mechanism, "--input-file", "{digest}", "--output-file", "{signature}"),
        ]


def check_token(bench, results):
    token = Token(bench)
    for label in KEY_TYPES:
        results.add(f"PKCS#11, {label}", one_call(bench, label, TLVS, token.command(label)))
    der = [*token.command("P-256"), "--signature-format", "openssl"]
    results.add("PKCS#11, P-256, DER", one_call(bench, "P-256", [], der))
    wrong = " ".join(token.command("P-256"))
    key = ["--public-key", public("P-256"), "--sign-with"]
    results.add("PKCS#11, another key of the token", refused(bench, 1, "does not verify", "--public-key", KEYS / "test-nsib-p256.pub.pem", "--sign-with", wrong))
    bench.environment["PIN"] = "4321"
    results.add("PKCS#11, wrong PIN", refused(bench, 3, "CKR_PIN_INCORRECT", *key, wrong))


def main():
    results = Results()
    with scratch() as name:
        bench = Bench(Path(name))
        for label in KEY_TYPES:
            for kind in ("digest", "payload"):
                if label != "Ed25519" or kind == "digest":
                    results.add(f"{label}, {kind} signed elsewhere", three_steps(bench, label, TLVS, kind))
            results.add(f"{label}, command signs the hash", one_call(bench, label, TLVS, sign_digest(label, "{digest}", "{signature}")))
            if label != "Ed25519":
                results.add(f"{label}, command signs the payload", one_call(bench, label, [], sign_payload(label, "{payload}", "{signature}")))
        pure = sign_digest("Ed25519", "{payload}", "{signature}")
        results.add("Ed25519, pure, command signs the payload", one_call(bench, "Ed25519", ["--pure", *TLVS], pure))
        results.add("Ed25519, pure, payload signed elsewhere", three_steps(bench, "Ed25519", ["--pure", *TLVS], "payload"))
        results.add("Ed25519, SHA-512", one_call(bench, "Ed25519", ["--sha", "512"], sign_digest("Ed25519", "{digest}", "{signature}")))
        results.add("P-256, padded signature", one_call(bench, "P-256", ["--pad-sig"], sign_digest("P-256", "{digest}", "{signature}")))
        results.add("the public key's name finds the private one", key_by_name(bench))
        for case, status, said, words in refusals(bench):
            results.add(f"refused: {case}", refused(bench, status, said, *words))
        for case, status, said, words in export_refusals(bench):
            results.add(f"refused: {case}", refused(bench, status, said, *words, output=False))
        results.add("refused: an image beside the hash", refused(bench, 2, "no image is made", "--public-key", public("P-256"), "--digest-out", bench.folder / "x"))
        check_token(bench, results)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
