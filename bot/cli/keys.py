"""`todoke keys`: the file without which nothing personal in the database can be read."""

from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings

HELP = "show which encryption keys there are (never the keys), or make the file"


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    parser = subparsers.add_parser("keys", help=HELP, description=HELP)
    deeds = parser.add_subparsers(dest="deed", metavar="show|new", required=True)
    deeds.add_parser("show", help="the file's place and the names of the keys in it")
    deeds.add_parser("new", help="make the keys file of a new installation; never replaces one")


def run(args: Namespace, settings: "Settings") -> int:
    """Show or make. Raises KeyMissing for a file that is missing or damaged."""
    from bot.errors import TodokeError
    from storage.keys import Keyring

    path = settings.keys_file
    if args.deed == "new":
        if path.exists():
            raise TodokeError(f"There is a keys file already: {path}. It was left as it is.")
        Keyring.new().save(path)
        print(f"Made {path}. Copy it somewhere safe, apart from the backups of the database.")
        return 0
    keys = Keyring.load(path)
    print(f"{path}")
    for name in sorted(keys.wrapping):
        print(f"  {name}" + ("  in use for what is new" if name == keys.active else ""))
    if path.stat().st_mode & 0o077:
        print(f"Others on this machine can read it: chmod 600 {path}")
        return 1
    return 0
