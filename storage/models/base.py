"""What all tables share: constraint names that are the same on both databases, and the SQL types used."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, LargeBinary
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BigId = BigInteger().with_variant(Integer, "sqlite")  # SQLite only counts up by itself on INTEGER
Sealed = LargeBinary  # ciphertext made by storage.vault; the type itself does not encrypt
Json = JSON

JsonValue = Any
