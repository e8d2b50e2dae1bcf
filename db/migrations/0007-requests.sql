-- Requests of every kind, each with the change that it confirms; pauses; what
-- surrounds a proof may be erased with the person.
DROP INDEX pending_open;
DROP INDEX pending_waiting;
DROP INDEX pending_expires;
ALTER TABLE pending RENAME TO old_pending;

CREATE TABLE pending (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	list INTEGER REFERENCES list, -- NULL: of the whole site
	verb TEXT NOT NULL CHECK (verb IN ('subscribe', 'unsubscribe', 'set',
		'erase', 'object', 'correct',
		'move')), -- `address` is the new one, and is asked
	detail TEXT NOT NULL DEFAULT '', -- what will change, as they were told
	address TEXT NOT NULL,
	address_key TEXT NOT NULL,
	name TEXT NOT NULL DEFAULT '',
	language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
	state TEXT NOT NULL CHECK (state IN
		('waiting', -- for the allowance of confirmation mails
		 'asked',   -- the confirmation mail is queued
		 'used')),  -- confirmed; kept to answer "already done"
	origin TEXT NOT NULL CHECK (origin IN ('email', 'invite', 'token')),
	request_id TEXT NOT NULL DEFAULT '', -- Message-ID of the request
	text_version TEXT NOT NULL DEFAULT '', -- of the text they were asked with
	created INTEGER NOT NULL,
	asked INTEGER,                       -- when the mail was queued
	expires INTEGER NOT NULL
) STRICT;

INSERT INTO pending (id, list, verb, address, address_key, name, language,
	state, origin, request_id, text_version, created, asked, expires)
SELECT id, list, verb, address, address_key, name, language,
	state, origin, request_id, text_version, created, asked, expires
FROM old_pending;
-- An id never changes hands.
DELETE FROM sqlite_sequence WHERE name = 'pending';
INSERT INTO sqlite_sequence (name, seq)
	SELECT 'pending', seq FROM sqlite_sequence
	WHERE name = 'old_pending';
DROP TABLE old_pending;

CREATE UNIQUE INDEX pending_open
	ON pending (address_key, verb, coalesce(list, 0), detail)
	WHERE state <> 'used';
CREATE INDEX pending_waiting ON pending (id) WHERE state = 'waiting';
CREATE INDEX pending_expires ON pending (expires);
CREATE INDEX pending_address ON pending (address_key);

ALTER TABLE subscription ADD COLUMN paused_until INTEGER;

DROP TRIGGER consent_no_update;
CREATE TRIGGER consent_no_update BEFORE UPDATE OF id, list, subscriber,
	address_hash, action, how, text_version, language, at ON consent
BEGIN
	SELECT raise(ABORT, 'consent is append-only');
END;
CREATE TRIGGER consent_only_blank BEFORE UPDATE OF source, message_id, authres
	ON consent
WHEN new.source <> '' OR new.message_id <> '' OR new.authres <> ''
BEGIN
	SELECT raise(ABORT, 'consent is append-only');
END;
