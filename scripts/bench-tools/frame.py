"""What the benchmarks that have sections share: running them and showing."""
import json
import os
import platform
import sys

import lib
from figures import HEAD, Row
from machinery import Missing


def build_remark():
    cache = lib.BUILD / "CMakeCache.txt"
    text = cache.read_text() if cache.exists() else ""
    wrong = [what for what, sign in (
        ("no Release build", "CMAKE_BUILD_TYPE:STRING=Release"),
        ("built with HOOKS", "HOOKS:BOOL=OFF")) if sign not in text]
    return f"{lib.BUILD}" + (f": {', '.join(wrong)}" if wrong else "")


def need_build():
    if not (lib.BUILD / "liaison").exists():
        sys.exit(f"{lib.BUILD}/liaison is not built (LIAISON_BUILD says where)")


def parse(parser, sections):
    """The options, with those that every benchmark has."""
    parser.add_argument("--only", default=",".join(sections))
    parser.add_argument("--rounds", type=int, default=3)
    for flag in ("quick", "json"):
        parser.add_argument("--" + flag, action="store_true")
    options = parser.parse_args()
    options.only = options.only.split(",")
    unknown = set(options.only) - set(sections)
    if unknown:
        parser.error(f"no section {', '.join(unknown)}; there are "
                     f"{', '.join(sections)}")
    return options


def run_section(section, bench, show):
    """[rows and remarks as JSON]"""
    found = []
    bench.begin()
    show(f"\n{section.__name__}: {section.__doc__.format(**vars(bench))}")
    try:
        for row in section(bench):
            if row is None:
                continue
            is_row = isinstance(row, Row)
            show(row.text() if is_row else f"  ({row})")
            found.append(row.json() if is_row else {"remark": row})
    except Missing as why:
        show(f"  (left out: {why})")
        found.append({"remark": str(why)})
    return found


def run_all(bench, sections, options, about):
    """Runs the sections asked for; `about`: what is measured, as JSON."""
    def show(text):
        if not options.json:
            print(text, flush=True)

    about |= {"rounds": bench.rounds, "build": build_remark(),
              "kernel": platform.release(), "processors": os.cpu_count()}
    what = f" of {about['bytes']} bytes" if "bytes" in about else ""
    show(f"{bench.n} mails{what}, {bench.rounds} rounds; {about['build']}; "
         f"{about['processors']} processors\n{HEAD}")
    try:
        found = {name: run_section(sections[name], bench, show)
                 for name in options.only}
    finally:
        bench.close()
    if options.json:
        print(json.dumps(about | {"sections": found}, indent=1))
    missed = [row for rows in found.values() for row in rows
              if row.get("met") is False]
    show(f"\n{len(missed)} targets missed" if missed else "\nno target missed")
