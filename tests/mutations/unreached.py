"""Rules that no mutation of the sample trees can make fire, and why."""

UNREACHED = {
    "N53-1408": "the sample trees have no signed files; the golden case check_deployed_key makes them",
}
