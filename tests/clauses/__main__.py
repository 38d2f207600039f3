"""`make clauses`: checks the clause table, writes its page and prints it with its count."""

from __future__ import annotations

import sys

import click

from tests.clauses.table import PAGE, collected, count, page, problems, read
from verifier.rules import load_rules


def main() -> int:
    """0 when every claim holds, else 1 with each one that does not."""
    clauses, rules = read(), load_rules()
    for each in clauses:
        numbers = ", ".join(rules.documents[document].reference for document in each.documents)
        sources = f"{numbers} {each.clause}"
        click.echo(f"{each.id:5} {each.state:8} {sources}")
        click.echo(f"      {each.quote}")
        for name in each.entries:
            click.echo(f"      {rules.rule(name).kind:15} {name}")
        if each.owner:
            click.echo(f"      owner           {each.owner}")
        for sign, names in (("passes", each.passes), ("fails", each.fails)):
            for name in names:
                click.echo(f"      {sign:15} {name}")
    wrong = list(problems(clauses, rules, collected(clauses)))
    for said in wrong:
        click.echo(said, err=True)
    if not wrong:
        PAGE.write_text(page(clauses, rules), "utf-8")
    click.echo(count(clauses))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
