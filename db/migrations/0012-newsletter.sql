-- Newsletters as frozen files: proofs, schedules, what recurs; the calendar
-- of events; personal fields of subscriptions.
ALTER TABLE subscription ADD COLUMN fields TEXT NOT NULL DEFAULT '';
CREATE TABLE newsletter (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	lists TEXT NOT NULL,
	name TEXT NOT NULL,
	origin TEXT NOT NULL DEFAULT '',
	subject TEXT NOT NULL,
	hash TEXT NOT NULL,
	seen TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN
		('proof',
		 'scheduled', 'paused', 'sent', 'refused', 'cancelled',
		 'expired')),
	why TEXT NOT NULL DEFAULT '' CHECK (why IN
		('', 'approval', 'late', 'changed', 'mail')),
	author TEXT NOT NULL,
	editor TEXT NOT NULL DEFAULT '',
	approver TEXT NOT NULL DEFAULT '',
	created INTEGER NOT NULL,
	as_of INTEGER NOT NULL,
	send_at TEXT NOT NULL DEFAULT '',
	zone TEXT NOT NULL DEFAULT '',
	due INTEGER,
	expires INTEGER,
	again INTEGER NOT NULL DEFAULT 0,
	settled INTEGER
) STRICT;
CREATE INDEX newsletter_open ON newsletter (state)
	WHERE state IN ('proof', 'scheduled', 'paused');
CREATE TABLE newsletter_proof (
	newsletter INTEGER NOT NULL REFERENCES newsletter ON DELETE CASCADE,
	address TEXT NOT NULL,
	PRIMARY KEY (newsletter, address)
) STRICT, WITHOUT ROWID;
CREATE TABLE newsletter_file (
	newsletter INTEGER NOT NULL REFERENCES newsletter ON DELETE CASCADE,
	name TEXT NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (newsletter, name)
) STRICT;
ALTER TABLE mailing ADD COLUMN newsletter INTEGER REFERENCES newsletter;
ALTER TABLE mailing ADD COLUMN fields TEXT NOT NULL DEFAULT '';
ALTER TABLE mailing ADD COLUMN topics TEXT NOT NULL DEFAULT '';
ALTER TABLE mailing ADD COLUMN first INTEGER REFERENCES mailing;
CREATE INDEX mailing_newsletter ON mailing (newsletter)
	WHERE newsletter IS NOT NULL;
ALTER TABLE content ADD COLUMN cuts TEXT NOT NULL DEFAULT '';
CREATE TABLE content_part (
	mailing INTEGER NOT NULL REFERENCES mailing ON DELETE CASCADE,
	hash TEXT NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (mailing, hash)
) STRICT;
CREATE TABLE recurring (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	list INTEGER NOT NULL REFERENCES list,
	rule TEXT NOT NULL,
	zone TEXT NOT NULL,
	folder TEXT NOT NULL,
	editor TEXT NOT NULL DEFAULT '',
	author TEXT NOT NULL,
	created INTEGER NOT NULL,
	next INTEGER NOT NULL
) STRICT;
CREATE TABLE agenda (
	list INTEGER NOT NULL REFERENCES list,
	uid TEXT NOT NULL,
	hash TEXT NOT NULL,
	sequence INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	PRIMARY KEY (list, uid)
) STRICT, WITHOUT ROWID;

-- What changed in a list since a time.
CREATE INDEX consent_list ON consent (list, at);

-- Deliveries that failed and were sent once more, by hand.
CREATE TABLE resent (
	delivery INTEGER PRIMARY KEY REFERENCES delivery ON DELETE CASCADE,
	at INTEGER NOT NULL
) STRICT;
-- Statistics of a small database made a large import read all of it for each
-- person; from now on there are none.
ANALYZE list;
DROP TABLE sqlite_stat1;
