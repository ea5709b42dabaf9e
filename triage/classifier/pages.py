"""HTML on its way to text: which marks there are, and what each leaves behind.

Breaking tags become line ends, other tags blanks where words would touch, items "- ", quoted blocks "> " as in plain mail, or
"bq. " where a mail program says that it cites; hidden elements and comments go with all that is in them. One search from mark to
mark, each end looked for once: linear.
"""

from __future__ import annotations

import html
import html.entities
import re

from triage.classifier.cited import BQ

MOST_MARKS = 20_000  # tags, entities and runs of blanks that are read; text that follows so many is left out

Piece = tuple[str, int, int]
"""A stretch of the text, and where what it came from begins and ends in the body. Line ends, blanks and bullets in place
of tags came from nothing, just before what follows."""

ENTITY = r"&(?:#\d{1,8}|#x[0-9a-f]{1,7}|[a-z][a-z0-9]{1,31});"
_MARK = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]{0,15}(?::[a-z0-9]{1,20})?)(?=[\s/>])[^<>]*>|"
    rf"(?P<comment><!--)|(?P<declaration><[!?][^<>]*>)|(?P<entity>{ENTITY})|(?P<blanks>[ \t\f\r\n]{{2,}}|[\t\f\r\n])",
    re.IGNORECASE | re.ASCII,
)
_HIDDEN = {name: re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE | re.ASCII) for name in ("style", "script", "head", "title")}
_TIGHT = re.compile(r"class=[\"']?Mso|margin:\s*0", re.IGNORECASE | re.ASCII)  # paragraphs of Outlook are lines
_CITES = re.compile(r"\btype=[\"']?cite\b|\bclass=[\"']?(?:gmail|protonmail|tutanota)_quote\b", re.IGNORECASE | re.ASCII)
_LINE = frozenset(
    (
        *("address", "article", "aside", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset"),
        *("figcaption", "figure", "footer", "form", "head", "header", "hr", "html", "legend", "li", "main", "nav"),
        *("ol", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "title", "tr", "ul"),
    )
)
_PARAGRAPH = frozenset(("blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "p"))
_INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "area", "audio", "b", "base", "basefont", "bdi", "bdo", "big", "br", "button"),
        *("canvas", "caption", "cite", "code", "col", "colgroup", "data", "datalist", "del", "dfn", "em", "embed"),
        *("font", "i", "iframe", "img", "input", "ins", "kbd", "label", "link", "map", "mark", "meta", "meter"),
        *("noscript", "object", "optgroup", "option", "output", "param", "picture", "progress", "q", "rp", "rt"),
        *("ruby", "s", "samp", "script", "select", "small", "source", "span", "strike", "strong", "style", "sub"),
        *("sup", "svg", "td", "template", "textarea", "th", "time", "track", "tt", "u", "var", "video", "wbr"),
    )
)
_ELEMENTS = _LINE | _PARAGRAPH | _INLINE
_OFFICE = frozenset(("o", "v", "w", "m", "x", "st1"))  # namespaces of Word and Outlook
_NEVER_AFTER, _NEVER_BEFORE = "([<#", ".,;:!?)]>"  # no blank for a tag there: "<b>Down</b>!" is "Down!"


def character(entity: str) -> str:
    """What an entity stands for; itself when it stands for nothing. A blank that may not be broken is a blank."""
    if entity[1] != "#" and entity[1:] not in html.entities.html5:
        return entity
    return html.unescape(entity).replace("\xa0", " ")


def read_html(body: str) -> list[Piece]:
    """The pieces of the text of `body`, in order."""
    page = _Page(body, flows=body.lstrip()[:1] == "<")
    at = seen = 0
    for _ in range(MOST_MARKS):
        match = _MARK.search(body, seen)
        if match is None:
            page.write(body[at:], at, len(body))
            break
        seen = page.end_of(match)
        if seen == match.start():  # no mark at all
            seen = match.end()
            continue
        page.write(body[at : match.start()], at, match.start())
        page.read(match, seen)
        at = seen
    return page.pieces


