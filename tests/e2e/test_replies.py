"""What answers to a proof are taken for, program by program."""
import json
import unittest

import lib
import replies
import reply_attacks
from orders import ANNE, PAUL, Orders


class Replies(Orders):
    maxDiff = None

    def explained(self, site, proof, rows):
        files = []
        for number, (_, make, _) in enumerate(rows):
            files.append(site.dir / f"answer{number}.eml")
            files[-1].write_bytes(lib.to_bytes(make(proof)))
        done = site.run("explain", "--json", *files)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def check(self, site, proof, rows):
        wrong = []
        for (name, _, want), found in zip(
                rows, self.explained(site, proof, rows), strict=True):
            commands = found["commands"] or [{"command": None}]
            got = commands[0]["command"] or (
                "hold" if found["action"] == "hold" else "none")
            if got != want:
                wrong.append(f"{name}: {got}, not {want} "
                             f"({found['reason']})")
        self.assertEqual(wrong, [])

    def test_each(self):
        with self.new_site(approval="editor") as site:
            self.order(site, "--editor", ANNE)
            self.tick(site)
            [proof] = site.mails(PAUL)
            self.check(site, proof, replies.ROWS)
            self.check(site, proof, reply_attacks.ROWS)


if __name__ == "__main__":
    unittest.main()
