"""Rules that no mutation of the sample trees can make fire, and why."""

UNREACHED = {
}
