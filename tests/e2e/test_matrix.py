"""What tests/MATRIX.md names is there."""
import re
import unittest

import lib

TESTS = lib.ROOT / "tests"


class Matrix(unittest.TestCase):
    def test_rows(self):
        text = (TESTS / "MATRIX.md").read_text()
        rows = re.findall(r"^\| Q(\d+) \|", text, re.M)
        self.assertEqual(list(map(int, rows)), list(range(1, 31)))

    def test_what_is_named_exists(self):
        """`e2e/kill Reader.test_x`, `Mailbox`: in the file named last."""
        text = (TESTS / "MATRIX.md").read_text()
        table = "\n".join(re.findall(r"^\| Q.*$", text, re.M))
        content = ""
        for quoted in re.findall(r"`([^`]+)`", table):
            file, _, names = quoted.partition(" ")
            if file.startswith("e2e/"):
                content = (TESTS / f"e2e/test_{file[4:]}.py").read_text()
            elif file.startswith("unit/"):
                found = list(TESTS.glob(f"{file}.c"))
                self.assertTrue(found, quoted)
                content = "".join(f.read_text() for f in found)
                folder = file.rpartition("/")[0]
            elif re.fullmatch(r"test_[a-z_]+\*?", file) and not names:
                found = list(TESTS.glob(f"{folder}/{file}.c"))
                if not found:
                    self.assertTrue(f"def {file}(" in content, quoted)
            elif re.fullmatch(r"[A-Z][A-Za-z]+(\.test_[a-z_0-9]+)?", file):
                names = file
            elif file.startswith("tests/"):
                self.assertTrue((lib.ROOT / file).exists(), quoted)
            for name in re.findall(r"\w+", names):
                self.assertTrue(re.search(
                    rf"(class|def|void) {name}\b", content), quoted)


if __name__ == "__main__":
    unittest.main()
