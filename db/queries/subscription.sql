-- Subscribers and subscriptions: src/store/subscription.c.

-- name: subscription_find
-- One person on one list.
SELECT s.id, s.list, s.subscriber, r.address, r.address_key, r.name,
	s.status, s.delivery, s.language, s.topics, s.since, s.changed,
	s.paused_until, s.fields
FROM subscriber r JOIN subscription s ON s.subscriber = r.id
WHERE r.address_key = :key AND s.list = :list;

-- name: subscription_get
-- The same by its id.
SELECT s.id, s.list, s.subscriber, r.address, r.address_key, r.name,
	s.status, s.delivery, s.language, s.topics, s.since, s.changed,
	s.paused_until, s.fields
FROM subscription s JOIN subscriber r ON r.id = s.subscriber
WHERE s.id = :id;

-- name: subscription_each
-- All of a list by address.  CROSS JOIN walks the index of addresses: rows
-- come one by one, and nothing is sorted in memory or in temporary files.
SELECT s.id, s.list, s.subscriber, r.address, r.address_key, r.name,
	s.status, s.delivery, s.language, s.topics, s.since, s.changed,
	s.paused_until, s.fields
FROM subscriber r
CROSS JOIN subscription s ON s.list = :list AND s.subscriber = r.id
WHERE :status IN ('', s.status)
ORDER BY r.address_key;

-- name: subscription_readers
-- The active ones of these lists, person by person.
SELECT s.id, s.list, s.subscriber, r.address, r.address_key, r.name,
	s.status, s.delivery, s.language, s.topics, s.since, s.changed,
	s.paused_until, s.fields
FROM subscriber r
CROSS JOIN subscription s ON s.subscriber = r.id
WHERE s.status = 'active' AND instr(:lists, ' ' || s.list || ' ')
ORDER BY r.id;

-- name: subscriber_put
-- Makes a person, or takes the one there is; a name fills an empty one.
INSERT INTO subscriber (address, address_key, name, created)
VALUES (:address, :key, :name, :now)
ON CONFLICT (address_key) DO UPDATE SET
	name = CASE WHEN subscriber.name = '' THEN excluded.name
		ELSE subscriber.name END
RETURNING id;

-- name: subscription_put
-- Puts the person on the list, or brings the row to these choices.
INSERT INTO subscription (list, subscriber, status, delivery, language,
	topics, fields, since, changed)
VALUES (:list, :subscriber, :status, :delivery, :language, :topics,
	coalesce(:fields, ''), :now, :now)
ON CONFLICT (list, subscriber) DO UPDATE SET
	status = excluded.status,
	delivery = excluded.delivery,
	language = excluded.language,
	topics = excluded.topics,
	fields = coalesce(:fields, fields),
	changed = excluded.changed,
	paused_until = NULL
RETURNING id;

-- name: subscription_update
-- New choices for one row.
UPDATE subscription SET status = :status, delivery = :delivery,
	language = :language, topics = :topics,
	fields = coalesce(:fields, fields), changed = :now,
	paused_until = :paused
WHERE id = :id;

-- name: subscriber_rename
-- A new name for the person of a subscription.
UPDATE subscriber SET name = :name
WHERE id = (SELECT subscriber FROM subscription WHERE id = :subscription);

-- name: subscription_count
-- How many of each status.
SELECT status, count(*) FROM subscription WHERE list = :list GROUP BY status;

-- name: subscription_paused
-- How many of the active ones get nothing for now.
SELECT count(*) FROM subscription
WHERE list = :list AND status = 'active' AND paused_until >= :now;

-- name: subscription_lists_of
-- The lists where this address is subscribed, also while it is suspended, and
-- whether that is because it fails.
SELECT l.name, s.status = 'suspended' AND EXISTS (SELECT 1 FROM bounced b
	WHERE b.subscription = s.id)
FROM subscriber r
JOIN subscription s ON s.subscriber = r.id
JOIN list l ON l.id = s.list
WHERE r.address_key = :key AND s.status IN ('active', 'suspended')
ORDER BY l.name;

-- name: subscriber_find
-- The person with this address.
SELECT id FROM subscriber WHERE address_key = :key;

-- name: subscription_of
-- All that a person has.
SELECT s.id, s.list, s.subscriber, r.address, r.address_key, r.name,
	s.status, s.delivery, s.language, s.topics, s.since, s.changed,
	s.paused_until, s.fields
FROM subscription s JOIN subscriber r ON r.id = s.subscriber
WHERE s.subscriber = :subscriber
ORDER BY s.list;

-- name: subscription_bounced
-- Those that are suspended because the address fails.
SELECT s.id, s.list, s.subscriber, r.address, r.address_key, r.name,
	s.status, s.delivery, s.language, s.topics, s.since, s.changed,
	s.paused_until, s.fields
FROM subscription s JOIN subscriber r ON r.id = s.subscriber
JOIN bounced b ON b.subscription = s.id
WHERE s.subscriber = :subscriber AND s.status = 'suspended'
ORDER BY s.list;
