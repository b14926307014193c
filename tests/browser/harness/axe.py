"""Accessibility, as axe-core judges it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Page

_SCRIPT = Path(__file__).parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """
async () => {
  // What is still fading in is judged when it stands.
  const moving = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(moving.map((one) => one.finished));
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    rules: { "target-size": { enabled: true } },
  });
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, help, nodes }) => {
      const at = nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`);
      return { id, impact, help, at };
    });
}
"""


async def axe(page: Page) -> list[str]:
    """What is seriously or critically wrong on a page as it is shown now: a line per rule, with the elements."""
    # Given to the page by the browser, not by a script element: the policy of our pages allows none.
    await page.evaluate(_source())
    found: list[dict[str, Any]] = await page.evaluate(_RUN)
    return [f"{rule['impact']} {rule['id']}: {rule['help']}: {' | '.join(rule['at'][:5])}" for rule in found]


@cache
def _source() -> str:
    return f"() => {{ {_SCRIPT.read_text(encoding='utf-8')}\n }}"
