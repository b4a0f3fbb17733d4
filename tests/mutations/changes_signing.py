"""Keys, signatures, and the signed update files of a build."""
from edits import signed_update, symbol, update_key_hash
from mutation import Mutation
from tree import BRICK, NRF53BOOT, OVERWRITE

# SHA-256 of MCUboot's root-ec-p256.pem, as its images name it.
SAMPLE_KEY_HASH = "e30466f6b8470c1f29070b17f1e2d3e94d445e3f608087fdc711e4382bb538b6"
OWN_KEY = [symbol(image, BOOT_SIGNATURE_KEY_FILE='"/home/dev/keys/product.pem"') for image in ("mcuboot", "sysbuild")]
TWO_READ = ["-N53-0501 undecided", "-N53-0605 undecided"]
NET_READ = ["-N53-0502 undecided", "-N53-0604 undecided"]
ALL_READ = [*TWO_READ, *NET_READ, "-N53-0608 undecided"]

# Bytes up to the trailer's swap_info (40 from the end of a slot), where overwrite-only stops reading.
APP_LIMIT = 0xe8000 - 40
# b0n copies into 0x37800 bytes of network flash; in front of that stands a header of 0x200 bytes, behind it the TLVs of an
# ECDSA P-256 signature of 71 bytes (edits.grow() keeps its length): their header, SHA-256, key hash and the signature.
NET_OWN_LIMIT = 0x37800 + 0x200 + 4 + 36 + 36 + 4 + 71
# swap-move: a sector for moving, one for the trailer of 256 sectors
MOVE_LIMIT = 0xe8000 - 0x2000

CHANGES = [
    Mutation("signed application", OVERWRITE, [signed_update("app")], TWO_READ),
    Mutation("signed network image", OVERWRITE, [signed_update("net")], NET_READ),
    Mutation("both signed", OVERWRITE, [signed_update("app"), signed_update("net")], ALL_READ),
    Mutation("both signed by an RSA key", OVERWRITE,
             [signed_update("app", "test-rsa-2048"), signed_update("net", "test-rsa-2048")], ALL_READ),
    Mutation("both signed, by different keys", OVERWRITE,
             [signed_update("app"), signed_update("net", "test-rsa-2048")],
             [*ALL_READ, "+N53-0608 warning update-refused"]),
    Mutation("application not signed", OVERWRITE, [signed_update("app", None)],
             [*TWO_READ, "-N53-0608 undecided", "+N53-0605 error update-refused"]),
    Mutation("network image not signed", OVERWRITE, [signed_update("app"), signed_update("net", None)],
             [*ALL_READ, "+N53-0604 error update-refused"]),
    Mutation("neither signed, MCUboot checks none", OVERWRITE,
             [signed_update("app", None), signed_update("net", None), symbol("mcuboot", BOOT_SIGNATURE_TYPE_NONE="y")],
             [*ALL_READ, "-N53-0601 warning insecure", "+N53-0606 warning insecure"]),
    Mutation("application exactly fills its slot", OVERWRITE, [signed_update("app", size=APP_LIMIT)], TWO_READ),
    Mutation("application a byte too long", OVERWRITE, [signed_update("app", size=APP_LIMIT + 1)],
             [*TWO_READ, "+N53-0501 error update-refused"]),
    Mutation("application exactly fills what nrf53boot's swap-move takes", NRF53BOOT,
             [signed_update("app", size=MOVE_LIMIT)], TWO_READ),
    Mutation("application a byte longer than nrf53boot's swap-move takes", NRF53BOOT,
             [signed_update("app", size=MOVE_LIMIT + 1)], [*TWO_READ, "+N53-0501 error update-refused"]),
    Mutation("application a byte longer than MCUboot's swap-move takes", BRICK,
             [signed_update("app", size=MOVE_LIMIT + 1)], [*TWO_READ, "+N53-0501 brick brick"]),
    Mutation("network image exactly fills the network core", OVERWRITE, [signed_update("net", size=NET_OWN_LIMIT)],
             NET_READ),
    Mutation("network image a byte too long for the network core", OVERWRITE,
             [signed_update("net", size=NET_OWN_LIMIT + 1)], [*NET_READ, "+N53-0502 error update-refused"]),

    # keys in the configuration
    Mutation("own key", OVERWRITE, OWN_KEY, ["-N53-0601 warning insecure", "+N53-0602 undecided"]),
    Mutation("own key, application signed by it", OVERWRITE, [*OWN_KEY, signed_update("app")],
             [*TWO_READ, "-N53-0601 warning insecure"]),
    Mutation("own key, application signed by the sample key", OVERWRITE,
             [*OWN_KEY, signed_update("app"), update_key_hash("app", SAMPLE_KEY_HASH)],
             [*TWO_READ, "-N53-0601 warning insecure", "+N53-0602 warning insecure"]),
    Mutation("another sample key", OVERWRITE, [symbol("mcuboot", BOOT_SIGNATURE_KEY_FILE='"root-rsa-3072.pem"')]),
    Mutation("no signatures at all", OVERWRITE, [symbol("mcuboot", BOOT_SIGNATURE_TYPE_NONE="y")],
             ["-N53-0601 warning insecure", "+N53-0606 warning insecure", "+N53-0602 undecided",
              "-N53-0604 undecided", "-N53-0605 undecided"]),
    Mutation("b0n checks signatures", OVERWRITE, [symbol("b0n", SB_VALIDATE_FW_SIGNATURE="y")],
             ["-N53-0607 warning insecure"]),
    Mutation("b0n checks signatures of a key that the build invents", OVERWRITE,
             [symbol("b0n", SB_VALIDATE_FW_SIGNATURE="y"),
              symbol("sysbuild", SECURE_BOOT_NETCORE_SIGNATURE_TYPE_UNUSED="n",
                     SECURE_BOOT_NETCORE_SIGNATURE_TYPE_SOFTWARE="y")],
             ["-N53-0607 warning insecure", "+N53-0603 warning insecure"]),
    Mutation("b0n checks signatures of an own key", OVERWRITE,
             [symbol("b0n", SB_VALIDATE_FW_SIGNATURE="y"),
              symbol("sysbuild", SECURE_BOOT_NETCORE_SIGNATURE_TYPE_UNUSED="n",
                     SECURE_BOOT_NETCORE_SIGNATURE_TYPE_SOFTWARE="y",
                     SECURE_BOOT_SIGNING_KEY_FILE='"/home/dev/keys/b0n.pem"')], ["-N53-0607 warning insecure"]),
    Mutation("b0n checks signatures of a public key", OVERWRITE,
             [symbol("b0n", SB_VALIDATE_FW_SIGNATURE="y"),
              symbol("sysbuild", SECURE_BOOT_NETCORE_SIGNATURE_TYPE_UNUSED="n",
                     SECURE_BOOT_NETCORE_SIGNATURE_TYPE_SOFTWARE="y",
                     SECURE_BOOT_SIGNING_KEY_FILE='"/ncs/nrf/boards/nordic/thingy91x/nsib_signing_key_nrf5340.pem"')],
             ["-N53-0607 warning insecure", "+N53-0614 warning insecure"]),
    Mutation("a signature is needed, of the warnings on", OVERWRITE, [], status=1, arguments=["--fail-on", "warning"]),
    Mutation("update files are needed", OVERWRITE, [], status=1, arguments=["--strict"]),
    Mutation("update files are needed, and there", OVERWRITE, [signed_update("app"), signed_update("net")], ALL_READ,
             status=0, arguments=["--strict"]),
]
