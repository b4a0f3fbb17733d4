"""What hatchling cannot know: the tags of the wheel, and its programs, which depend on the machine they are for.

The program is linked with everything it needs, the C library too, so it runs on every Linux whose kernel has what it
calls. The tags name the oldest platforms that pip knows by a C library, though the program uses neither of the two.
"""
import os
import pathlib

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TAGS = {
    "x86_64-linux-musl": "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64",
    "aarch64-linux-musl": "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
    "x86_64-windows-gnu": "win_amd64",
}


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version, build_data):
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{TAGS[os.environ['NRF53PACK_TARGET']]}"
        for program in sorted(pathlib.Path(self.root, "bin").iterdir()):
            build_data["shared_scripts"][str(program)] = program.name
