"""Where pip has put the program nrf53pack, for scripts in Python that run it."""
import os
import sysconfig

__version__ = "@VERSION@"


def find_program():
    """Full path of the program that came with this package; FileNotFoundError when it is not there."""
    name = "nrf53pack.exe" if os.name == "nt" else "nrf53pack"
    schemes = [sysconfig.get_default_scheme(), f"{os.name}_user"]  # pip install --user
    places = [sysconfig.get_path("scripts", scheme) for scheme in schemes]
    # pip install --target DIR puts the package into DIR and the program into DIR/bin
    places.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "bin"))
    for place in places:
        path = os.path.join(place, name)
        if os.path.isfile(path):
            return path
    raise FileNotFoundError(f"{name} is in none of {', '.join(places)}")
