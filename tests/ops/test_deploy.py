"""What an operator installs: the container, the compose file, the systemd unit."""

import configparser
import fnmatch
import json
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import NAMES, SECRETS, Settings
from scripts.install import COMMAND
from tests.support import tools

ROOT = Path(__file__).parents[2]
DATA = "/var/lib/todoke"
TOKEN = "123456789:AAF-made_up_for_the_tests_0123456789"


@pytest.fixture(scope="module")
def containerfile() -> list[tuple[str, str]]:
    """The instructions of the Containerfile, continued lines joined."""
    text = (ROOT / "Containerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return loaded


@pytest.fixture(scope="module")
def unit() -> dict[str, str]:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # names keep their capitals
    parser.read(ROOT / "deploy" / "todoke.service")
    return dict(parser["Service"])


def last(instructions: list[tuple[str, str]], name: str) -> str:
    return [value for key, value in instructions if key == name][-1]


def test_the_container_runs_as_nobody_special(containerfile: list[tuple[str, str]]) -> None:
    user = last(containerfile, "USER")
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user)
    after = containerfile[containerfile.index(("USER", user)) :]
    assert "RUN" not in [name for name, _ in after]


def test_the_container_keeps_its_data_in_a_volume_and_listens_on_the_usual_port(
    containerfile: list[tuple[str, str]],
) -> None:
    assert last(containerfile, "VOLUME") == DATA
    assert f"TODOKE_DATA_DIR={DATA}" in last(containerfile, "ENV")
    assert last(containerfile, "EXPOSE") == str(Settings.port)
    assert "healthcheck.py" in last(containerfile, "HEALTHCHECK")


def test_the_container_installs_only_what_is_pinned(containerfile: list[tuple[str, str]]) -> None:
    installing = [value for name, value in containerfile if name == "RUN" and "install" in value]
    assert installing == ["python scripts/install.py requirements.lock"]
    assert "--require-hashes" in (ROOT / "scripts" / "install.py").read_text()


def test_what_the_container_copies_is_enough_to_start(
    containerfile: list[tuple[str, str]], tmp_path: Path
) -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    left_out = [line for line in ignored if line and line[0] not in "#!" and line != "*"]
    copied = [value.split()[0] for name, value in containerfile if name == "COPY"]
    folders = [source for source in copied if (ROOT / source).is_dir()]
    assert {f"!{source}" for source in folders} <= set(ignored)
    for source in folders:
        shutil.copytree(ROOT / source, tmp_path / source, ignore=_leave_out(left_out))
    start = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from bot.cli import main; main(['--help'])"
    shown = subprocess.run([sys.executable, "-I", "-c", start], capture_output=True, text=True, cwd=tmp_path)
    assert shown.stderr == ""
    assert shown.stdout.startswith("usage: todoke")


def _leave_out(patterns: list[str]) -> Any:
    def ignore(folder: str, names: list[str]) -> set[str]:
        inside = Path(folder).relative_to(ROOT)
        return {
            name for name in names for pattern in patterns
            if fnmatch.fnmatch(str(inside / name), pattern.replace("**/", "*"))
        }  # fmt: skip

    return ignore


def test_no_secret_is_sent_to_the_container_build() -> None:
    """Everything is left out that is not named, and nothing named holds keys, databases or settings."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert lines[0] == "*"
    assert not [line for line in lines if re.search(r"var|env|\.git", line)]


def test_two_replicas_share_one_database_and_one_set_of_keys(compose: dict[str, Any]) -> None:
    todoke = compose["services"]["todoke"]
    assert todoke["deploy"]["replicas"] == 2
    assert todoke["environment"]["TODOKE_DATABASE_URL_FILE"] == "/run/secrets/database_url"
    assert f"keys:{DATA}" in todoke["volumes"]
    assert "ports" not in todoke  # two replicas can't have the same port of the machine
    assert "ports" not in compose["services"]["database"]


def test_replicas_wait_for_the_tables_and_the_tables_for_the_database(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["todoke"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["migrate"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert services["migrate"]["command"] == ["migrate"]


def test_every_lasting_service_is_watched_and_started_again(compose: dict[str, Any]) -> None:
    for name in ("database", "todoke"):
        assert compose["services"][name]["restart"] == "always"
        assert compose["services"][name]["healthcheck"]["test"]
    assert int(compose["services"]["todoke"]["stop_grace_period"].rstrip("s")) > 10


def test_logs_cannot_fill_the_disk(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}


def test_told_to_stop_a_container_tells_the_program_itself(containerfile: list[tuple[str, str]]) -> None:
    """No shell in between, which would keep the signal for itself."""
    assert last(containerfile, "STOPSIGNAL") == "SIGTERM"
    assert json.loads(last(containerfile, "ENTRYPOINT")) == ["todoke"]
    assert json.loads(last(containerfile, "CMD")) == ["serve"]
    assert re.search(r'^exec .*python" -P -m bot', COMMAND, re.M), "what is called todoke"


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The secrets of an operator who has made them twice, and filled in the token."""
    script = tmp_path / "deploy" / "secrets.sh"
    script.parent.mkdir()
    shutil.copy(ROOT / "deploy" / "secrets.sh", script)
    folder = script.parent / "secrets"
    for _ in range(2):
        made = subprocess.run(["/bin/sh", script], capture_output=True, text=True)
        assert made.returncode == 0, made.stderr
        if not (folder / "telegram_token").read_text():
            (folder / "telegram_token").write_text(TOKEN)
    return folder


