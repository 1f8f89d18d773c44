"""The demonstration: phone and console side by side, and a clock that can be put forward. Nothing in it is real."""
