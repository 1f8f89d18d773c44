"""The half that talks and acts: channels, conversations, cases, the clock, the console, the command line."""

__version__ = "0.1.0"