def test_secrets_come_as_files_that_only_the_operator_and_the_containers_read(
    compose: dict[str, Any], secrets: Path
) -> None:
    assert secrets.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in secrets.iterdir()} == set(compose["secrets"])
    assert all(path.stat().st_mode & 0o444 == 0o444 for path in secrets.iterdir()), "whichever user a container has"
    for name, secret in compose["secrets"].items():
        assert secret == {"file": f"./deploy/secrets/{name}"}
    for service in compose["services"].values():
        environment = service.get("environment", {})
        by_file = {name for name in environment if name.endswith("_FILE")}
        given = {f"/run/secrets/{name}" for name in service.get("secrets", [])}
        assert {environment[name] for name in by_file} == given
        in_sight = " ".join(f"{name}={environment[name]}" for name in environment.keys() - by_file)
        assert not re.search(r"(?i)password|token|secret|://\w+:", in_sight)
    assert {"deploy/todoke.env", "deploy/secrets/"} <= set((ROOT / ".gitignore").read_text().splitlines())


def test_the_database_and_the_program_are_given_the_same_password(secrets: Path) -> None:
    password = (secrets / "database_password").read_text()
    assert re.fullmatch(r"[0-9a-f]{48}", password), "nothing that would have to be quoted in an address"
    assert (secrets / "database_url").read_text() == f"postgresql://todoke:{password}@database/todoke\n"


def test_the_compose_file_names_only_volumes_it_makes(compose: dict[str, Any]) -> None:
    named = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }
    assert named == set(compose["volumes"])


def test_the_compose_file_and_the_example_set_only_settings_there_are(compose: dict[str, Any]) -> None:
    example = re.findall(r"(?m)^TODOKE_(\w+)=", (ROOT / "deploy" / "todoke.env.example").read_text())
    composed = [name.removeprefix("TODOKE_") for name in compose["services"]["todoke"]["environment"]]
    assert set(example) | set(composed) <= {*NAMES, *(f"{name}_FILE" for name in SECRETS)}


def test_the_compose_settings_are_accepted(compose: dict[str, Any], secrets: Path) -> None:
    filled_in = {"TODOKE_PUBLIC_URL": "https://todoke.example.org"}
    environment = compose["services"]["todoke"]["environment"]
    settings = Settings.from_environment(
        {
            name: re.sub(r"\$\{(\w+):\?[^}]*\}", lambda found: filled_in[found[1]], value)
            .replace("/run/secrets", str(secrets))
            for name, value in environment.items()
        }
    )  # fmt: skip
    assert settings.database_url.startswith("postgresql+psycopg://todoke:")
    assert settings.telegram_token == TOKEN
    assert settings.smtp is None
    assert not settings.demo


def test_the_unit_has_no_more_rights_than_it_needs(unit: dict[str, str]) -> None:
    assert unit["User"] not in ("root", "")
    assert unit["NoNewPrivileges"] == "yes"
    assert unit["CapabilityBoundingSet"] == ""
    assert unit["ProtectSystem"] == "strict"
    assert f"/var/lib/{unit['StateDirectory']}" == DATA == unit["WorkingDirectory"]
    assert unit["StateDirectoryMode"] == "0700"


def test_the_unit_lets_work_finish_and_comes_back_but_not_on_wrong_settings(unit: dict[str, str]) -> None:
    assert unit["Restart"] == "always"
    assert unit["RestartPreventExitStatus"] == "2"
    assert unit["KillSignal"] == "SIGTERM"
    assert int(unit["TimeoutStopSec"]) == 15


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    analyze = tools.program("systemd-analyze", "apt install systemd")
    text = (ROOT / "deploy" / "todoke.service").read_text()
    here = tmp_path / "todoke.service"
    here.write_text(re.sub(r"(?m)^ExecStart=.*", "ExecStart=/bin/true", text))
    verified = subprocess.run([analyze, "verify", "--man=no", here], capture_output=True, text=True)
    assert verified.returncode == 0, verified.stderr
    assert "todoke.service" not in verified.stderr
    rating = [analyze, "security", "--offline=true", "--threshold=20", str(here)]
    rated = subprocess.run(rating, capture_output=True)
    assert rated.returncode == 0, "the unit is rated more exposed than 2.0 of 10"


@pytest.mark.parametrize(("answer", "code"), [(200, 0), (503, 1)])
def test_the_health_check_believes_what_healthz_says(free_port: int, answer: int, code: int) -> None:
    class Healthz(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(answer if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", free_port), Healthz) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert health_check(free_port).returncode == code
        thread.join()


def test_the_health_check_fails_when_nobody_answers(free_port: int) -> None:
    checked = health_check(free_port)
    assert checked.returncode == 1
    assert "nobody answers" in checked.stderr


def health_check(port: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "deploy" / "healthcheck.py")]
    return subprocess.run(command, env={"TODOKE_PORT": str(port)}, capture_output=True, text=True)
