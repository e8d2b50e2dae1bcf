-- Fewer index operations per mail, and none at the start of a delivery; a
-- cheaper check of its state.
DROP INDEX delivery_ready;
DROP INDEX delivery_busy;
DROP INDEX delivery_mailing;
DROP INDEX delivery_subscription;
ALTER TABLE delivery RENAME TO old_delivery;

CREATE TABLE delivery (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	mailing INTEGER NOT NULL REFERENCES mailing ON DELETE CASCADE,
	subscription INTEGER, -- NULL for notices
	address TEXT NOT NULL,
	variant TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state = 'sent' OR state = 'sending'
		OR state = 'claimed' OR state = 'queued' OR state = 'deferred'
		OR state = 'failed' OR state = 'uncertain' OR state = 'held'
		OR state = 'cancelled'),
	due INTEGER NOT NULL,              -- not before this time
	attempts INTEGER NOT NULL DEFAULT 0,
	doubts INTEGER NOT NULL DEFAULT 0, -- times it became uncertain
	lease INTEGER,                     -- of a claim: free again after
	code INTEGER NOT NULL DEFAULT 0,   -- the relay's last words
	enhanced TEXT NOT NULL DEFAULT '',
	reply TEXT NOT NULL DEFAULT '',
	settled INTEGER,                   -- time of the last outcome
	relay TEXT NOT NULL DEFAULT ''     -- whose sender claimed it last
) STRICT;

INSERT INTO delivery SELECT * FROM old_delivery;
-- An id never changes hands.
DELETE FROM sqlite_sequence WHERE name = 'delivery';
INSERT INTO sqlite_sequence (name, seq)
	SELECT 'delivery', seq FROM sqlite_sequence
	WHERE name = 'old_delivery';
DROP TABLE old_delivery;

CREATE INDEX delivery_mailing ON delivery (mailing);
CREATE INDEX delivery_ready ON delivery (mailing, due, state)
	WHERE state IN ('queued', 'deferred');
CREATE INDEX delivery_open ON delivery (mailing, lease)
	WHERE lease IS NOT NULL; -- claimed or sending
CREATE INDEX delivery_other ON delivery (state, mailing)
	WHERE state = 'deferred' OR state = 'failed' OR state = 'uncertain'
	OR state = 'held' OR state = 'cancelled';
CREATE INDEX delivery_subscription ON delivery (subscription)
	WHERE subscription IS NOT NULL;
