"""python -m nrf53pack ..."""
import os
import subprocess
import sys

from nrf53pack import find_program


def main():
    command = [find_program(), *sys.argv[1:]]
    if os.name == "nt":  # exec does not wait there
        sys.exit(subprocess.run(command).returncode)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
