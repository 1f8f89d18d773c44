"""Tools to try Todoke with: a Bot API server that runs on this machine, and a scripted worker with a phone.

They ship beside the real thing, so that a coordinator, a test and a benchmark all talk to the same server.
Nothing here is imported by the running program.
"""