class _Page:
    """HTML on its way to text: the pieces so far, and the line ends and blanks that are due before the next one.

    `flows`: line ends of the source are blanks, as in HTML; in a text with a few tags in it they are line ends.
    """

    def __init__(self, body: str, *, flows: bool) -> None:
        self.pieces: list[Piece] = []
        self._body = body
        self._flows = flows
        self._endless: set[str] = set()  # what has no end in the rest of the body: it is looked for once
        self._lines = 0  # line ends that are due, two at most: a blank line
        self._gap = ""  # "tag" or "blank" when a blank is due
        self._item = False
        self._quotes = self._pres = 0
        self._cited = 0  # the depth of quotes from which a mail program cites; 0 where none does
        self._tight = False

    def end_of(self, match: re.Match[str]) -> int:
        """Where a mark ends, hidden elements and comments as a whole; where it begins when it is none."""
        if match["comment"]:
            end = -1 if "-->" in self._endless else self._body.find("-->", match.start() + 2)
            return self._found("-->", end + 3 if end >= 0 else None, match.start())
        if match["name"] is None:
            return match.end()
        name = match["name"].lower()
        prefix, colon, _ = name.partition(":")
        if name not in _ELEMENTS and not (colon and prefix in _OFFICE):
            return match.start()
        if name not in _HIDDEN or match["end"] or name in self._endless:
            return match.end()
        ending = _HIDDEN[name].search(self._body, match.end())
        return self._found(name, ending.end() if ending is not None else None, match.end())

    def _found(self, what: str, end: int | None, otherwise: int) -> int:
        if end is None:
            self._endless.add(what)
            return otherwise
        return end

    def read(self, match: re.Match[str], end: int) -> None:
        """Take note of a mark that ends at `end`."""
        if match["entity"]:
            self.write(character(match.group()), match.start(), end)
        elif match["blanks"]:
            self._read_blanks(match, end)
        elif match["name"]:
            self._read_tag(match["name"].lower(), match)
        else:
            self._gap = self._gap or "tag"

    def _read_blanks(self, match: re.Match[str], end: int) -> None:
        run = match.group()
        if self._flows and not self._pres:
            self._gap = "blank"
        elif "\n" in run or "\r" in run:
            self._lines = min(max(self._lines, len(run.splitlines())), 2)
        elif not self._lines:
            self.write(run, match.start(), end)

    def _read_tag(self, name: str, match: re.Match[str]) -> None:
        begins = not match["end"]
        if name == "br":
            self._lines = min(self._lines + 1, 2)
        elif name in _PARAGRAPH:
            if begins:
                self._tight = name == "p" and _TIGHT.search(match.group()) is not None
            self._lines = max(self._lines, 1 if self._tight else 2)
        elif name in _LINE:
            self._lines = max(self._lines, 1)
        else:
            self._gap = "blank" if name in ("td", "th") else self._gap or "tag"
        if name == "blockquote":
            self._quotes = max(self._quotes + (1 if begins else -1), 0)
            if begins and not self._cited and _CITES.search(match.group()) is not None:
                self._cited = self._quotes
            elif self._quotes < self._cited:
                self._cited = 0
        elif name == "pre":
            self._pres = max(self._pres + (1 if begins else -1), 0)
        elif name == "li":
            self._item = begins

    def write(self, text: str, start: int, end: int) -> None:
        """Text that came from `start` to `end`, after what is due."""
        if self._lines or not self.pieces:
            whole = end - start == len(text)
            shown = text.lstrip(" \t") if whole else text
            start += len(text) - len(shown) if whole else 0
            text = shown
        if not text:
            return
        due = self._due(text[0])
        if due:
            self.pieces.append((due, start, start))
        self.pieces.append((text, start, end))
        self._lines, self._gap, self._item = 0, "", False

    def _due(self, following: str) -> str:
        """What stands before the next character."""
        before = self.pieces[-1][0][-1] if self.pieces else "\n"
        if self._lines or before == "\n":
            lead = "\n" * self._lines if self.pieces else ""
            quote = BQ if self._cited else "> " if self._quotes else ""
            return lead + quote + ("- " if self._item else "")
        if not self._gap or before.isspace() or following.isspace():
            return ""
        if self._gap == "tag" and (before in _NEVER_AFTER or following in _NEVER_BEFORE):
            return ""
        return " "
