-- The present schema of a liaison database.  Times are seconds since 1970
-- (UTC).  States are words with a CHECK; the moves between them are made by
-- one function each in src/store/.  db/migrations/ leads older databases here;
-- a test compares both.

-- The lists that the configuration names or has named; ids never change hands.
CREATE TABLE list (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	created INTEGER NOT NULL
) STRICT;

-- A person's address.
CREATE TABLE subscriber (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	address TEXT NOT NULL,            -- as it is written to
	address_key TEXT NOT NULL UNIQUE, -- for comparing: addr_key()
	name TEXT NOT NULL DEFAULT '',
	created INTEGER NOT NULL
) STRICT;

-- A subscriber on a list.  Who asked and has not confirmed is in `pending`.
CREATE TABLE subscription (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	list INTEGER NOT NULL REFERENCES list,
	subscriber INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
	status TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'left')),
	delivery TEXT NOT NULL DEFAULT 'each'
		CHECK (delivery IN ('each', 'digest', 'none')),
	language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
	topics TEXT NOT NULL DEFAULT '', -- keys, one blank between; '' = all
	since INTEGER NOT NULL,          -- first became active
	changed INTEGER NOT NULL,        -- last change of this row
	paused_until INTEGER,            -- its last second; NULL = not paused
	fields TEXT NOT NULL DEFAULT '', -- personal ones, a JSON object; '' = none
	UNIQUE (list, subscriber)
) STRICT;
CREATE INDEX subscription_subscriber ON subscription (subscriber);
CREATE INDEX subscription_status ON subscription (list, status, id);

