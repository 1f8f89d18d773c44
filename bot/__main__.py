"""`python -m bot` is `todoke`."""

import sys

from bot.cli import main

sys.exit(main())
