"""Looking at a page as an accessibility checker would."""

from pathlib import Path

from playwright.sync_api import Page

AUDIT = (Path(__file__).parent / "audit.js").read_text("utf-8").rstrip().rstrip(";")

_SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  const all = Array.from(document.querySelectorAll('body *')).filter((one) => one.getClientRects().length && !one.closest('.unseen, .skip'));
  const out = all.filter((one) => one.getBoundingClientRect().right > wide + 1 || one.getBoundingClientRect().left < -1);
  const log = document.getElementById('log');
  return {
    page: document.documentElement.scrollWidth - wide,
    log: log ? log.scrollWidth - log.clientWidth : 0,
    out: out.map((one) => one.tagName + '.' + one.className + ' ' + one.textContent.slice(0, 30)),
  };
}"""  # noqa: E501 - one expression


def complaints(page: Page) -> list[str]:
    """Contrast, names, sizes and structure that fall short."""
    page.wait_for_timeout(350)  # until what moves has come to rest
    found: list[str] = page.evaluate(AUDIT)
    return found


def sticks_out(page: Page) -> dict[str, object]:
    """What makes the page scroll sideways; empty if nothing does."""
    seen: dict[str, object] = page.evaluate(_SIDEWAYS)
    return {what: amount for what, amount in seen.items() if amount}
