"""A newsletter to a thousand people whose senders are killed again and again.

    with Campaign(people=1000) as campaign:
        campaign.begin(connections=10, delay=0.04)
        campaign.kill(env={"LIAISON_HOOK": "db.after-commit:7"})
        campaign.finish()

The site and its mailing are made once; begin() puts the database back and
takes a new sink.  What must hold is checked after each kill and at the end.
"""
import collections
import shutil
import signal
import subprocess
import time

import lib
from fake_smtp import FakeSmtp
from sink import KILLED, SinkSite

OFFERS = ("PIPELINING", "SIZE 50000000", "8BITMIME")
TEXT = "---\nsubject: News\nlanguage: en\n---\n\nHello {{name}}!\n"


def message_id(message):
    head = message.data.partition(b"\r\n\r\n")[0]
    [line] = [line for line in head.split(b"\r\n")
              if line.lower().startswith(b"message-id:")]
    return line


class Campaign(SinkSite):
    def __init__(self, people):
        super().__init__()
        self.people = [f"reader{i}@n{i % 37}.example.net"
                       for i in range(people)]
        self.kills = self.met = self.doubtful = self.twice = self.held = 0
        self.subscribe("lettre", self.people)
        file = self.dir / "news.md"
        file.write_text(TEXT)
        self.run("newsletter", "send", file, "--list", "lettre", "--yes")
        self.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.saved = self.dir / "saved.db"
        shutil.copy(self.database, self.saved)

    def begin(self, connections, delay=0):
        """All of them are queued; each dot is answered after the delay."""
        self.sink.stop()
        self.sink = FakeSmtp(delay=delay, offers=OFFERS).start()
        self.set("smtp", port=self.sink.port, connections=connections)
        for name in ("liaison.db-wal", "liaison.db-shm"):
            (self.database.parent / name).unlink(missing_ok=True)
        shutil.copy(self.saved, self.database)
        self.connections = connections
        self.killed_here = 0
        self.doubtful_here = 0

    def start(self, env=None):
        return subprocess.Popen(
            [self.program, "send", "--drain"], env=self.env | (env or {}),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def kill_after(self, begun, seconds):
        """Kills a sender so long after its start, or (begun) after its first
        connection; false if it had ended before."""
        sessions = len(self.sink.sessions)
        process = self.start()
        if begun:
            lib.wait_for(lambda: process.poll() is not None
                         or len(self.sink.sessions) > sessions, 60,
                         "a connection")
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        return self.ended(process)

    def kill_at(self, hook):
        """A sender that kills itself; false if it never met the hook."""
        return self.ended(self.start({"LIAISON_HOOK": hook}))

    def ended(self, process):
        _, text = process.communicate(timeout=120)
        if process.returncode not in (0, KILLED):
            raise AssertionError(f"status {process.returncode}: {text}")
        if process.returncode == 0:
            return False
        self.killed_here += 1
        self.kills += 1
        self.look()
        return True

    def look(self):
        """What a kill leaves: at most a row in doubt for each connection, and
        nothing is called sent that the relay does not have."""
        sending = self.states().get("sending", 0)
        assert sending <= self.connections, f"{sending} in doubt"
        self.met += sending > 0
        self.doubtful_here += sending
        self.doubtful += sending
        taken = {m.recipients[0] for m in self.sink.messages}
        missing = self.addresses("sent") - taken
        assert not missing, f"called sent, never taken: {missing}"

    def addresses(self, state):
        return {row[0] for row in self.sql(
            "SELECT address FROM delivery WHERE state = ?", state)}

    def finish(self):
        """Nobody is lost; a mail may have come twice for each row that was in
        doubt, with one Message-ID; all ends well for the database, too."""
        self.run("send", "--drain", timeout=120)
        while "uncertain" in self.states():
            self.end_doubts()
            self.run("send", "--drain", timeout=120)
        held = [row[0] for row in self.sql(
            "SELECT id FROM delivery WHERE state = 'held'")]
        self.held += len(held)
        assert set(self.states()) <= {"sent", "held"}, self.states()
        assert self.states("mailing") == {"done": 1}
        self.sink.settle()
        taken = collections.defaultdict(list)
        for message in self.sink.messages:
            [recipient] = message.recipients
            taken[recipient].append(message_id(message))
        lost = set(self.people) - set(taken) - self.addresses("held")
        assert not lost, f"lost: {lost}"
        assert set(taken) <= set(self.people)
        twice = sum(map(len, taken.values())) - len(taken)
        assert twice <= self.doubtful_here, f"{twice} came twice"
        assert twice <= self.killed_here * self.connections
        for recipient, found in taken.items():
            assert len(set(found)) == 1, f"{recipient}: {found}"
        ids = {found[0] for found in taken.values()}
        assert len(ids) == len(taken), "one Message-ID for two people"
        assert self.sound()
        self.twice += twice
