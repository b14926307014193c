"""Every speed and memory goal, measured on the embedded stack with everything counted: `make bench`."""
