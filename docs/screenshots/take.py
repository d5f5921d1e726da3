"""Take the README's pictures: a fresh newsroom, six pages, wide and narrow, light and dark.

Run it with ``make screenshots``. The desk that it looks at is made for it and thrown away, unless
DATABASE_URL names an empty database to use instead.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
DESK = HERE.parent.parent
SIZES = [{"width": 1280, "height": 860}, {"width": 390, "height": 844}]
SCHEMES = ("light", "dark")
NARROW = 500  # pixels; below it the picture is that of a telephone
LINK = re.compile(r"Reviewer +(http://[^/\s]+)(/\S+)")
PORT = 8650

ARTICLE = "Fact-check: Moscow says its army is merely regrouping"
CLAIM = "Russia is merely regrouping"
TO_REVIEW = "It is an indisputable fact"
REASONS = "Ukrainian troops retook the region in September; both sides say so."


@contextmanager
def a_desk() -> Iterator[tuple[str, str]]:
    """Serve a new desk with its seeds; gives its address and a reviewer's sign-in link."""
    with tempfile.TemporaryDirectory(prefix="desk-") as folder:
        surroundings = {**os.environ, "FACTCHECK_DEMO": "1", "FACTCHECK_LOCAL_DIR": folder}
        surroundings.pop("FACTCHECK_ENV", None)
        server = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(PORT), "--workers", "1"],
            cwd=DESK,
            env=surroundings,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            found = next(filter(None, map(LINK.search, server.stdout)), None)
            if found is None:
                sys.exit("The desk did not start.")
            yield found[1], found[2]
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


def sign_in(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def follow(page: Page, start: str, words: str) -> str:
    """Open ``start``, follow the link that begins with ``words``, and return where it led."""
    page.goto(start)
    page.locator("main").get_by_role("link", name=re.compile(f"^“?{re.escape(words)}")).first.click()
    return page.url


def make_report(page: Page) -> str:
    """Make a report of everything that is published, and return its address."""
    page.goto("/claims/?stage=published")
    page.get_by_role("button", name="Of all").click()
    page.get_by_label("Title").fill("Kharkiv, September 2022")
    page.get_by_label("Introduction").fill(
        "What was said about the Ukrainian counteroffensive, and what other sources say."
    )
    page.get_by_role("button", name="Make the report").click()
    page.wait_for_url(re.compile(r"/reports/\d+/"))
    return page.url


def bring_evidence(page: Page, address: str) -> None:
    """Attach three passages to the claim under review, as a reviewer would."""
    page.goto(address)
    for number, stance in enumerate(["Refutes", "Refutes", "Context"]):
        source = page.locator("#candidates .source").nth(number)
        with page.expect_response(lambda response: response.request.method == "POST"):
            source.get_by_role("button", name=stance).click()
        page.locator("#candidates .source.chosen").nth(number).wait_for()


def judge(page: Page) -> None:
    """Choose a label and say why, without sending it."""
    page.locator('label:has(input[name="label"][value="false"])').click()
    page.locator("#id_rationale").fill(REASONS)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def take(browser: Browser, *, address: str, reviewer: Page, pages: dict[str, str]) -> None:
    """Write a picture of each page in each size and scheme, as ``reviewer`` sees it."""
    state = reviewer.context.storage_state()
    for size in SIZES:
        for scheme in SCHEMES:
            is_narrow = size["width"] < NARROW
            context = browser.new_context(
                base_url=address,
                storage_state=state,
                viewport=size,
                color_scheme=scheme,
                reduced_motion="reduce",
                is_mobile=is_narrow,
                has_touch=is_narrow,
            )
            page = context.new_page()
            for name, where in pages.items():
                page.goto(where)
                if name == "review":
                    judge(page)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=HERE / f"{name}-{size['width']}-{scheme}.png")
            context.close()


def main() -> None:
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with a_desk() as (address, link), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_context(base_url=address).new_page()
        sign_in(page, link)
        waiting = follow(page, "/claims/?stage=open", TO_REVIEW).rstrip("/").rpartition("/")[2]
        pages = {
            "desk": "/",
            "article": follow(page, "/articles/", ARTICLE),
            "claim": follow(page, "/claims/?stage=published", CLAIM),
            "review": f"/review/{waiting}/",
            "check": follow(page, "/checks/", CLAIM),
            "report": make_report(page),
        }
        bring_evidence(page, pages["review"])
        take(browser, address=address, reviewer=page, pages=pages)
        browser.close()


if __name__ == "__main__":
    main()
