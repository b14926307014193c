"""The front's HTML pages. Plain, readable without scripts, light and dark, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from local_stack.front.catalogue import ProblemType

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --paper: #fbfbf9; --line: #dfe2e6;
  --code: #f0f1ee; --link: #0b5cad; --well: #1a7f4b; --ill: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --soft: #a2abb8; --paper: #14171c;
  --line: #2c323b; --code: #1e232b; --link: #7db7ff; --well: #5fcf94; --ill: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem 5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.15rem; margin: 2.4rem 0 .5rem; }
p.lead { color: var(--soft); margin: 0 0 1.5rem; } a { color: var(--link); }
code, pre { font: .9em/1.5 ui-monospace, monospace; background: var(--code); border-radius: 4px; }
code { padding: .1em .35em; } pre { padding: .9rem 1rem; overflow-x: auto; } pre code { padding: 0; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top;
  padding: .45rem .8rem .45rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
.well { color: var(--well); } .ill { color: var(--ill); }
"""


def page(title: str, body: str) -> str:
    """A whole document around `body` (HTML)."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main>\n{body}\n</main></body></html>\n"
    )


def welcome(base_url: str | None, parts: Mapping[str, str]) -> str:
    """The first page: what runs, where things are, how to get a token of the development login at `base_url`
    (None: there is none). `parts` is part to state.
    """
    rows = "".join(
        f'<tr><td>{escape(part)}</td><td class="{_mood(state)}">{escape(state)}</td></tr>'
        for part, state in parts.items()
    )
    return page(
        "Earmark",
        "<h1>Earmark</h1>"
        '<p class="lead">The audio-data labeling platform is running on this machine.</p>'
        "<h2>Where things are</h2><table>"
        '<tr><td><a href="/api/v1/docs">API</a></td><td>every call, described, to try out</td></tr>'
        '<tr><td><a href="/api/v1/openapi.json">OpenAPI document</a></td><td>the same for programs</td></tr>'
        '<tr><td><a href="/problems">Problems</a></td><td>what each refusal means</td></tr>'
        '<tr><td><a href="/healthz">Health</a></td><td>the state of every part</td></tr></table>'
        + ("" if base_url is None else _token(base_url))
        + f"<h2>Parts</h2><table><tr><th>part</th><th>state</th></tr>{rows}</table>",
    )


def _token(base_url: str) -> str:
    command = (
        f"TOKEN=$(curl -s {base_url}/dev/token -H 'Content-Type: application/json' \\\n"
        '  -d \'{"user": "ana", "name": "Ana"}\' | sed -E \'s/.*"access_token": ?"([^"]+)".*/\\1/\')\n'
        f'curl -s {base_url}/api/v1/me -H "Authorization: Bearer $TOKEN"'
    )
    return (
        "<h2>A token in one line</h2>"
        "<p>The development login signs in whoever asks. The demo's people are <code>ana</code>, "
        "<code>bo</code>, <code>chen</code>, <code>dina</code>, <code>emil</code>, <code>farah</code> and "
        "<code>gus</code>.</p>"
        f"<pre><code>{escape(command)}</code></pre>"
    )


def _mood(state: str) -> str:
    return "well" if state == "ready" else "ill"


def problem_list(problems: Sequence[ProblemType]) -> str:
    """All documented problems."""
    rows = "".join(
        f'<tr><td>{p.status}</td><td><a href="/problems/{escape(p.slug)}">{escape(p.slug)}</a></td>'
        f"<td>{escape(p.title)}</td></tr>"
        for p in problems
    )
    return page(
        "Problems - Earmark",
        "<h1>Problems</h1><p class='lead'>A refused request is answered with "
        "<code>application/problem+json</code>; its <code>type</code> is the address of one of these.</p>"
        f"<table><tr><th>status</th><th>type</th><th>title</th></tr>{rows}</table>"
        '<p><a href="/">Earmark</a></p>',
    )


def _words(text: str) -> str:
    """Text as HTML; what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def problem_page(problem: ProblemType) -> str:
    """One documented problem."""
    names = "".join(f"<li><code>{escape(name)}</code></li>" for name in problem.facts)
    facts = f"<h2>Facts it carries</h2><ul>{names}</ul>" if names else ""
    return page(
        f"{problem.title} - Earmark",
        f"<h1>{escape(problem.title)}</h1>"
        f'<p class="lead"><code>/problems/{escape(problem.slug)}</code>, status {problem.status}</p>'
        f"<p>{_words(problem.meaning)}</p>{facts}"
        '<p><a href="/problems">All problems</a></p>',
    )


def api_page() -> str:
    """The rendered API document; scripts and styles come from this address alone."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>Earmark API</title>"
        '<link rel="stylesheet" href="/api/v1/docs/swagger-ui.css"></head>\n'
        '<body><div id="page"></div><noscript>The same as a document: '
        '<a href="/api/v1/openapi.json">openapi.json</a></noscript>\n'
        '<script src="/api/v1/docs/swagger-ui-bundle.js"></script>'
        '<script src="/api/v1/docs/start.js"></script></body></html>\n'
    )


API_PAGE_SCRIPT = """\
SwaggerUIBundle({
  url: "/api/v1/openapi.json", dom_id: "#page", deepLinking: true, docExpansion: "none", filter: true,
  persistAuthorization: true, tryItOutEnabled: true, validatorUrl: null
});
"""
