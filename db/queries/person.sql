-- A person over all lists: src/store/person.c.  An address that was erased
-- from the ledger is ''.

-- name: person_find
-- By the key of the address.
SELECT id, address, address_key, name, created
FROM subscriber WHERE address_key = :key;

-- name: person_subscriptions
-- All of them, also those that were left.
SELECT s.id, s.list, s.subscriber, r.address, r.address_key, r.name,
	s.status, s.delivery, s.language, s.topics, s.since, s.changed,
	s.paused_until, s.fields
FROM subscriber r JOIN subscription s ON s.subscriber = r.id
WHERE r.address_key = :key
ORDER BY s.list;

-- name: person_rename
-- The name that they say is theirs.
UPDATE subscriber SET name = :name WHERE id = :id;

-- name: person_readdress
-- They have another address.
UPDATE subscriber SET address = :address, address_key = :key WHERE id = :id;

-- name: person_delete
-- With their subscriptions.
DELETE FROM subscriber WHERE id = :id;

-- name: person_give
-- A subscription becomes another person's: the same one's under a new address.
UPDATE subscription SET subscriber = :to WHERE id = :id;

-- name: person_drop
-- It became one with another.
DELETE FROM subscription WHERE id = :id;

-- name: person_redirect
-- What has not left yet goes to the new address,
UPDATE delivery SET address = :address
WHERE subscription = :id AND state IN ('queued', 'deferred');

-- name: person_unite
-- and the ledger follows the subscription.
UPDATE delivery SET subscription = :to WHERE subscription = :id;

-- name: person_mailings
-- What was sent to them, the newest first; notices by their address.
SELECT m.kind, m.subject, coalesce(l.name, '') AS list, d.state,
	coalesce(d.settled, m.created) AS at, d.id
FROM subscriber r
JOIN subscription s ON s.subscriber = r.id
JOIN delivery d ON d.subscription = s.id
JOIN mailing m ON m.id = d.mailing
LEFT JOIN list l ON l.id = m.list
WHERE r.address_key = :key
UNION ALL
SELECT m.kind, m.subject, coalesce(l.name, ''), d.state,
	coalesce(d.settled, m.created), d.id
FROM mailing m
CROSS JOIN delivery d ON d.mailing = m.id
LEFT JOIN list l ON l.id = m.list
WHERE m.kind = 'notice' AND lower(d.address) = :key
ORDER BY 6 DESC LIMIT :max;

-- name: person_requests
-- What waits for their confirmation, or was confirmed lately.
SELECT coalesce(l.name, ''), p.verb, p.state, p.detail, p.created, p.expires
FROM pending p LEFT JOIN list l ON l.id = p.list
WHERE p.address_key = :key ORDER BY p.id;

-- name: person_held
-- Their mails that a human looks after; the newest first.
SELECT coalesce(l.name, ''), h.kind, i.subject, h.why, h.state, h.created
FROM inbox i JOIN held h ON h.inbox = i.id
LEFT JOIN list l ON l.id = h.list
WHERE lower(i.sender) = :key AND i.sender <> ''
ORDER BY h.id DESC LIMIT :max;

-- name: person_held_count
SELECT count(*) FROM inbox i JOIN held h ON h.inbox = i.id
WHERE lower(i.sender) = :key AND i.sender <> '';

-- name: person_failures
-- Mail to them that came back; the newest first.
SELECT coalesce(l.name, ''), b.verdict, b.words, b.status, b.at
FROM bounce b JOIN subscriber r ON r.id = b.subscriber
LEFT JOIN list l ON l.id = b.list
WHERE r.address_key = :key ORDER BY b.id DESC LIMIT :max;

-- name: person_suppressed
-- Where no import brings them back to; no list: on none.
SELECT coalesce(l.name, ''), s.reason, s.at
FROM suppression s LEFT JOIN list l ON l.id = s.list
WHERE s.address_hash = :hash ORDER BY s.at;

-- name: erase_deliveries
-- Counts stay, the address goes; what has not left never does.
UPDATE delivery SET address = '', reply = '',
	lease = CASE state WHEN 'sending' THEN lease END,
	settled = CASE WHEN state IN ('queued', 'deferred', 'claimed',
		'uncertain', 'held') THEN :now ELSE settled END,
	state = CASE WHEN state IN ('queued', 'deferred', 'claimed',
		'uncertain', 'held') THEN 'cancelled' ELSE state END
WHERE subscription IN (SELECT s.id FROM subscription s
	JOIN subscriber r ON r.id = s.subscriber WHERE r.address_key = :key);

-- name: erase_notices
-- What was written to them, but for what is being sent just now.
DELETE FROM mailing
WHERE kind = 'notice' AND EXISTS (SELECT 1 FROM delivery d
	WHERE d.mailing = mailing.id AND lower(d.address) = :key
		AND d.state NOT IN ('claimed', 'sending'));

-- name: erase_requests
-- Theirs, and those that name them.
DELETE FROM pending
WHERE address_key = :key
	OR instr(lower(detail), '"' || :key || '"') > 0;

-- name: erase_held
-- The rows stay for whoever looks after the mail, without the person.
UPDATE held SET why = '', proposal = '', proposal_command = ''
WHERE inbox IN (SELECT id FROM inbox
	WHERE lower(sender) = :key AND sender <> '')
	OR instr(lower(proposal_command) || ' ', ' ' || :key || ' ') > 0;

-- name: erase_inbox
-- Reasons and ids that name them; replays are still known by their hash.
UPDATE inbox SET reason = '', message_id = '', sender = '', subject = ''
WHERE lower(sender) = :key OR instr(lower(reason), :key) > 0
	OR instr(lower(message_id), :key) > 0;

-- name: erase_events
-- What was done stays, not to whom.
UPDATE event SET detail = '' WHERE instr(lower(detail), :key) > 0;

-- name: erase_strays
-- Reports that name them without a proof.
UPDATE stray SET names = '' WHERE instr(lower(names), :key) > 0;

-- name: erase_proofs
-- The proof stays with its hash, without the words around it.
UPDATE consent SET source = '', message_id = '', authres = ''
WHERE subscriber IN (SELECT id FROM subscriber WHERE address_key = :key);

-- name: erase_person
-- With their subscriptions.
DELETE FROM subscriber WHERE address_key = :key;
