-- Limits of the relay: starts counted in buckets, and the clock for them.

CREATE TABLE pace (
	relay TEXT NOT NULL,
	domain TEXT NOT NULL,
	width INTEGER NOT NULL,
	bucket INTEGER NOT NULL,
	starts INTEGER NOT NULL,
	PRIMARY KEY (relay, domain, width, bucket)
) STRICT, WITHOUT ROWID;

CREATE TABLE pace_clock (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	boot TEXT NOT NULL,
	boot_ms INTEGER NOT NULL,
	wall_ms INTEGER NOT NULL,
	synced INTEGER NOT NULL CHECK (synced IN (0, 1)),
	pace INTEGER NOT NULL
) STRICT;
