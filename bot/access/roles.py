"""The roles a person can have."""

from enum import StrEnum

from bot.access.errors import UnknownRole


class Role(StrEnum):
    """What somebody is here for. The first two belong to a partner; an interpreter may; the others to the operator."""

    STAFF = "staff"
    LEAD = "lead"
    """Staff who also read what only one person per organisation should, and see to its accounts."""
    INTERPRETER = "interpreter"
    """Puts into words what was assigned to them, and sees nothing else of any case."""
    COORDINATOR = "coordinator"
    DEPUTY = "deputy"
    """Stands in for the coordinator, with the same rights."""
    ADMIN = "admin"
    """Sets up partners and accounts; sees nothing of cases, not even their numbers."""
    AUDITOR = "auditor"
    """Reads sums: how often what was done, and whether the logs are whole. No person, no case."""

    @property
    def of_partner(self) -> bool:
        """Whether somebody with this role belongs to a partner organisation."""
        return self in (Role.STAFF, Role.LEAD)

    def fits(self, partner_id: str | None) -> bool:
        """Whether somebody with this role can be at this organisation (None: at the operator)."""
        return self is Role.INTERPRETER or self.of_partner == (partner_id is not None)

    @property
    def coordinates(self) -> bool:
        """Whether this role looks after all open cases."""
        return self in (Role.COORDINATOR, Role.DEPUTY)

    @classmethod
    def parse(cls, text: str) -> "Role":
        """Read a role. Raises UnknownRole with the list of those there are."""
        try:
            return cls(text)
        except ValueError as error:
            raise UnknownRole(role=text, roles=", ".join(cls)) from error
