-- What a person needs to find an undecided message again and to act on it:
-- who wrote what, where the mail lies, what it seems to ask for.
ALTER TABLE inbox ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
ALTER TABLE inbox ADD COLUMN sender TEXT NOT NULL DEFAULT '';
ALTER TABLE inbox ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE inbox ADD COLUMN folder TEXT NOT NULL DEFAULT '';
ALTER TABLE inbox ADD COLUMN folder_uidvalidity INTEGER NOT NULL DEFAULT 0;
ALTER TABLE inbox ADD COLUMN folder_uid INTEGER NOT NULL DEFAULT 0;
UPDATE inbox SET folder = state WHERE moved = 1;
UPDATE inbox SET sender = held.sender, subject = held.subject
FROM held WHERE held.inbox = inbox.id;

DROP INDEX held_inbox;
ALTER TABLE held RENAME TO held_before;
CREATE TABLE held (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	inbox INTEGER NOT NULL REFERENCES inbox,
	list INTEGER REFERENCES list,
	kind TEXT NOT NULL CHECK (kind IN ('post', 'unclear', 'failed')),
	why TEXT NOT NULL,
	state TEXT NOT NULL DEFAULT 'waiting'
		CHECK (state IN ('waiting', 'released', 'rejected')),
	created INTEGER NOT NULL,
	reported INTEGER,
	forwarded INTEGER,
	language TEXT NOT NULL DEFAULT '',
	answered TEXT NOT NULL DEFAULT '',
	proposal TEXT NOT NULL DEFAULT '',
	proposal_command TEXT NOT NULL DEFAULT ''
) STRICT;
-- The owners of those were told one by one.
INSERT INTO held (id, inbox, list, kind, why, state, created, reported)
SELECT id, inbox, list, kind, why, state, created, created FROM held_before
WHERE id IN (SELECT max(id) FROM held_before GROUP BY inbox);
-- Nobody was told of what was set aside.
INSERT INTO held (inbox, kind, why, created)
SELECT id, 'failed', reason, coalesce(settled, seen) FROM inbox
WHERE state = 'failed' AND reason <> '';
DROP TABLE held_before;
CREATE UNIQUE INDEX held_inbox ON held (inbox);
CREATE INDEX held_fresh ON held (inbox)
	WHERE state = 'waiting' AND reported IS NULL;
