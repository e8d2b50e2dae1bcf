-- Messages as a human sees them: src/store/inbox_entry.c.

-- name: inbox_get
-- One of them.
SELECT inbox.id, inbox.mailbox, inbox.uidvalidity, inbox.uid,
	inbox.attempts, inbox.state, inbox.moved, inbox.hash, inbox.kind, inbox.action, inbox.reason,
	inbox.message_id, inbox.sender, inbox.subject, inbox.seen,
	inbox.settled, inbox.size, inbox.folder, inbox.folder_uidvalidity,
	inbox.folder_uid, list.name, held.id, held.list, held.kind, held.why,
	held.state, held.created, held.reported, held.forwarded, held.language,
	held.answered, held.proposal, held.proposal_command,
	held.applied
FROM inbox
LEFT JOIN held ON held.inbox = inbox.id
LEFT JOIN list ON list.id = held.list
WHERE inbox.id = :id;

-- name: inbox_each
-- What a human asks to see.
SELECT inbox.id, inbox.mailbox, inbox.uidvalidity, inbox.uid,
	inbox.attempts, inbox.state, inbox.moved, inbox.hash, inbox.kind, inbox.action, inbox.reason,
	inbox.message_id, inbox.sender, inbox.subject, inbox.seen,
	inbox.settled, inbox.size, inbox.folder, inbox.folder_uidvalidity,
	inbox.folder_uid, list.name, held.id, held.list, held.kind, held.why,
	held.state, held.created, held.reported, held.forwarded, held.language,
	held.answered, held.proposal, held.proposal_command,
	held.applied
FROM inbox
LEFT JOIN held ON held.inbox = inbox.id
LEFT JOIN list ON list.id = held.list
WHERE (:all OR held.state = 'waiting') AND inbox.seen >= :since
	AND (:state = '' OR inbox.state = :state)
	AND (:list = '' OR list.name = :list)
ORDER BY inbox.id;

-- name: inbox_misfiled
-- What was settled anew and lies where it was before.
SELECT id FROM inbox INDEXED BY inbox_open
WHERE mailbox = :mailbox AND moved = 0 AND folder <> ''
	AND state <> 'received';

-- name: inbox_reopen
-- It can be settled anew, unless another one did so.
UPDATE inbox SET state = 'received', attempts = 0
WHERE id = :id AND state = :state AND coalesce(settled, 0) = :settled;

-- name: inbox_follow
-- The same content in another row.
UPDATE inbox SET state = :to, moved = (folder = :to),
	sender = CASE :to WHEN 'done' THEN '' ELSE sender END,
	subject = CASE :to WHEN 'done' THEN '' ELSE subject END
WHERE hash = :hash AND hash <> '' AND id <> :id AND state = :from;
