-- Requests that wait for their confirmation: src/store/pending.c.

-- name: pending_get
-- One request.
SELECT id, list, verb, address, address_key, name, language, state, origin,
	request_id, created, asked, expires, text_version,
	detail
FROM pending WHERE id = :id;

-- name: pending_find
-- The open request of this person for this change; repeats the condition of pending_open.
SELECT id, list, verb, address, address_key, name, language, state, origin,
	request_id, created, asked, expires, text_version,
	detail
FROM pending
WHERE address_key = :key AND verb = :verb AND coalesce(list, 0) = :list
	AND detail = :detail AND state <> 'used';

-- name: pending_replace
-- They think of something else before they were asked.
DELETE FROM pending
WHERE address_key = :key AND verb = :verb AND coalesce(list, 0) = :list
	AND state = 'waiting' AND state <> 'used';

-- name: pending_waiting
-- The oldest ones that wait for the allowance.
SELECT id, list, verb, address, address_key, name, language, state, origin,
	request_id, created, asked, expires, text_version,
	detail
FROM pending WHERE state = 'waiting' AND id > :after ORDER BY id LIMIT :max;

-- name: pending_insert
-- A new request.
INSERT INTO pending (list, verb, detail, address, address_key, name, language,
	state, origin, request_id, created, asked, expires)
VALUES (:list, :verb, :detail, :address, :key, :name, :language,
	:state, :origin, :request_id, :created, :asked, :expires)
RETURNING id;

-- name: pending_prolong
-- Asked for again: it lives longer.
UPDATE pending SET expires = :expires WHERE id = :id;

-- name: pending_exists
-- Is there a row at all?
SELECT count(*) FROM pending WHERE id = :id;

-- name: pending_set_asked
-- The confirmation mail is queued.
UPDATE pending SET state = 'asked', asked = :now, text_version = :version
WHERE id = :id AND state <> 'used';

-- name: pending_use
-- Confirmed: of two confirmations one changes a row.
UPDATE pending SET state = 'used' WHERE id = :id AND state <> 'used';

-- name: pending_drop
-- Nobody will confirm it.
DELETE FROM pending WHERE id = :id AND state <> 'used';

-- name: pending_expire
-- Erases persons who never confirmed.
DELETE FROM pending WHERE expires <= :now;
