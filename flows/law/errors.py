"""What can be wrong with the data files of the law."""

from pathlib import Path


class LawDataError(Exception):
    """{path}:{line}: {problem}. Correct that line of the data file; nothing was loaded from it."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        """`line` counts from 1; `problem` says in plain words what was expected there."""
        self.path, self.line, self.problem = path, line, problem
        super().__init__((type(self).__doc__ or "").format(path=path, line=line, problem=problem))
