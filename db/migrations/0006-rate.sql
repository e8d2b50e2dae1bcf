-- How fast mailings go, for `liaison status`.

CREATE TABLE sent_minute (
	mailing INTEGER NOT NULL REFERENCES mailing ON DELETE CASCADE,
	minute INTEGER NOT NULL,
	since INTEGER NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY (mailing, minute)
) STRICT, WITHOUT ROWID;
