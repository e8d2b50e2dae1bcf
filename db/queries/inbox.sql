-- Messages seen in a mailbox: src/store/inbox.c.

-- name: inbox_find
SELECT id, uid, attempts, state, moved FROM inbox
WHERE mailbox = :mailbox AND uidvalidity = :uidvalidity AND uid = :uid;

-- name: inbox_add
-- A message that was not seen before.
INSERT INTO inbox (mailbox, uidvalidity, uid, state, seen)
VALUES (:mailbox, :uidvalidity, :uid, 'received', :now)
RETURNING id, uid, attempts, state, moved;

-- name: inbox_charge
-- It failed once more.
UPDATE inbox SET attempts = attempts + 1 WHERE id = :id AND state = 'received';

-- name: inbox_known
-- The same content, settled in another row (other folder, other UIDVALIDITY).
SELECT state FROM inbox
WHERE hash = :hash AND hash <> '' AND id <> :except
	AND state <> 'received' AND state <> 'failed'
ORDER BY id LIMIT 1;

-- name: inbox_settle
-- What became of the message; once.
UPDATE inbox SET state = :state, hash = :hash, kind = :kind, action = :action,
	reason = :reason, message_id = :message_id, settled = :now,
	sender = :sender, subject = :subject, size = :size,
	moved = (folder = :state)
WHERE id = :id AND state = 'received';

-- name: inbox_unmoved
-- Settled, but perhaps still in the inbox.
SELECT id, uid, attempts, state, moved FROM inbox
WHERE mailbox = :mailbox AND uidvalidity = :uidvalidity AND moved = 0
	AND state <> 'received' AND folder = ''
ORDER BY uid;

-- name: inbox_set_filed
-- It is in that folder, which is its own unless it was settled anew meanwhile.
UPDATE inbox SET folder = :folder, folder_uidvalidity = :uidvalidity,
	folder_uid = CASE WHEN :uid = 0 AND folder = :folder THEN folder_uid
		ELSE :uid END,
	moved = (state = :folder)
WHERE id = :id AND state <> 'received';

-- name: inbox_last_uidvalidity
-- Of the newest row of the mailbox.
SELECT uidvalidity FROM inbox WHERE mailbox = :mailbox
ORDER BY id DESC LIMIT 1;

-- name: inbox_forget
-- Old rows keep what recognises a replay, and nothing about a person.
UPDATE inbox SET reason = '', message_id = '', sender = '', subject = ''
WHERE moved = 1 AND settled < :until
	AND (reason <> '' OR message_id <> '' OR sender <> '' OR subject <> '')
	AND NOT EXISTS (SELECT 1 FROM held
		WHERE held.inbox = inbox.id AND held.state = 'waiting');

-- name: inbox_purge
-- Very old rows go, but for those that a held message names.
DELETE FROM inbox
WHERE moved = 1 AND settled < :until
	AND NOT EXISTS (SELECT 1 FROM held WHERE held.inbox = inbox.id);
