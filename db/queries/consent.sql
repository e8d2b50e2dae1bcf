-- Consent and events: src/store/consent.c.

-- name: consent_add
-- A proof; rows are never changed.
INSERT INTO consent (list, subscriber, address_hash, action, how, source,
	text_version, language, message_id, authres, at)
VALUES (:list, :subscriber, :hash, :action, :how, :source,
	:text_version, :language, :message_id, :authres, :at);

-- name: consent_list
-- Everything about a person on a list, oldest first.
SELECT list, subscriber, address_hash, action, how, source, text_version,
	language, message_id, authres, at
FROM consent WHERE subscriber = :subscriber AND list = :list ORDER BY id;

-- name: event_add
-- Who did what.
INSERT INTO event (at, actor, verb, list, detail)
VALUES (:now, :actor, :verb, :list, :detail);
