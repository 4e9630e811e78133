"""Looks at a made book in a browser: every page at two widths, in light and in dark; every link; the search."""

from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
WIDTHS = (390, 1200)
FOLLOW = """const links = [...document.querySelectorAll('.search a')];
    links.find((one) => one.href.endsWith('/' + arguments[0])).click();"""
DONE = "const done = arguments[arguments.length - 1];"


class Checker:
    """The book in `folder`, seen through `window`.

    `faults` takes a line for each thing that is wrong: page#place: what."""

    def __init__(self, folder, window):
        self._folder, self._window = folder.resolve(), window
        self.faults, self.seen = [], Counter()
        self._ids, self._links = {}, {}

    def check(self, names, expected):
        """Checks the pages with these names.

        `expected` has for a page how many pictures, folds, tables and formulas it must show."""
        for name in names:
            self._page(name, expected.get(name, {}))
        for name in names:
            self._check_links(name)

    def _add(self, name, faults):
        self.faults += [f"{name}#{fault['place']}: {fault['text']}" for fault in faults]

    def _say(self, name, text, place="top"):
        self._add(name, [{"place": place, "text": text}])

    def _open(self, name):
        self._window.open((self._folder / name).as_uri())
        self._window.run(LOOK)

    def _page(self, name, expected):
        window = self._window
        window.requests(), window.errors()
        window.prefer("light")
        window.resize(WIDTHS[1])
        self._open(name)
        self._add(name, window.finish(f"{DONE} look.pictures().then(done)"))
        self._ids[name] = set(window.run("return look.ids()"))
        repeated = [one for one, count in Counter(window.run("return look.ids()")).items() if count > 1]
        self._add(name, [{"place": one, "text": "expected an id once, found it again"} for one in repeated])
        self._links[name] = window.run("return look.links()")
        shown = window.run("return look.counts()")
        self.seen.update({**shown, "pages": 1, "links": len(self._links[name])})
        for kind, count in expected.items():
            if shown[kind] != count:
                self._say(name, f"expected {count} {kind} as in the Markdown, found {shown[kind]}")
        self._add(name, window.run("return look.folds()"))
        self._add(name, window.run("return look.formulas()") + window.run("return look.marks()"))
        # The folds are open now: what they hold must fit, too.
        for width in WIDTHS:
            window.resize(width)
            self._add(name, window.run("return look.wide()"))
        for scheme in ("light", "dark"):
            window.prefer(scheme)
            self._add(
                name, [{**one, "text": f"{one['text']} ({scheme})"} for one in window.run("return look.contrast()")]
            )
        for address in window.requests():
            if not address.startswith(("file:", "data:")):
                self._say(name, f"expected no request to another host, found one for {address}")
        for error in window.errors():
            self._say(name, f"expected no error in the browser, found {error}")

    def _check_links(self, name):
        """A link within the book ends in a page and an id of it, a link out of it in a file.

        Links to the web are not followed."""
        for link in self._links[name]:
            parts = urlsplit(link["address"])
            if parts.scheme in ("http", "https"):
                continue
            target = Path(unquote(parts.path))
            anchor = unquote(parts.fragment)
            if parts.scheme != "file" or not target.exists():
                self._say(name, f"expected a link that leads somewhere, found {link['written']}", link["place"])
            elif anchor and target.parent == self._folder and anchor not in self._found_ids(target.name):
                self._say(name, f"expected a place that is there, found {link['written']}", link["place"])

    def _found_ids(self, name):
        if name not in self._ids:
            self._open(name)
            self._ids[name] = set(self._window.run("return look.ids()"))
        return self._ids[name]

    def check_search(self, name, queries):
        """On page `name`: each query finds its section among the first three, and following it leads there.

        A word that is nowhere finds nothing."""
        window = self._window
        for query, target in queries:
            self._open(name)
            found = self._search(query)
            if not any(address.endswith("/" + target) for address in found[:3]):
                self._say(
                    name,
                    f"expected {target} by a search for {query!r}, found {[one.split('/')[-1] for one in found[:3]]}",
                )
                continue
            for width in WIDTHS:
                window.resize(width)
                self._add(name, window.run("return look.results()"))
            window.run(FOLLOW, target)
            window.finish(f"{DONE} setTimeout(done, 100)")
            if not unquote(window.address).endswith("/" + target):
                self._say(name, f"expected a search for {query!r} to lead to {target}, found {window.address}")
            self.seen["searches"] += 1
        self._open(name)
        if self._search("zyzzogeton"):
            self._say(name, "expected nothing by a search for a word that is nowhere, found something")
        self._add(
            name,
            [{"place": "search", "text": f"expected no error in the browser, found {one}"} for one in window.errors()],
        )

    def _search(self, query):
        """The addresses found, after a reader typed the query."""
        found = self._window.finish(
            f"""{DONE}
            const input = document.querySelector('.search input'), list = document.querySelector('.search ol');
            input.focus();
            input.value = arguments[0];
            input.dispatchEvent(new Event('input'));
            let tries = 0;
            const wait = () => list.children.length || ++tries > 50
                ? done([...list.querySelectorAll('a')].map((one) => one.href)) : setTimeout(wait, 40);
            wait();""",
            query,
        )
        return [unquote(address) for address in found]
