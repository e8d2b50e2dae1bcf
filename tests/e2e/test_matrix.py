"""What tests/MATRIX.md and tests/THREATS.md name is there."""
import re
import unittest

import lib

TESTS = lib.ROOT / "tests"


class Tables(unittest.TestCase):
    def rows(self, file, letter):
        text = (TESTS / file).read_text()
        return re.findall(rf"^\| ({letter}\d+) \|(.*)$", text, re.M)

    def check_names(self, file, letter):
        """`e2e/kill Reader.test_x`, `Mailbox`: in the file named last."""
        for row, cells in self.rows(file, letter):
            self.content, self.folder = "", "none"
            for quoted in re.findall(r"`([^`]+)`", cells):
                with self.subTest(row + " " + quoted):
                    self.check_name(quoted)

    def check_name(self, quoted):
        file, _, names = quoted.partition(" ")
        if file.startswith("e2e/"):
            self.content = (TESTS / f"e2e/test_{file[4:]}.py").read_text()
        elif file.startswith("unit/"):
            found = list(TESTS.glob(f"{file}.c"))
            self.assertTrue(found, quoted)
            self.content = "".join(f.read_text() for f in found)
            self.folder = file.split("/")[1]
        elif file.startswith("fuzz_"):
            self.assertTrue((TESTS / f"fuzz/{file}.c").exists(), quoted)
        elif file.startswith("tests/"):
            self.assertTrue((lib.ROOT / file).exists(), quoted)
        elif re.fullmatch(r"test_[a-z_0-9]+\*?", file):
            if not list(TESTS.glob(f"unit/{self.folder}/{file}.c")):
                names = file
        elif re.fullmatch(r"[A-Z][A-Za-z]+(\.test_[a-z_0-9]+)?", file):
            names = file
        else:
            return
        for name in re.findall(r"\w+", names):
            self.assertTrue(re.search(
                rf"(class|def|void) {name}\b", self.content), quoted)

    def test_rows_of_the_matrix(self):
        self.assertEqual([row for row, _ in self.rows("MATRIX.md", "Q")],
                         [f"Q{i}" for i in range(1, 39)])

    def test_what_the_matrix_names_exists(self):
        self.check_names("MATRIX.md", "Q")

    def test_rows_of_the_threats(self):
        """Of mail that comes in, servers, templates and newsletters."""
        self.assertEqual([row for row, _ in self.rows("THREATS.md", "T")],
                         [f"T{i}" for i in (
                             *range(1, 8), 9, 10, 11, 13, *range(15, 25),
                             *range(30, 36), 50)])

    def test_what_the_threats_name_exists(self):
        self.check_names("THREATS.md", "T")

    def test_each_threat_has_a_test(self):
        for row, cells in self.rows("THREATS.md", "T"):
            self.assertRegex(cells.split("|")[2], r"`(e2e|unit)/", row)


if __name__ == "__main__":
    unittest.main()
