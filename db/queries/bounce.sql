-- What came of deliveries: src/store/bounce.c.

-- name: bounce_add
-- Once for a delivery and a charge.
INSERT INTO bounce (delivery, mailing, list, subscriber, domain, source, class,
	charge, verdict, status, words, counted, at)
VALUES (:delivery, :mailing, :list, :subscriber, :domain, :source, :class,
	:charge, :verdict, :status, :words, 0, :now)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: bounce_count
-- It is one of the days of a score.
UPDATE bounce SET counted = 1 WHERE id = :id;

-- name: bounce_list
-- The latest ones of a person.
SELECT id, delivery, mailing, list, subscriber, domain, source, class, charge,
	verdict, status, words, counted, at
FROM bounce WHERE subscriber = :subscriber
ORDER BY id DESC LIMIT :max;

-- name: bounce_charges
-- What reports charge to a mailing.
SELECT charge, verdict, domain, count(*) FROM bounce
WHERE mailing = :mailing AND source = 'report' AND charge <> 'nobody'
GROUP BY charge, verdict, domain ORDER BY charge, 4 DESC, verdict, domain;

-- name: bounce_since
-- How many of a list came after `since`, by charge.
SELECT charge, count(*) FROM bounce
WHERE at > :since AND source = 'report' AND list = :list
GROUP BY charge;

-- name: bounce_purge
-- Old history; scores do not need it.
DELETE FROM bounce WHERE at < :until;

-- name: bounce_sent_to
-- The delivery of a mailing of that time to a subscription.
SELECT d.id FROM delivery d JOIN mailing m ON m.id = d.mailing
WHERE d.subscription = :subscription
	AND m.created > :after AND m.created <= :until
ORDER BY d.id DESC LIMIT 1;

-- name: refused_add
-- To be looked at.
INSERT OR IGNORE INTO refused (delivery) VALUES (:delivery);

-- name: refused_list
-- The first ones that nobody has looked at.
SELECT delivery FROM refused ORDER BY delivery LIMIT :max;

-- name: refused_drop
-- Somebody has.
DELETE FROM refused WHERE delivery = :delivery;

-- name: failing_get
-- How far it went with a person.
SELECT subscriber, score, last, step, since, due, probe FROM failing
WHERE subscriber = :subscriber;

-- name: failing_put
-- It is this far now.
INSERT INTO failing (subscriber, score, last, step, since, due, probe)
VALUES (:subscriber, :score, :last, :step, :since, :due, :probe)
ON CONFLICT (subscriber) DO UPDATE SET
	score = excluded.score, last = excluded.last, step = excluded.step,
	since = excluded.since, due = excluded.due, probe = excluded.probe;

-- name: failing_drop
-- All is well again, or over.
DELETE FROM failing WHERE subscriber = :subscriber;

-- name: bounced_add
-- This one is suspended for it.
INSERT OR IGNORE INTO bounced (subscription) VALUES (:subscription);

-- name: bounced_drop
-- None is any more.
DELETE FROM bounced WHERE subscription IN (SELECT id FROM subscription
	WHERE subscriber = :subscriber);

-- name: failing_unsent
-- Probes that have not left.
SELECT count(*) FROM failing f JOIN delivery d ON d.id = f.probe
WHERE f.probe <> 0 AND d.state IN ('queued', 'deferred', 'claimed', 'sending');

-- name: failing_next
-- Whose time has come, after that one.
SELECT subscriber, score, last, step, since, due, probe FROM failing
WHERE (due, subscriber) > (:after_due, :after) AND due <= :now
ORDER BY due, subscriber LIMIT 1;

-- name: failing_waiting
-- The next one of a list who waits for a human, or was suspended of late.
SELECT f.subscriber, f.score, f.last, f.step, f.since, f.due, f.probe
FROM failing f
WHERE f.subscriber > :after AND (f.step = 'waiting'
	OR (f.step = 'suspended' AND f.since > :since))
	AND EXISTS (SELECT 1 FROM subscription s
		WHERE s.subscriber = f.subscriber AND s.list = :list
			AND s.status <> 'left')
ORDER BY f.subscriber LIMIT 1;

-- name: failing_mass
-- How many of a list were suspended after `since`, or wait for it.
SELECT count(*) FROM failing f
WHERE f.step IN ('waiting', 'suspended') AND f.since > :since
	AND EXISTS (SELECT 1 FROM subscription s
		WHERE s.subscriber = f.subscriber AND s.list = :list
			AND s.status <> 'left');

-- name: stray_add
-- Something nobody can tell whose it is; so many of a list at most.
INSERT INTO stray (list, kind, why, names, at)
SELECT :list, :kind, :why, :names, :now
WHERE (SELECT count(*) FROM stray WHERE list IS :list) < :max;

-- name: stray_list
-- What the owners of a list (NULL: the site) have not heard of.
SELECT kind, why, names, at FROM stray
WHERE list IS :list ORDER BY at, id LIMIT :max;

-- name: stray_drop
-- They have.
DELETE FROM stray WHERE list IS :list;
