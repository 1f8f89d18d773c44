"""`todoke keys`: the file without which nothing personal in the database can be read."""

from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings

HELP = "show which encryption keys there are (never the keys), make the file, change the wrapping key"


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    parser = subparsers.add_parser("keys", help=HELP, description=HELP)
    deeds = parser.add_subparsers(dest="deed", metavar="show|status|new|add|retire", required=True)
    deeds.add_parser("show", help="the file's place and the names of the keys in it")
    deeds.add_parser("status", help="which key is used for what is new, and how much is under each")
    deeds.add_parser("new", help="make the keys file of a new installation; never replaces one")
    deeds.add_parser("add", help="put a new wrapping key into the file; used once every running process can read it")
    retire = deeds.add_parser("retire", help="take a wrapping key out of the file under which nothing is any more")
    retire.add_argument("name", metavar="NAME", help="the key's name, as `keys status` shows it")


def run(args: Namespace, settings: "Settings") -> int:
    """Do it. Raises KeyMissing for a file that is missing or damaged."""
    deeds = {"show": _show, "status": _status, "new": _new, "add": _add, "retire": _retire}
    return deeds[args.deed](args, settings)


def _new(_args: Namespace, settings: "Settings") -> int:
    from bot.errors import TodokeError
    from bot.opening import KeysMissing
    from storage import schema
    from storage.database import Database
    from storage.keys import Keyring

    path = settings.keys_file
    if path.exists():
        raise TodokeError(f"There is a keys file already: {path}. It was left as it is.")
    keys = Keyring.new()
    if settings.database_file is None or settings.database_file.exists():
        database = Database(str(settings.database_url), keys)
        try:
            if schema.holds_data(database):
                raise KeysMissing(path=path, database=database.name)
        finally:
            database.close()
    if not keys.save_new(path):
        raise TodokeError(f"There is a keys file already: {path}. It was left as it is.")
    print(f"Made {path}. Copy it somewhere safe, apart from the backups of the database.")
    return 0


def _show(_args: Namespace, settings: "Settings") -> int:
    from storage.keys import Keyring

    path = settings.keys_file
    keys = Keyring.load(path)
    print(f"{path}")
    for name in sorted(keys.wrapping):
        print(f"  {name}" + ("  in use for what is new" if name == keys.active else ""))
    if path.stat().st_mode & 0o077:
        print(f"Others on this machine can read it: chmod 600 {path}")
        return 1
    return 0


def _status(_args: Namespace, settings: "Settings") -> int:
    """Exit code 1 while a new key waits for somebody."""
    from datetime import UTC, datetime

    from bot.opening import open_database

    database = open_database(settings)
    try:
        with database.read() as uow:
            in_use, under = uow.vault.key_in_use, uow.vault.under()
            live = uow.safety.live_keys(datetime.now(UTC))
    finally:
        database.close()
    keys = database.keys
    for name in sorted(keys.wrapping):
        number = under.get(name, 0)
        said = f"{number} data {'key' if number == 1 else 'keys'} under it"
        print(f"{name}  {said}" + (", in use for what is new" if name == in_use else ""))
    lacking = sum(keys.mark(keys.active) not in can for can in live)
    print(f"{len(live)} running {'process' if len(live) == 1 else 'processes'}")
    if in_use != keys.active:
        waits = f"{lacking} of them can't read it yet: copy the keys file there" if lacking else "within 10 seconds"
        print(f"{keys.active} is to be used next: " + (waits if live else "at the next start"))
        return 1
    return 0


def _add(_args: Namespace, settings: "Settings") -> int:
    from bot.errors import TodokeError
    from bot.opening import open_database

    database = open_database(settings)
    try:
        with database.read() as uow:
            in_use = uow.vault.key_in_use
    finally:
        database.close()
    keys = database.keys
    if keys.active != in_use:
        raise TodokeError(f"The key {keys.active} was added before and is not in use yet: see `todoke keys status`.")
    added = keys.with_new()
    added.save(settings.keys_file)
    print(f"Added {added.active} to {settings.keys_file}. Copy the file to every machine that runs Todoke, and anew")
    print("to where you keep your copy. It is used once every running process can read it: `todoke keys status`.")
    return 0


def _retire(args: Namespace, settings: "Settings") -> int:
    from bot.errors import NotFound, TodokeError
    from bot.opening import open_database

    database = open_database(settings)
    try:
        keys = database.keys
        if args.name not in keys.wrapping:
            raise NotFound(what="key", key=args.name)
        with database.read() as uow:
            in_use, number = uow.vault.key_in_use, uow.vault.under().get(args.name, 0)
    finally:
        database.close()
    if args.name == in_use != keys.active:
        waits = f"{args.name} is in use until {keys.active} takes its place"
        raise TodokeError(f"The key {waits}: see `todoke keys status`.")
    if args.name in (in_use, keys.active):
        raise TodokeError(f"The key {args.name} is in use. Add another one first: `todoke keys add`.")
    if number:
        raise TodokeError(f"{number} data keys are still under {args.name}. They are wrapped anew while Todoke runs.")
    keys.without(args.name).save(settings.keys_file)
    print(f"Took {args.name} out of {settings.keys_file}. What was backed up under it can only be opened with an older")
    print("copy of the keys file: once you destroy those copies too, nobody can open those backups any more.")
    return 0
