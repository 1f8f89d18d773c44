"""Is the Todoke of this container alive? Exit code 0: yes. Asks /healthz on the port it was told to use."""

import http.client
import os
import sys

port = int(os.environ.get("TODOKE_PORT") or 8321)
try:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    connection.request("GET", "/healthz")
    status = connection.getresponse().status
except OSError as error:
    sys.exit(f"nobody answers on port {port}: {error}")
sys.exit(0 if status == 200 else f"/healthz answered {status}")
