-- Newsletters whose files are frozen: src/store/newsletter.c.

-- name: newsletter_add
-- A new one, without its files.
INSERT INTO newsletter (lists, name, origin, subject, hash, seen, state, why,
	author, editor, approver, created, as_of, send_at, zone, due, expires,
	again)
VALUES (:lists, :name, :origin, :subject, :hash, :seen, :state, :why,
	:author, :editor, :approver, :created, :as_of, :send_at, :zone, :due,
	:expires, :again)
RETURNING id;

-- name: newsletter_add_file
-- One of its files, as it was read.
INSERT INTO newsletter_file (newsletter, name, bytes)
VALUES (:newsletter, :name, :bytes);

-- name: newsletter_copy_files
-- The same files for another order of them.
INSERT INTO newsletter_file (newsletter, name, bytes)
SELECT :to, name, bytes FROM newsletter_file WHERE newsletter = :from;

-- name: newsletter_file
-- The bytes of one file.
SELECT bytes FROM newsletter_file
WHERE newsletter = :newsletter AND name = :name;

-- name: newsletter_get
-- One newsletter.
SELECT id, lists, name, origin, subject, hash, seen, state, why, author,
	editor, approver, created, as_of, send_at, zone, due, expires, settled,
	again
FROM newsletter WHERE id = :id;

-- name: newsletter_open
-- What may still leave, the oldest first.
SELECT id, lists, name, origin, subject, hash, seen, state, why, author,
	editor, approver, created, as_of, send_at, zone, due, expires, settled,
	again
FROM newsletter WHERE state IN ('proof', 'scheduled', 'paused') ORDER BY id;

-- name: newsletter_each
-- The newest ones.
SELECT id, lists, name, origin, subject, hash, seen, state, why, author,
	editor, approver, created, as_of, send_at, zone, due, expires, settled,
	again
FROM newsletter ORDER BY id DESC LIMIT :max;

-- name: newsletter_same
-- Orders of the same file that may still leave, to this list at least.
SELECT n.id FROM newsletter n
JOIN newsletter_file f ON f.newsletter = n.id AND f.name = :name
WHERE n.state IN ('proof', 'scheduled', 'paused') AND n.origin = :origin
	AND instr(' ' || n.lists || ' ', ' ' || :list || ' ') > 0
	AND n.id <> :except
ORDER BY n.id;

-- name: newsletter_taken
-- Was this file, or what it holds, sent, or decided about, or does it wait?
SELECT count(*) FROM newsletter n
WHERE instr(' ' || n.lists || ' ', ' ' || :list || ' ') > 0 AND ((n.hash = :hash
		AND n.state IN ('proof', 'scheduled', 'paused', 'sent',
			'refused', 'cancelled'))
	OR (n.origin = :origin
		AND n.state IN ('proof', 'scheduled', 'paused', 'sent')
		AND EXISTS (SELECT 1 FROM newsletter_file f
			WHERE f.newsletter = n.id AND f.name = :name)));

-- name: newsletter_mailed
-- How many were lately sent by mail: of the newest, since there are no more
-- of them than the limit allows.
SELECT count(*) FROM (SELECT origin, created FROM newsletter
	ORDER BY id DESC LIMIT 100)
WHERE origin LIKE 'mail %' AND created > :since;

-- name: newsletter_purge
-- Files of what is over; their names tell which file of a folder was taken.
UPDATE newsletter_file SET bytes = x''
WHERE length(bytes) > 0 AND newsletter IN (SELECT id FROM newsletter
	WHERE state IN ('sent', 'refused', 'expired', 'cancelled')
		AND settled < :until);

-- name: newsletter_set_state
-- A move: only from the state that was seen.
UPDATE newsletter SET state = :state, settled = :now
WHERE id = :id AND state = :from;

-- name: newsletter_approve
-- A proof was approved: it leaves at its hour.
UPDATE newsletter SET state = 'scheduled', approver = :approver, due = :due,
	send_at = :send_at, settled = :now
WHERE id = :id AND state = 'proof';

-- name: newsletter_set_due
-- The hour of its local time, as the zone has it now.
UPDATE newsletter SET due = :due WHERE id = :id;

-- name: newsletter_add_proof
-- A proof goes to this address.
INSERT INTO newsletter_proof (newsletter, address)
VALUES (:newsletter, :address)
ON CONFLICT (newsletter, address) DO NOTHING;

-- name: newsletter_proofs
-- To whom proofs went.
SELECT address FROM newsletter_proof WHERE newsletter = :newsletter
ORDER BY address;

-- name: newsletter_preparing
-- Mailings of it that were interrupted before they could start.
SELECT id FROM mailing WHERE newsletter = :newsletter AND state = 'preparing';

-- name: newsletter_mailing
-- The mailing that it became, to the first of its lists.
SELECT id FROM mailing WHERE newsletter = :newsletter AND first IS NULL
	AND started IS NOT NULL
ORDER BY id DESC LIMIT 1;

-- name: recurring_add
-- A new rule.
INSERT INTO recurring (list, rule, zone, folder, editor, author, created, next)
VALUES (:list, :rule, :zone, :folder, :editor, :author, :created, :next)
RETURNING id;

-- name: recurring_get
-- One rule.
SELECT r.id, r.list, l.name, r.rule, r.zone, r.folder, r.editor, r.author,
	r.created, r.next
FROM recurring r JOIN list l ON l.id = r.list WHERE r.id = :id;

-- name: recurring_each
-- All rules, the oldest first.
SELECT r.id, r.list, l.name, r.rule, r.zone, r.folder, r.editor, r.author,
	r.created, r.next
FROM recurring r JOIN list l ON l.id = r.list ORDER BY r.id;

-- name: recurring_set_next
-- Its turn was taken: only from the hour that was seen.
UPDATE recurring SET next = :next WHERE id = :id AND next = :was;

-- name: recurring_remove
-- No more.
DELETE FROM recurring WHERE id = :id;