-- Addresses that no import may bring back, as keyed hashes: who left a list,
-- or objected to all (list NULL).  Only the person's own confirmed
-- subscription takes a row away.
CREATE TABLE suppression (
	address_hash TEXT NOT NULL,        -- HMAC of address_key, site's key
	list INTEGER REFERENCES list,      -- NULL = every list
	reason TEXT NOT NULL CHECK (reason IN ('left', 'objected', 'complaint')),
	at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX suppression_key
	ON suppression (address_hash, coalesce(list, 0));

-- Requests that wait for their confirmation.  A token names the id, which is
-- never used again.  Erased at `expires`.
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
-- Another change is another request: a token confirms what its mail said.
CREATE UNIQUE INDEX pending_open
	ON pending (address_key, verb, coalesce(list, 0), detail)
	WHERE state <> 'used';
CREATE INDEX pending_waiting ON pending (id) WHERE state = 'waiting';
CREATE INDEX pending_expires ON pending (expires);
CREATE INDEX pending_address ON pending (address_key);

-- Proof of every change of a subscription.  Append-only, but that the words
-- around the proof go with the person; holds no address.
CREATE TABLE consent (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	list INTEGER NOT NULL REFERENCES list,
	subscriber INTEGER NOT NULL,   -- survives the subscriber's erasure
	address_hash TEXT NOT NULL,    -- HMAC of address_key, site's key
	action TEXT NOT NULL CHECK (action IN
		('subscribe', 'unsubscribe', 'set', 'suspend', 'erase')),
	how TEXT NOT NULL CHECK (how IN
		('email-confirmed', 'email', 'email-token', 'one-click', 'cli',
		 'import', 'bounce', 'complaint')),
	source TEXT NOT NULL DEFAULT '',       -- --consent SOURCE, or detail
	text_version TEXT NOT NULL DEFAULT '', -- of what was agreed to
	language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
	message_id TEXT NOT NULL DEFAULT '',   -- the proving mail
	authres TEXT NOT NULL DEFAULT '',      -- its Authentication-Results
	at INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_subscriber ON consent (subscriber, list);
CREATE INDEX consent_list ON consent (list, at);
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
CREATE TRIGGER consent_no_delete BEFORE DELETE ON consent
BEGIN
	SELECT raise(ABORT, 'consent is append-only');
END;

-- Every message seen in a mailbox, so that a replay does nothing.
CREATE TABLE inbox (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	mailbox TEXT NOT NULL, -- user@host/folder
	uidvalidity INTEGER NOT NULL,
	uid INTEGER NOT NULL,
	hash TEXT NOT NULL DEFAULT '',   -- message_hash(); the second key
	attempts INTEGER NOT NULL DEFAULT 0, -- that failed, not by a crash
	state TEXT NOT NULL CHECK (state IN
		('received', -- not yet handled
		 'done', 'held', 'unknown', 'failed')), -- the folder it goes to
	kind TEXT NOT NULL DEFAULT '',
	action TEXT NOT NULL DEFAULT '',
	reason TEXT NOT NULL DEFAULT '',
	message_id TEXT NOT NULL DEFAULT '',
	seen INTEGER NOT NULL,
	settled INTEGER,
	moved INTEGER NOT NULL DEFAULT 0 CHECK (moved IN (0, 1)),
	size INTEGER NOT NULL DEFAULT 0,   -- bytes
	sender TEXT NOT NULL DEFAULT '',   -- of what is not done, as written
	subject TEXT NOT NULL DEFAULT '',
	folder TEXT NOT NULL DEFAULT '',   -- where it lies; '' = the inbox
	folder_uidvalidity INTEGER NOT NULL DEFAULT 0, -- and its number there
	folder_uid INTEGER NOT NULL DEFAULT 0,         -- 0 = not known
	UNIQUE (mailbox, uidvalidity, uid)
) STRICT;
CREATE INDEX inbox_hash ON inbox (hash) WHERE hash <> '';
CREATE INDEX inbox_open ON inbox (mailbox, uidvalidity, uid) WHERE moved = 0;
CREATE INDEX inbox_latest ON inbox (mailbox, id);
CREATE INDEX inbox_old ON inbox (settled) WHERE moved = 1;
CREATE INDEX inbox_sender ON inbox (lower(sender)) WHERE sender <> '';

-- What waits for a human; the mail itself is in the mailbox, in the folder of
-- its row in `inbox`.
CREATE TABLE held (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	inbox INTEGER NOT NULL REFERENCES inbox,
	list INTEGER REFERENCES list, -- NULL: no list was meant clearly
	kind TEXT NOT NULL CHECK (kind IN ('post', 'unclear', 'failed')),
	why TEXT NOT NULL,            -- in the language of the list
	state TEXT NOT NULL DEFAULT 'waiting'
		CHECK (state IN ('waiting', 'released', 'rejected')),
	created INTEGER NOT NULL,
	reported INTEGER,             -- when the owners were told of it
	forwarded INTEGER,            -- when they were sent the whole of it
	language TEXT NOT NULL DEFAULT '', -- of its words; '' = not known
	answered TEXT NOT NULL DEFAULT '', -- the notice its sender got
	proposal TEXT NOT NULL DEFAULT '', -- the command that it seems to be
	proposal_command TEXT NOT NULL DEFAULT '', -- that does it, for a shell
	applied TEXT NOT NULL DEFAULT '' -- commands of it that were obeyed
) STRICT;
CREATE UNIQUE INDEX held_inbox ON held (inbox);
CREATE INDEX held_fresh ON held (inbox)
	WHERE state = 'waiting' AND reported IS NULL;

-- A newsletter whose files are frozen: a proof that waits for its approval, one
-- that waits for its hour, and what became of it.
CREATE TABLE newsletter (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	lists TEXT NOT NULL,   -- names, one blank between
	name TEXT NOT NULL,    -- of the edition that was given
	origin TEXT NOT NULL DEFAULT '', -- its folder, or who mailed it
	subject TEXT NOT NULL,
	hash TEXT NOT NULL,    -- of the files
	seen TEXT NOT NULL,    -- of all that is made of them: what was approved
	state TEXT NOT NULL CHECK (state IN
		('proof', -- waits for an editor's answer
		 'scheduled', 'paused', 'sent', 'refused', 'cancelled',
		 'expired')), -- nobody answered
	why TEXT NOT NULL DEFAULT '' CHECK (why IN -- there is a proof
		('', 'approval', 'late', 'changed', 'mail')),
	author TEXT NOT NULL,  -- as in event.actor
	editor TEXT NOT NULL DEFAULT '',   -- address of who ordered it
	approver TEXT NOT NULL DEFAULT '', -- address of who approved it
	created INTEGER NOT NULL,
	as_of INTEGER NOT NULL, -- the moment for which its content is made
	send_at TEXT NOT NULL DEFAULT '', -- local time: "2026-12-07 08:00"
	zone TEXT NOT NULL DEFAULT '',    -- of it
	due INTEGER,            -- the same, as far as is known of the zone
	expires INTEGER,        -- of a proof
	again INTEGER NOT NULL DEFAULT 0, -- even if sent within a day
	settled INTEGER         -- when the last of its states began
) STRICT;
CREATE INDEX newsletter_open ON newsletter (state)
	WHERE state IN ('proof', 'scheduled', 'paused');

-- Who was sent a proof of it, and may answer.
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

-- Newsletters that leave by rule: the next ready file of a folder.
CREATE TABLE recurring (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	list INTEGER NOT NULL REFERENCES list,
	rule TEXT NOT NULL,   -- "first monday 08:00"
	zone TEXT NOT NULL,
	folder TEXT NOT NULL, -- absolute
	editor TEXT NOT NULL DEFAULT '', -- as in newsletter
	author TEXT NOT NULL,
	created INTEGER NOT NULL,
	next INTEGER NOT NULL -- its next hour
) STRICT;

-- Events that readers have in their calendars, as they were told last.
CREATE TABLE agenda (
	list INTEGER NOT NULL REFERENCES list,
	uid TEXT NOT NULL,
	hash TEXT NOT NULL,   -- of all that calendars show: "fr HASH en HASH"
	sequence INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	PRIMARY KEY (list, uid)
) STRICT, WITHOUT ROWID;

-- One thing sent to one or many.
CREATE TABLE mailing (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	list INTEGER REFERENCES list, -- NULL: a notice of the whole site
	kind TEXT NOT NULL
		CHECK (kind IN ('notice', 'newsletter', 'digest', 'post')),
	state TEXT NOT NULL CHECK (state IN
		('preparing', 'running', 'paused', 'done', 'cancelled')),
	priority INTEGER NOT NULL, -- 0 = notices, first; 9 = last
	subject TEXT NOT NULL,
	author TEXT NOT NULL DEFAULT '',       -- who ordered it
	content_hash TEXT NOT NULL DEFAULT '', -- of what the editor wrote
	envelope TEXT NOT NULL CHECK (envelope IN ('null', 'verp', 'fixed')),
	created INTEGER NOT NULL,
	started INTEGER,  -- became running
	finished INTEGER, -- became done or cancelled
	served INTEGER NOT NULL DEFAULT 0, -- its turns so far: core/share.h
	reported INTEGER, -- when its owners were told who got nothing
	newsletter INTEGER REFERENCES newsletter, -- NULL = none
	fields TEXT NOT NULL DEFAULT '', -- of its holes, a blank between
	topics TEXT NOT NULL DEFAULT '', -- that its variants depend on: keys
	first INTEGER REFERENCES mailing -- of those to several lists, of which
		-- each person gets one; NULL = itself
) STRICT;
CREATE INDEX mailing_newsletter ON mailing (newsletter)
	WHERE newsletter IS NOT NULL;
CREATE INDEX mailing_running ON mailing (priority, id)
	WHERE state = 'running';
CREATE INDEX mailing_list ON mailing (list, kind, created);
CREATE INDEX mailing_notice ON mailing (finished) WHERE kind = 'notice';

-- The compiled message of a mailing, one per variant: store/variant.h.
CREATE TABLE content (
	mailing INTEGER NOT NULL REFERENCES mailing ON DELETE CASCADE,
	variant TEXT NOT NULL,
	compiled BLOB NOT NULL, -- mail/compose.h, without its large parts
	cuts TEXT NOT NULL DEFAULT '', -- where which ones belong:
		-- "OFFSET BYTES HASH ", in what is left of it
	PRIMARY KEY (mailing, variant)
) STRICT, WITHOUT ROWID;

-- Images and attachments, kept once for all variants of a mailing.
CREATE TABLE content_part (
	mailing INTEGER NOT NULL REFERENCES mailing ON DELETE CASCADE,
	hash TEXT NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (mailing, hash)
) STRICT;

-- One mailing to one address; the ledger of architecture section 3.  OR where
-- one would write IN: a list of three words and more is built anew for each row
-- that is checked.
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
	relay TEXT NOT NULL DEFAULT '',    -- whose sender claimed it last
	since INTEGER,                     -- when it was put off first
	verdict TEXT NOT NULL DEFAULT ''   -- of core/verdict.h
) STRICT;
-- A row on its way to `sent` is in few of these, and its start touches none:
-- each index operation is paid once per mail.  The numbers of queued and of
-- sent rows are what the others leave.
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

-- What came of a delivery: what the relay refused for good, and what reports
-- and complaints told later.  One row for each delivery and charge, so that
-- the same report a thousand times is one.
CREATE TABLE bounce (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	delivery INTEGER NOT NULL, -- notices are erased before this row
	mailing INTEGER NOT NULL,
	list INTEGER REFERENCES list, -- NULL: a notice of the whole site
	subscriber INTEGER REFERENCES subscriber ON DELETE CASCADE,
	domain TEXT NOT NULL, -- of the address that was written to
	source TEXT NOT NULL CHECK (source IN ('relay', 'report')),
	class TEXT NOT NULL CHECK (class IN
		('permanent', 'temporary', 'delayed', 'complaint')),
	charge TEXT NOT NULL CHECK (charge IN -- core/bounce_policy.h
		('person', 'mailing', 'nobody', 'complaint')),
	verdict TEXT NOT NULL, -- of core/verdict.h
	status TEXT NOT NULL,  -- "5.1.1", '' if none
	words TEXT NOT NULL,   -- of the server, the first ones
	counted INTEGER NOT NULL CHECK (counted IN (0, 1)), -- in failing.score
	at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX bounce_once ON bounce (delivery, charge);
CREATE INDEX bounce_subscriber ON bounce (subscriber, id)
	WHERE subscriber IS NOT NULL;
CREATE INDEX bounce_mailing ON bounce (mailing, charge);
CREATE INDEX bounce_at ON bounce (at);

-- Deliveries that failed and were sent once more, by hand.
CREATE TABLE resent (
	delivery INTEGER PRIMARY KEY REFERENCES delivery ON DELETE CASCADE,
	at INTEGER NOT NULL
) STRICT;

-- Deliveries that the relay refused for good and that nobody has looked at.
CREATE TABLE refused (
	delivery INTEGER PRIMARY KEY
) STRICT;

-- Persons whose address fails, and how far it went; without a row all is
-- well.  Their subscriptions are suspended from step "suspended" on.
CREATE TABLE failing (
	subscriber INTEGER PRIMARY KEY
		REFERENCES subscriber ON DELETE CASCADE,
	score INTEGER NOT NULL, -- days on which the address failed
	last INTEGER NOT NULL,  -- the last of these
	step TEXT NOT NULL CHECK (step IN
		('counting',
		 'waiting',   -- suspended if a human wants it
		 'suspended', -- until the probe leaves
		 'probed')),  -- until its answer, or none
	since INTEGER NOT NULL, -- of this step
	due INTEGER NOT NULL,   -- of what comes next
	probe INTEGER NOT NULL DEFAULT 0 -- its delivery, 0 = none
) STRICT;
CREATE INDEX failing_due ON failing (due, subscriber);
CREATE INDEX failing_probe ON failing (probe) WHERE probe <> 0;

-- Subscriptions that are suspended for it, and not by hand.
CREATE TABLE bounced (
	subscription INTEGER PRIMARY KEY
		REFERENCES subscription ON DELETE CASCADE
) STRICT;

-- Reports that are about no mail of ours as far as can be proved, until the
-- owners were told of them.
CREATE TABLE stray (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	list INTEGER REFERENCES list, -- NULL: of the whole site
	kind TEXT NOT NULL CHECK (kind IN ('report', 'complaint')),
	why TEXT NOT NULL,
	names TEXT NOT NULL, -- addresses that it names, the first ones
	at INTEGER NOT NULL
) STRICT;
CREATE INDEX stray_list ON stray (list, at);

-- How fast mailings go: what was sent in each of the last minutes.
CREATE TABLE sent_minute (
	mailing INTEGER NOT NULL REFERENCES mailing ON DELETE CASCADE,
	minute INTEGER NOT NULL, -- since 1970
	since INTEGER NOT NULL,  -- time of the first of them
	count INTEGER NOT NULL,
	PRIMARY KEY (mailing, minute)
) STRICT, WITHOUT ROWID;

-- Sliding windows: one row per mail sent that some limit counts.
CREATE TABLE allowance (
	key TEXT NOT NULL, -- "confirm/list/3", "confirm/address/HASH", ...
	at INTEGER NOT NULL
) STRICT;
CREATE INDEX allowance_key ON allowance (key, at);
CREATE INDEX allowance_at ON allowance (at);

-- Who is written to more slowly for now: core/slow.h.
CREATE TABLE brake (
	relay TEXT NOT NULL,      -- '' = the site's own
	domain TEXT NOT NULL,     -- of recipients; '' = all mail to the relay
	until INTEGER NOT NULL,   -- nothing starts before
	gap INTEGER NOT NULL,     -- seconds between two starts after that
	strikes INTEGER NOT NULL, -- put off so often in a row
	quota INTEGER NOT NULL,   -- found its allowance used up, in a row
	PRIMARY KEY (relay, domain)
) STRICT, WITHOUT ROWID;

-- Every time-driven action has a row for its occasion: twice does it once.
CREATE TABLE occasion (
	list INTEGER NOT NULL REFERENCES list,
	kind TEXT NOT NULL,          -- "digest"
	period INTEGER NOT NULL,     -- start of the period
	until INTEGER NOT NULL,      -- what came before this time is in it
	mailing INTEGER REFERENCES mailing, -- NULL: there was nothing to send
	at INTEGER NOT NULL,
	PRIMARY KEY (list, kind, period)
) STRICT, WITHOUT ROWID;
CREATE INDEX occasion_mailing ON occasion (mailing);

-- What went out on a list, for digests and the archive.
CREATE TABLE archive (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	list INTEGER NOT NULL REFERENCES list,
	kind TEXT NOT NULL CHECK (kind IN ('newsletter', 'post')),
	mailing INTEGER REFERENCES mailing,
	author TEXT NOT NULL, -- a name, never an address
	subject TEXT NOT NULL,
	language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
	text TEXT NOT NULL,   -- the body as text
	at INTEGER NOT NULL
) STRICT;
CREATE INDEX archive_list ON archive (list, at);
CREATE INDEX archive_mailing ON archive (mailing);

-- Who did what, for the operator.
CREATE TABLE event (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	at INTEGER NOT NULL,
	actor TEXT NOT NULL, -- "cli:USER", "email", "timer", "sender"
	verb TEXT NOT NULL,
	list INTEGER REFERENCES list,
	detail TEXT NOT NULL DEFAULT ''
) STRICT;

-- A condition that its people were told of once.
CREATE TABLE alarm (
	key TEXT PRIMARY KEY, -- "confirmations/ess-communs", "smtp/auth"
	text TEXT NOT NULL,
	raised INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Mails that were started toward a relay, in buckets of pace time, for its
-- limits: src/core/pace.h.
CREATE TABLE pace (
	relay TEXT NOT NULL,    -- '' = the site's own
	domain TEXT NOT NULL,   -- of the recipients; '' = all
	width INTEGER NOT NULL, -- of the bucket, milliseconds
	bucket INTEGER NOT NULL, -- pace time / width
	starts INTEGER NOT NULL,
	PRIMARY KEY (relay, domain, width, bucket)
) STRICT, WITHOUT ROWID;

-- One moment as the machine's clocks and as the pace clock told it.
CREATE TABLE pace_clock (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	boot TEXT NOT NULL,       -- which boot of the machine, '' = unknown
	boot_ms INTEGER NOT NULL, -- since then
	wall_ms INTEGER NOT NULL, -- since 1970
	synced INTEGER NOT NULL CHECK (synced IN (0, 1)), -- wall clock is right
	pace INTEGER NOT NULL     -- milliseconds of pace time
) STRICT;
