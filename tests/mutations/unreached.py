"""Rules that no mutation of the sample trees can make fire, and why."""

WAIVERS = "it is about the project's waivers, not about a tree; the golden case check_waivers and tests/integration/project_file.py have them"

UNREACHED = {
    "N53-0324": "the sample trees have two images; the pairs with a split image and with Wi-Fi patches have three",
    "N53-1408": "the sample trees have no signed files; the golden case check_deployed_key makes them",
    "N53-1413": "all sample trees clean up the core; the golden case check_deployed_tfm has a released bootloader that does not",
    "N53-1501": WAIVERS,
    "N53-1502": WAIVERS,
    "N53-1503": WAIVERS,
    "N53-1504": WAIVERS,
}
