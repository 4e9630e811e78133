"""GitHub-flavoured Markdown to HTML: tables and folds by cmark-gfm, formulas to MathML, and alerts."""

import html
import re

import cmarkgfm
from cmarkgfm.cmark import Options
from latex2mathml.converter import convert

FENCED = re.compile(r"(^```.*?^```$)", re.M | re.S)
TAG = re.compile(r"\\tag\{([^}]*)\}")


def to_html(text, problems):
    """The page as GitHub shows it, with mathematics as MathML; `problems` takes what cannot be converted.

    A formula of its own line is a <div class="formula">, with the number of its \\tag beside it."""
    formulas = []

    def keep(latex, display):
        formulas.append(formula(latex.strip(), display, problems))
        return f"MATHEMATICS{len(formulas) - 1}END"

    parts = FENCED.split(text)
    for i, part in enumerate(parts):
        if part.startswith("```math"):
            parts[i] = "\n" + keep(part[len("```math") : -3], True) + "\n"
        elif not part.startswith("```"):
            parts[i] = re.sub(r"\$`(.+?)`\$", lambda found: keep(found.group(1), False), part, flags=re.S)
    body = cmarkgfm.github_flavored_markdown_to_html("".join(parts), options=Options.CMARK_OPT_UNSAFE)
    body = alerts(body)
    body = re.sub(r"<p>(MATHEMATICS\d+END)</p>", r"\1", body)
    return re.sub(r"MATHEMATICS(\d+)END", lambda found: formulas[int(found.group(1))], body)


def formula(latex, display, problems):
    """The formula as MathML; a command that the converter does not know would stand in it as text, and is a problem."""
    tag = TAG.search(latex)
    latex = TAG.sub("", latex)
    try:
        mathematics = convert(latex, display="block" if display else "inline")
    except Exception as error:  # the library has no common class of errors
        problems.append(f"expected mathematics that can be converted, found {latex!r}: {error}")
        return html.escape(latex)
    # HTML knows the name space of mathematics. As in TeX, a bar of a norm only grows after \\left or \\right.
    mathematics = mathematics.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    mathematics = re.sub(r"<mo>(?=&#x02016;|&#x0007C;|&#x02225;|\|)", '<mo stretchy="false">', mathematics)
    unknown = re.findall(r"\\[A-Za-z]+", re.sub(r"<[^>]*>", "", mathematics))
    problems += [f"expected mathematics that can be converted, found {name} in {latex!r}" for name in unknown]
    if not display:
        return mathematics
    number = f'<span class="number">({html.escape(tag.group(1))})</span>' if tag else ""
    return f'<div class="formula">{mathematics}{number}</div>'


def alerts(body):
    """Quotes that begin with [!NOTE] and its like say so in bold, and have a class."""
    return re.sub(
        r"<blockquote>\s*<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*",
        lambda kind: f'<blockquote class="alert {kind.group(1).lower()}"><p><b>{kind.group(1).capitalize()}</b><br>',
        body,
    )


def counts(text):
    """How many pictures, folds, tables and formulas a page's Markdown has, to be found again in the browser."""
    plain = FENCED.sub("", text)
    return {
        "images": len(re.findall(r"!\[", plain)),
        "details": plain.count("<details"),
        "tables": len(re.findall(r"^\|[\s:|-]+\|$", plain, flags=re.M)),
        "mathematics": len(re.findall(r"\$`(.+?)`\$", plain, flags=re.S))
        + len(re.findall(r"^```math", text, flags=re.M)),
    }
