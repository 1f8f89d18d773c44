"""A unit of work: one transaction, its vault, and the repositories, which are the only place with queries."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from .keys import Keyring
from .prepared import Cursor
from .repositories.accepting_side import AcceptingSide
from .repositories.access import AccessRepository
from .repositories.appointments import AppointmentRepository
from .repositories.assisted import AssistedRepository
from .repositories.attachments import AttachmentRepository
from .repositories.cases import CaseRepository
from .repositories.checks import CheckRepository
from .repositories.conversations import ConversationRepository
from .repositories.copies import CopyRepository
from .repositories.corrections import CorrectionRepository
from .repositories.figures import FiguresRepository
from .repositories.groups import GroupRepository
from .repositories.hours import HoursRepository
from .repositories.inbox import InboxRepository
from .repositories.interpreting import InterpretingRepository
from .repositories.ladder import LadderRepository
from .repositories.organisations import OrganisationRepository
from .repositories.outbox import OutboxRepository
from .repositories.papers import PaperRepository
from .repositories.partners import PartnerRepository
from .repositories.recordings import RecordingRepository
from .repositories.register import Entry, What
from .repositories.safety import SafetyRepository
from .repositories.shifts import ShiftRepository
from .repositories.structures import StructureRepository
from .repositories.system import SystemRepository
from .repositories.team_chats import TeamChatRepository
from .repositories.web import WebRepository
from .repositories.weeks import WeekRepository
from .repositories.wording import WordingRepository
from .repositories.workers import WorkerRepository
from .vault import KeyCache, Vault


class UnitOfWork:
    """Opened by Database.write or Database.read, never elsewhere. Services use it and never commit."""

    def __init__(
        self, connection: Connection, keys: Keyring, cache: KeyCache, newer: Callable[[], Keyring] | None = None
    ) -> None:
        self.connection = connection
        self.vault = Vault(connection, keys, cache, newer)
        self._session: Session | None = None
        self._to_register: list[Entry] = []
        self._at_the_end: list[Callable[[], object]] = []

    @property
    def sqlite(self) -> bool:
        """Whether this is SQLite (which has one writer and no row locks)."""
        return self.connection.dialect.name == "sqlite"

    @cached_property
    def cursor(self) -> Cursor:
        """Runs prepared statements in this transaction."""
        return Cursor(self.connection.connection.driver_connection, self.connection.dialect)

    @property
    def session(self) -> Session:
        """The ORM session of this transaction, made when first used."""
        if self._session is None:
            self._session = Session(bind=self.connection, autoflush=True, expire_on_commit=False)
        return self._session

    def flush(self) -> None:
        """Send what the session holds to the database."""
        if self._session is not None:
            self._session.flush()

    def register(self, what: What, object_id: str, at: datetime) -> None:
        """Write down, at the end of this transaction, that a case or log came, or that a case was erased."""
        self._to_register.append(Entry(what, object_id, at))

    def at_the_end(self, call: Callable[[], object]) -> None:
        """Do this once everything else of this transaction is done, in the order it was asked for: it says how things
        stand then."""
        self._at_the_end.append(call)

    def conclude(self) -> None:
        """Do what was asked for at the end: everything else is done. More may be asked for afterwards."""
        while self._at_the_end:
            self._at_the_end.pop(0)()

    def finish(self) -> None:
        """What is done last, right before the transaction is committed."""
        self.conclude()
        self.flush()
        if self._to_register:
            self.safety.enter(self._to_register)
            self._to_register = []

    def abandoned(self) -> None:
        """The transaction is being undone."""
        self.vault.rolled_back()

    def close(self) -> None:
        """Let go of the session; objects read through it stay usable."""
        if self._session is not None:
            self._session.expunge_all()
            self._session.close()

    def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Run a statement on this transaction, after what the session holds."""
        self.flush()
        return self.connection.execute(statement, parameters)

    @cached_property
    def workers(self) -> WorkerRepository:
        return WorkerRepository(self)

    @cached_property
    def conversations(self) -> ConversationRepository:
        return ConversationRepository(self)

    @cached_property
    def inbox(self) -> InboxRepository:
        return InboxRepository(self)

    @cached_property
    def outbox(self) -> OutboxRepository:
        return OutboxRepository(self)

    @cached_property
    def structures(self) -> StructureRepository:
        return StructureRepository(self)

    @cached_property
    def web(self) -> WebRepository:
        return WebRepository(self)

    @cached_property
    def team_chats(self) -> TeamChatRepository:
        return TeamChatRepository(self)

    @cached_property
    def weeks(self) -> WeekRepository:
        return WeekRepository(self)

    @cached_property
    def appointments(self) -> AppointmentRepository:
        return AppointmentRepository(self)

    @cached_property
    def interpreting(self) -> InterpretingRepository:
        return InterpretingRepository(self)

    @cached_property
    def attachments(self) -> AttachmentRepository:
        return AttachmentRepository(self)

    @cached_property
    def papers(self) -> PaperRepository:
        return PaperRepository(self)

    @cached_property
    def checks(self) -> CheckRepository:
        return CheckRepository(self)

    @cached_property
    def hours(self) -> HoursRepository:
        return HoursRepository(self)

    @cached_property
    def recordings(self) -> RecordingRepository:
        return RecordingRepository(self)

    @cached_property
    def assisted(self) -> AssistedRepository:
        return AssistedRepository(self)

    @cached_property
    def organisations(self) -> OrganisationRepository:
        return OrganisationRepository(self)

    @cached_property
    def accepting_side(self) -> AcceptingSide:
        return AcceptingSide(self)

    @cached_property
    def corrections(self) -> CorrectionRepository:
        return CorrectionRepository(self)

    @cached_property
    def figures(self) -> FiguresRepository:
        return FiguresRepository(self)

    @cached_property
    def groups(self) -> GroupRepository:
        return GroupRepository(self)

    @cached_property
    def copies(self) -> CopyRepository:
        return CopyRepository(self)

    @cached_property
    def wording(self) -> WordingRepository:
        return WordingRepository(self)

    @cached_property
    def shifts(self) -> ShiftRepository:
        return ShiftRepository(self)

    @cached_property
    def cases(self) -> CaseRepository:
        return CaseRepository(self)

    @cached_property
    def ladder(self) -> LadderRepository:
        return LadderRepository(self)

    @cached_property
    def partners(self) -> PartnerRepository:
        return PartnerRepository(self)

    @cached_property
    def access(self) -> AccessRepository:
        return AccessRepository(self)

    @cached_property
    def safety(self) -> SafetyRepository:
        return SafetyRepository(self)

    @cached_property
    def system(self) -> SystemRepository:
        return SystemRepository(self)
