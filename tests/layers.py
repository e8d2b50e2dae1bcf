"""The rules of the source tree that no compiler checks.

Which layer may include which, which library is used where, where SQL may
stand, how long a file may be, and the functions that the code does without.
Prints FILE:LINE: sentence for each breach; exit status 1 when there is one.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
MAX_LINES = 500

# What each layer may include besides itself; low to high.
BELOW = {
    "base": [],
    "conf": ["base"],
    "mail": ["base"],
    "tmpl": ["base"],
    "news": ["base", "mail", "tmpl"],
    "store": ["base"],
    "core": ["base", "conf", "mail", "tmpl", "news", "store"],
    "imap": ["base", "conf", "mail"],
    "smtp": ["base", "conf", "mail"],
    "web": ["base", "conf", "mail", "tmpl", "core"],
    "worker": ["base", "conf", "mail", "tmpl", "news", "store", "core",
               "imap", "smtp", "web"],
}
BELOW["daemon"] = [*BELOW, "worker"]
BELOW["cli"] = [layer for layer in BELOW if layer != "daemon"] + ["worker"]

# Libraries that have one home.
HOME = {
    "sqlite3.h": "store",
    "libetpan/": "imap",
    "curl/": "smtp",
    "gmime/": "mail",
    "opendkim/": "mail",
    "openssl/": "mail",
    "cmark": "tmpl",
    "libical/": "news",
    "gd.h": "news",
    "microhttpd.h": "web",
}

BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|strtok|strtok_r|gets|"
                    r"alloca|system|popen|atoi|atol)\s*\(")
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')
# Statements are written in capitals in this code.
SQL = re.compile(r"\b(SELECT\s|INSERT\s+(OR|INTO)\b|UPDATE\s+\w+\s+SET\b|"
                 r"DELETE\s+FROM\b|(CREATE|DROP|ALTER)\s+(TABLE|INDEX|TRIGGER)"
                 r"\b|BEGIN\s+IMMEDIATE|PRAGMA\s)")
TOKEN = re.compile(
    r'(?P<comment>/\*.*?\*/|//[^\n]*)'
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<char>'(?:\\.|[^'\\\n])*')", re.S)


def only(text, kinds):
    """The text with what is not of these kinds blanked, lines kept."""
    kept, end = [], 0

    def add(piece, kind):
        kept.append(piece if kind in kinds else re.sub(r"[^\n]", " ", piece))

    for found in TOKEN.finditer(text):
        add(text[end:found.start()], "code")
        add(found.group(), found.lastgroup)
        end = found.end()
    add(text[end:], "code")
    return "".join(kept)


def include_breach(layer, kind, name):
    """The sentence against one #include, or None."""
    if kind == '"':
        other = name.split("/")[0]
        if "/" not in name or other not in BELOW:
            return f'"{name}" does not name its layer'
        if other != layer and other not in BELOW[layer]:
            return f"{layer} may not include {other}"
    for prefix, home in HOME.items():
        if name.startswith(prefix) and layer != home:
            return f"only {home} may include {name}"
    return None


def breaches_of(path, layer, text):
    """(line, sentence) for each rule that a file of src/ breaks."""
    code, literals = only(text, ["code"]), only(text, ["string"])
    for number, line in enumerate(text.splitlines(), 1):
        found = INCLUDE.match(line)
        sentence = found and include_breach(layer, *found.groups())
        if sentence:
            yield number, sentence
    for number, line in enumerate(code.splitlines(), 1):
        found = BANNED.search(line)
        if found:
            yield number, f"{found.group(1)}() is not used in this code"
    if layer != "store":
        for number, line in enumerate(literals.splitlines(), 1):
            if SQL.search(line):
                yield number, "SQL stands only in src/store"
    yield from too_long(text)
    if path.suffix == ".c":
        yield from own_header_first(path, layer, text)


def too_long(text):
    count = len(text.splitlines())
    if count > MAX_LINES:
        yield MAX_LINES, f"{count} lines; a file has at most {MAX_LINES}"


def own_header_first(path, layer, text):
    """A .c file includes its own header, where it has one, before others."""
    own = f"{layer}/{path.stem}.h"
    names = [INCLUDE.match(line).group(2) for line in text.splitlines()
             if INCLUDE.match(line)]
    if path.with_suffix(".h").exists() and names[:1] != [own]:
        yield 1, f'"{own}" is not the first include'


def self_test():
    """The rules see what they are for."""
    path = ROOT / "src" / "core" / "nothing.c"
    bad = ('#include "imap/imap.h"\n#include <sqlite3.h>\n'
           '#include "str.h"\n/* strcpy( */ strcpy(a, "system(");\n'
           'x = "SELECT 1";\n/* SELECT 1 */\n')
    lines = sorted({line for line, _ in breaches_of(path, "core", bad)})
    assert lines == [1, 2, 3, 4, 5], lines
    good = '#include "store/db.h"\nint x = 1; /* "SELECT 1 */ // popen(\n'
    assert not list(breaches_of(path, "core", good))
    assert [*too_long("x\n" * 501)] and not [*too_long("x\n" * 500)]


def breaches():
    """All of them: path, line, sentence."""
    for path in sorted((ROOT / "src").glob("*/*.[ch]")):
        layer = path.parent.name
        found = [(1, f"{layer} is not a layer")]
        if layer in BELOW:
            found = breaches_of(path, layer, path.read_text())
        yield from ((path, *breach) for breach in found)
    for kind in "**/*.[ch]", "**/*.py":
        for path in sorted((ROOT / "tests").glob(kind)):
            for breach in too_long(path.read_text()):
                yield path, *breach


def main():
    self_test()
    failed = False
    for path, line, sentence in breaches():
        print(f"{path.relative_to(ROOT)}:{line}: {sentence}")
        failed = True
    return failed


if __name__ == "__main__":
    sys.exit(main())
