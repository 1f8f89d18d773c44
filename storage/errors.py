"""What storage can refuse."""


class StorageError(Exception):
    """Something kept could not be read or written."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class StorageFull(StorageError):
    """The disk or the database is full: nothing was changed. Free space, then it goes on by itself."""


class StorageBusy(StorageError):
    """The database was locked for too long: nothing was changed. It will be tried again."""


class StorageAway(StorageError):
    """The database can't be reached: nothing was changed. It goes on by itself once it is there again."""

    def __init__(self, database: str) -> None:
        super().__init__(
            f"The database {database} can't be reached. Start it, or correct TODOKE_DATABASE_URL; a running program "
            "goes on by itself once it is there again."
        )


class StorageMoved(StorageError):
    """The database's file is not the one that was opened: nothing was changed."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"The database file {path} was deleted, moved or replaced while the program runs. Nothing is stored until "
            "it is back in its place; or start the program anew, to go on with the file that is there then."
        )


class StaleRow(StorageError):
    """Somebody else changed this in the meantime: nothing was changed. Reload and look again."""


class LeaseLost(StorageError):
    """Another worker has taken this over: this attempt was given up and changed nothing."""


class KeyMissing(StorageError):
    """The key for this data is not in the keys file. Restore the keys file that belongs to this database."""


class Erased(StorageError):
    """This data was erased at its owner's wish; it cannot be brought back."""


class Tampered(StorageError):
    """An encrypted field does not belong to its row, or was changed. Restore a backup and look at the audit."""


class BackupDamaged(StorageError):
    """This backup is damaged or cut off: nothing was restored. Use another one."""


class WrongDatabase(StorageError):
    """This database is of another kind (demo or real) or of another release than this program."""
