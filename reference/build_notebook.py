"""Make exercises/micrograd.ipynb out of the stubs, so that the two never differ.

    python -m reference.build_notebook            writes the notebook
    python -m reference.build_notebook --check    exit status 1 if it is not current

The same stubs give the same bytes: cell ids are counted, and there are no outputs and no times.
"""

import argparse
import ast
import sys
import textwrap
import tomllib
from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4

EXERCISES = Path(__file__).resolve().parent.parent / "exercises"
NOTEBOOK = EXERCISES / "micrograd.ipynb"

OPENING = """\
# {title}

The same exercise as the files in this folder, in one notebook; the sheet is in `README.md`. Hand in
either the files or this notebook, not both.

Replace each line that raises `NotImplementedError` by your code. Each error says which part it
belongs to. All names live in this one notebook, so nothing is imported from one part into another;
run the cells from the top after a change.

A cell can check what stands so far, and show it as a table and a picture. It is for you alone:

    import sys; sys.path.insert(0, "..")  # the project's folder
    from grader.notebook import check
    check("1.1")
"""

CHECK = (
    "To check this part, from the project's folder: `python -m grader check {path} --part {part}`."
)

DRAWING = "**Pictures of a graph** (given). `print(draw_dot(L))`, and paste the text into Graphviz."


def build(exercises: Path = EXERCISES) -> str:
    """Return the notebook as text, made from the stubs and the sheet in `exercises`.

    Raises FileNotFoundError if a stub is missing, ValueError if a part has nothing to show.
    """
    sheet = tomllib.loads((exercises / "sheet.toml").read_text(encoding="utf-8"))
    own = {*sheet["modules"], "draw"}
    stubs = {name: _Stub(exercises / f"{name}.py", own) for name in sorted(own)}

    cells = [
        v4.new_markdown_cell(OPENING.format(title=sheet["title"]).strip()),
        v4.new_code_cell("\n".join(_imports(stubs))),
    ]
    shown: set[str] = set()
    for part in sheet["part"]:
        stub = stubs[part["module"]]
        cells.append(
            v4.new_markdown_cell(_heading(part, stub, first=shown.isdisjoint(stub.blocks)))
        )
        for source in _cells_of(part, stub, shown):
            cells.append(v4.new_code_cell(source))
        if part["module"] == "engine" and "draw" not in shown:
            shown.add("draw")
            cells.append(v4.new_markdown_cell(DRAWING))
            cells.append(v4.new_code_cell("\n\n\n".join(stubs["draw"].blocks.values())))

    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:02}"
    notebook = v4.new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    nbformat.validate(notebook)
    return nbformat.writes(notebook, indent=1).rstrip("\n") + "\n"


def _imports(stubs: dict[str, "_Stub"]) -> list[str]:
    """What the stubs need of the standard library, once each, `import` before `from`."""
    lines = {line for stub in stubs.values() for line in stub.imports}
    return sorted(lines, key=lambda line: (line.startswith("from"), line))


class _Stub:
    """A stub, cut into what a notebook needs: `doc`, `imports`, and `blocks` of code by name.

    `plain` are the names of the blocks that assign a plain value.
    """

    def __init__(self, path: Path, own: set[str]) -> None:
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        tree = ast.parse(text)
        self.doc = ast.get_docstring(tree) or ""
        self.imports: list[str] = []
        self.blocks: dict[str, str] = {}
        self.plain: set[str] = set()
        end = 1  # of the docstring
        for node in tree.body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = (
                    [node.module]
                    if isinstance(node, ast.ImportFrom)
                    else [alias.name for alias in node.names]
                )
                # What another part defines is there already: one namespace holds it all.
                if not own.intersection(names):
                    self.imports.append(ast.unparse(node))
            elif not isinstance(node, ast.Expr):
                # From the end of what came before, so that a comment stays with what it explains.
                block = "\n".join(lines[end : node.end_lineno]).strip("\n")
                self.blocks[_name(node)] = block
                if isinstance(node, ast.Assign):
                    self.plain.add(_name(node))
            end = node.end_lineno or end


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    raise ValueError(f"line {node.lineno}: a stub holds definitions and assignments only")


def _heading(part: dict[str, Any], stub: _Stub, *, first: bool) -> str:
    """The part's title and how to check it; before the module's first part, what it says too."""
    label = "Bonus" if part["id"] == "bonus" else f"Part {part['id']}"
    paragraphs = [f"## {label}: {part['title']} ({part['points']} points)"]
    if first:
        # Without the first line, which says what the title says.
        paragraphs += stub.doc.split("\n\n")[1:]
    paragraphs.append(CHECK.format(path="exercises/micrograd.ipynb", part=part["id"]))
    return "\n\n".join(paragraphs)


def _cells_of(part: dict[str, Any], stub: _Stub, shown: set[str]) -> list[str]:
    """The part's cells: what of the stub it names, and what stands before that, not yet shown."""
    blocks = list(stub.blocks)
    wanted = {name.split(".")[0] for name in part["names"]}
    last = max((blocks.index(name) for name in wanted), default=-1)
    fresh = [name for name in blocks[: last + 1] if name not in shown]
    shown.update(fresh)
    cells: list[str] = []
    for before, name in zip(["", *fresh], fresh, strict=False):
        if {before, name} <= stub.plain:
            # Plain values that follow one another (tables, answers) make one cell.
            cells[-1] += f"\n\n{stub.blocks[name]}"
        else:
            cells.append(stub.blocks[name])
    if cells:
        return cells
    # A class cannot be cut into cells: its later methods stand where it stands.
    methods = [name for name in part["names"] if "." in name]
    if methods:
        text = f"Go back to the class above for this part. It is about {', '.join(methods)}."
    else:
        text = "Nothing new to write: try it here."
    return [textwrap.fill(text, 88, initial_indent="# ", subsequent_indent="# ")]


def main() -> int:
    """Write the notebook, or with --check compare it. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m reference.build_notebook")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if not current")
    wanted = build()
    if not parser.parse_args().check:
        NOTEBOOK.write_text(wanted, encoding="utf-8")
        return 0
    if NOTEBOOK.exists() and NOTEBOOK.read_text(encoding="utf-8") == wanted:
        return 0
    print(
        "micrograd.ipynb is not current; run: python -m reference.build_notebook", file=sys.stderr
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
