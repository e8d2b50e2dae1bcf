-- What came of a mail after the relay took it, and who fails again and again.

CREATE TABLE bounce (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	delivery INTEGER NOT NULL,
	mailing INTEGER NOT NULL,
	list INTEGER REFERENCES list,
	subscriber INTEGER REFERENCES subscriber ON DELETE CASCADE,
	domain TEXT NOT NULL,
	source TEXT NOT NULL CHECK (source IN ('relay', 'report')),
	class TEXT NOT NULL CHECK (class IN
		('permanent', 'temporary', 'delayed', 'complaint')),
	charge TEXT NOT NULL CHECK (charge IN
		('person', 'mailing', 'nobody', 'complaint')),
	verdict TEXT NOT NULL,
	status TEXT NOT NULL,
	words TEXT NOT NULL,
	counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
	at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX bounce_once ON bounce (delivery, charge);
CREATE INDEX bounce_subscriber ON bounce (subscriber, id)
	WHERE subscriber IS NOT NULL;
CREATE INDEX bounce_mailing ON bounce (mailing, charge);
CREATE INDEX bounce_at ON bounce (at);

CREATE TABLE refused (
	delivery INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE failing (
	subscriber INTEGER PRIMARY KEY
		REFERENCES subscriber ON DELETE CASCADE,
	score INTEGER NOT NULL,
	last INTEGER NOT NULL,
	step TEXT NOT NULL CHECK (step IN
		('counting', 'waiting', 'suspended', 'probed')),
	since INTEGER NOT NULL,
	due INTEGER NOT NULL,
	probe INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX failing_due ON failing (due, subscriber);
CREATE INDEX failing_probe ON failing (probe) WHERE probe <> 0;

CREATE TABLE bounced (
	subscription INTEGER PRIMARY KEY
		REFERENCES subscription ON DELETE CASCADE
) STRICT;

CREATE TABLE stray (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	list INTEGER REFERENCES list,
	kind TEXT NOT NULL CHECK (kind IN ('report', 'complaint')),
	why TEXT NOT NULL,
	names TEXT NOT NULL,
	at INTEGER NOT NULL
) STRICT;
CREATE INDEX stray_list ON stray (list, at);
