"""SIGKILL during sends of a thousand mails: at random moments, and at every
commit.  LIAISON_LONG=1 kills 500 times, LIAISON_SEED=N elsewhere.
"""
import os
import random
import unittest

from campaign import Campaign

LONG = os.environ.get("LIAISON_LONG") is not None
SEED = int(os.environ.get("LIAISON_SEED", "2026"))
PEOPLE = 1000
KILLS = 500 if LONG else 24
MET = 300 if LONG else 10     # kills that meet a row in `sending`
SECONDS = 3.3                 # that a send takes at least
PAUSE = 0.5                   # at most, between two kills


class AtRandom(unittest.TestCase):
    def setUp(self):
        self.chance = random.Random(SEED)
        self.campaign = self.enterContext(Campaign(PEOPLE))

    def one_send(self, connections, kills):
        """A send is killed again and again until it ends."""
        campaign = self.campaign
        # Each connection waits so long for each of its answers.
        campaign.begin(connections, SECONDS * connections / PEOPLE)
        before = campaign.kills
        while campaign.kills < before + kills:
            begun = self.chance.random() < 0.9
            pause = self.chance.uniform(0, PAUSE if begun else 0.1)
            if not campaign.kill_after(begun, pause):
                break
            if self.chance.random() < 0.2:
                campaign.end_doubts()
        campaign.finish()

    def many_sends(self, connections, kills):
        campaign = self.campaign
        sends = 0
        while campaign.kills < kills:
            self.one_send(connections, kills - campaign.kills)
            sends += 1
        print(f"{connections} connections, seed {SEED}: {sends} sends of "
              f"{PEOPLE}, {campaign.kills} kills, {campaign.met} met rows in "
              f"`sending` ({campaign.doubtful} rows), {campaign.twice} mails "
              f"came twice, {campaign.held} rows held, 0 lost", flush=True)
        self.assertGreaterEqual(campaign.met, MET * kills // KILLS)

    def test_one_connection(self):
        self.many_sends(1, KILLS // 2)

    def test_ten_connections(self):
        self.many_sends(10, KILLS // 2)


class AtEachCommit(unittest.TestCase):
    def each(self, people, connections, delay=0):
        with Campaign(people) as campaign:
            for hook in ("db.before-commit", "db.after-commit"):
                count = 1
                met = True
                while met:
                    campaign.begin(connections, delay)
                    met = campaign.kill_at(f"{hook}:{count}")
                    campaign.finish()
                    count += met
                self.assertGreater(count, people // connections)
            print(f"{people} mails, {connections} connections: killed at each "
                  f"of {campaign.kills} commits, {campaign.twice} came twice, "
                  "0 lost", flush=True)

    def test_few(self):
        self.each(20, 2, 0.005)

    @unittest.skipUnless(LONG, "LIAISON_LONG=1")
    def test_many(self):
        self.each(PEOPLE, 10)


if __name__ == "__main__":
    unittest.main()
