"""Measure the desk: ``python -m benchmarks.run``. Everything it makes is in a folder of its own."""

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import generator, results, yardstick

CHECKOUT = Path(__file__).resolve().parent.parent
JUDGED_BY = {1: 600, 4: 300, 16: 100}  # people: claims for each


def prepare_environment(folder: Path) -> None:
    """Set what production asks for, and a private database in ``folder`` that keeps what it confirms.

    Python may keep the modules that it compiles, as it does in an installed desk.
    """
    for name in (
        "PYTHONDONTWRITEBYTECODE",
        "DATABASE_URL",
        "FACTCHECK_PG_FAST",
        "FACTCHECK_DEMO",
        "DEBUG",
        "STATEMENT_TIMEOUT_MS",
    ):
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        "FACTCHECK_ENV": "production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "0",  # there is no TLS on loopback
        "FACTCHECK_LOCAL_DIR": str(folder / "local"),
        "STATIC_ROOT": str(folder / "static"),
        "LOG_LEVEL": "WARNING",
    }


def manage(*arguments: str) -> tuple[float, float]:
    """Run a management command; return its seconds, start-up included, and its largest RSS in MiB."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "manage.py", *arguments], cwd=CHECKOUT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"manage.py {arguments[0]} ended with {process.returncode}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


class Run:
    """One pass over all measurements, and the figures so far."""

    def __init__(self, folder: Path, articles: int) -> None:
        self.folder, self.count = folder, articles
        self.figures: dict[str, Any] = {"machine": results.machine(), "articles": articles, "steps": {}}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a part of the run, note the machine's load, and go on when it could not be measured."""
        print(f"{name} ...", flush=True)
        before, adding = os.getloadavg()[0], yardstick.adding()
        began = time.perf_counter()
        try:
            yield
        except Exception as error:
            self.figures.setdefault("failures", {})[name] = f"{type(error).__name__}: {error}"
            print(f"  could not be measured: {type(error).__name__}: {error}", flush=True)
        took = time.perf_counter() - began
        self.figures["steps"][name] = {
            "seconds": round(took, 1),
            "load_before": round(before, 2),
            "load_after": round(os.getloadavg()[0], 2),
            "adding_before": adding,
            "adding_after": yardstick.adding(),
        }

    def show(self, name: str, figure: dict[str, Any]) -> dict[str, Any]:
        told = ", ".join(f"{key} {value}" for key, value in figure.items() if not isinstance(value, dict))
        print(f"  {name}: {told}", flush=True)
        return figure

    def import_articles(self, by: str) -> None:
        """Store the generated articles by the command, then index them by the other one."""
        lines = self.folder / "articles.jsonl"
        size = generator.write_jsonl(lines, self.count)
        stored, memory = manage("import_articles", "-v0", "--no-index", "--by", by, str(lines))
        indexed, index_memory = manage("index_articles", "-v0")
        self.figures["import"] = self.show(
            "import",
            {
                "megabytes": round(size / 1e6, 1),
                "stored_per_second": round(self.count / stored),
                "indexed_per_second": round(self.count / indexed),
                "command_rss_mib": round(max(memory, index_memory), 1),
            },
        )

    def measure(self) -> None:
        """Fill a new desk, measure it from outside, then weigh it."""
        from benchmarks import footprint, newsroom

        with self.step("database, static files"):
            manage("migrate", "-v0")
            manage("collectstatic", "--noinput", "-v0")
        staff = newsroom.hire(max(JUDGED_BY))
        self.figures["machine"]["postgresql"] = newsroom.database_version()
        with self.step("import"):
            self.import_articles(staff.earlier[0].username)
        with self.step("the machine"):
            self.figures["machine"]["lexing"] = yardstick.lexing()
        with self.step("claims, evidence and verdicts (not measured)"):
            filled = newsroom.fill(list(generator.make_articles(self.count)), staff)
            self.figures["newsroom"] = self.show("filled", filled)
        self.measure_server(staff)
        with self.step("the log is whole"):
            manage("verify_audit")
        with self.step("cold start"):
            self.figures["cold start"] = self.show("cold start", footprint.cold_start(staff.editor, "/"))

    def measure_server(self, staff: Any) -> None:
        from benchmarks import measures, newsroom
        from benchmarks.serving import MemoryWatch, serving
        from benchmarks.visiting import Visitor
        from factcheck.private_postgres.base import private_server

        with serving() as server, MemoryWatch(server.process.pid, private_server().place.data) as watch:
            people = [Visitor(user, server.port) for user in staff.reviewers]
            first = people[0]
            waiting = newsroom.claims_to_judge(10**9)
            loop = waiting[-(measures.NEXT_ITEMS + measures.WARM_UP) :]
            self.note("opening", lambda: self.opening(first, loop[0]))
            self.note("next item", lambda: measures.next_item(first, loop))
            self.note("search", lambda: measures.search(first))
            self.note(
                "export",
                lambda: measures.export(
                    first, claims=self.figures["newsroom"]["claims"], count=newsroom.claims_in_export
                ),
            )
            self.note("submissions", lambda: self.submissions(people, waiting))
            for visitor in people:
                visitor.close()
        self.figures["memory"] = {
            "web": self.show("web memory", watch.web_peak.as_mib()),
            "database": self.show("database memory", watch.database_peak.as_mib()),
        }

    def note(self, name: str, measure: Callable[[], dict[str, Any]]) -> None:
        with self.step(name):
            self.figures[name] = measure()
            for key, value in self.figures[name].items():
                if isinstance(value, dict) and name != "opening":
                    self.show(f"{name}, {key}", value)
            self.show(name, self.figures[name])

    def opening(self, visitor: Any, claim: int) -> dict[str, Any]:
        from benchmarks import measures

        counted = measures.opening(visitor, claim)
        return {"kilobytes": round(counted["bytes"] / 1000, 1), **counted}

    def submissions(self, people: list[Any], waiting: list[int]) -> dict[str, Any]:
        from benchmarks import measures

        measured, used = {}, 0
        for count, each in JUDGED_BY.items():
            claims = [waiting[used + each * person :][:each] for person in range(count)]
            used += count * each
            measured[str(count)] = measures.submissions(people[:count], claims)
        return measured


def clean_up() -> None:
    """Stop the private database and remove it, wherever it had to be put."""
    from benchmarks import footprint
    from factcheck.private_postgres.base import private_server

    footprint.let_go_of_database()
    place = private_server().place
    shutil.rmtree(place.root, ignore_errors=True)
    shutil.rmtree(place.socket_folder, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=generator.ARTICLES)
    parser.add_argument(
        "--folder", type=Path, default=CHECKOUT / ".local" / "benchmark", help="removed after"
    )
    parser.add_argument(
        "--no-install", action="store_true", help="leave out the fresh install, which needs the package index"
    )
    parser.add_argument("--write", action="store_true", help="write README.md and results.json")
    chosen = parser.parse_args()
    folder = chosen.folder.absolute()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    prepare_environment(folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    import django

    django.setup()
    run = Run(folder, chosen.articles)
    try:
        run.measure()
        if not chosen.no_install:
            from benchmarks import footprint

            with run.step("fresh install"):
                figure = footprint.fresh_install(folder / "install")
                run.figures["install"] = run.show("fresh install", figure)
    finally:
        clean_up()
        shutil.rmtree(folder, ignore_errors=True)
    print("\n" + results.table(run.figures))
    if chosen.write:
        results.write(run.figures)
    if run.figures.get("failures"):
        sys.exit("\nNot everything could be measured.")


if __name__ == "__main__":
    main()
