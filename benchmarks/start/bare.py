"""The least that the same libraries can be started with: one page and one table, and nothing of ours."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI
from sqlmodel import Field, SQLModel, create_engine


class Note(SQLModel, table=True):
    """One table."""

    id: int | None = Field(default=None, primary_key=True)
    text: str = ""


@asynccontextmanager
async def _started(_app: FastAPI) -> AsyncIterator[None]:
    SQLModel.metadata.create_all(create_engine(f"sqlite:///{sys.argv[1]}/bare.db"))
    yield


app = FastAPI(lifespan=_started)


@app.get("/chat")
def page() -> str:
    """One page."""
    return "here"


uvicorn.run(app, port=int(sys.argv[2]), log_level="error")
