"""The type of a row that a query gave, for annotations outside of storage."""

from sqlalchemy import Row as Row
