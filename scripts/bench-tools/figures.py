"""Rows of figures: what was measured, beside what, and whether it is enough."""
import statistics


def spread(values, digits):
    low, high = min(values), max(values)
    return "/".join(f"{v:.{digits}f}"
                    for v in (low, statistics.median(values), high))


def number(value):
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"


class Row:
    """`ours` and `theirs` are values of runs that belong together; the target
    (">=", 1.2) is for the ratio, or for `ours` where nothing is beside it."""

    def __init__(self, name, ours, theirs=None, beside="", target=None):
        self.name, self.ours, self.theirs = name, ours, theirs
        self.beside, self.target = beside, target
        self.judged = ours if theirs is None else [
            a / b for a, b in zip(ours, theirs)]

    @property
    def met(self):
        if self.target is None:
            return None
        sign, wanted = self.target
        middle = statistics.median(self.judged)
        return middle >= wanted if sign == ">=" else middle <= wanted

    def json(self):
        row = {"name": self.name, "ours": self.ours}
        if self.theirs is not None:
            row |= {"beside": self.beside, "reference": self.theirs,
                    "ratio": self.judged}
        row |= {"min": min(self.judged), "max": max(self.judged),
                "median": statistics.median(self.judged)}
        if self.target is not None:
            row |= {"target": " ".join(map(str, self.target)),
                    "met": self.met}
        return row

    def text(self):
        reference = "" if self.theirs is None else (
            f"{number(statistics.median(self.theirs))} {self.beside}")
        target = "" if self.target is None else (
            f"{self.target[0]} {self.target[1]:g}")
        verdict = {None: "", True: "met", False: "MISSED"}[self.met]
        return (f"  {self.name:32} {number(statistics.median(self.ours)):>8}"
                f"  {reference:28} {self.in_range():>18}  {target:8} "
                f"{verdict}").rstrip()

    def in_range(self):
        if len(self.judged) == 1 and self.theirs is None:
            return ""
        return spread(self.judged, 2 if max(self.judged) < 100 else 0)


HEAD = (f"  {'':32} {'liaison':>8}  {'beside':28} {'min/median/max':>18}"
        f"  {'target':8}")
