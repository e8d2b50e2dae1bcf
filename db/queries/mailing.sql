-- Mailings: src/store/mailing.c.

-- name: mailing_add
-- A mailing without content or recipients yet.
INSERT INTO mailing (list, kind, state, priority, subject, author,
	content_hash, envelope, fields, created, newsletter, topics, first)
VALUES (:list, :kind, 'preparing', :priority, :subject, :author,
	:hash, :envelope, :fields, :created, :newsletter, :topics, :first)
RETURNING id;

-- name: mailing_variants
-- Which ones it has.
SELECT variant FROM content WHERE mailing = :mailing ORDER BY variant;

-- name: mailing_state_of
-- To see which moves are allowed.
SELECT state FROM mailing WHERE id = :id;

-- name: mailing_set_state
-- A move that was found to be allowed, in the same transaction.
UPDATE mailing SET state = :state,
	started = CASE WHEN :state = 'running' THEN coalesce(started, :now)
		ELSE started END,
	finished = CASE WHEN :state IN ('done', 'cancelled') THEN :now
		ELSE finished END
WHERE id = :id;

-- name: mailing_set_priority
-- Of one that has still something to send.
UPDATE mailing SET priority = :priority
WHERE id = :id AND kind <> 'notice'
	AND state IN ('preparing', 'running', 'paused');

-- name: mailing_get
-- One mailing.
SELECT id, list, kind, state, priority, envelope, subject, author,
	content_hash, created, started, finished, fields, newsletter, topics,
	first
FROM mailing WHERE id = :id;

-- name: mailing_each
-- The newest ones; kind '' = all but notices, list 0 = all.
SELECT id, list, kind, state, priority, envelope, subject, author,
	content_hash, created, started, finished, fields, newsletter, topics,
	first
FROM mailing
WHERE :list IN (0, list)
	AND (:kind = kind OR (:kind = '' AND kind <> 'notice'))
ORDER BY id DESC LIMIT :max;

-- name: mailing_unfinished
-- What is under way or paused, the most urgent first.
SELECT id, list, kind, state, priority, envelope, subject, author,
	content_hash, created, started, finished, fields, newsletter, topics,
	first
FROM mailing
WHERE kind <> 'notice' AND state IN ('running', 'paused')
ORDER BY priority, id;

-- name: mailing_runnable
-- Running mailings with something to send now, the most urgent first; those of
-- these lists, or all but those.
SELECT id, list, kind, priority, served FROM mailing
WHERE state = 'running' AND EXISTS (SELECT 1 FROM delivery d
	WHERE d.mailing = mailing.id AND d.state IN ('queued', 'deferred')
		AND d.due <= :now)
AND :named = coalesce((SELECT instr(:lists, ' ' || t.name || ' ') > 0
	FROM list t WHERE t.id = mailing.list), 0)
ORDER BY priority, id;

-- name: mailing_serve
-- It has had its turns.
UPDATE mailing SET served = :served WHERE id = :mailing;

-- name: mailing_counts
-- How its deliveries stand; see delivery_count.
WITH part (state, n) AS (
	SELECT 'ready', count(*) FROM delivery
	WHERE mailing = :mailing AND state IN ('queued', 'deferred')
		AND due >= 0
	UNION ALL
	SELECT state, count(*) FROM delivery
	WHERE mailing = :mailing AND lease IS NOT NULL GROUP BY state
	UNION ALL
	SELECT state, count(*) FROM delivery
	WHERE mailing = :mailing AND (state = 'deferred' OR state = 'failed'
		OR state = 'uncertain' OR state = 'held' OR state = 'cancelled')
	GROUP BY state)
SELECT state, n FROM part WHERE state <> 'ready'
UNION ALL
SELECT 'queued', sum(CASE state WHEN 'ready' THEN n
	WHEN 'deferred' THEN -n ELSE 0 END) FROM part
UNION ALL
SELECT 'sent', (SELECT count(*) FROM delivery WHERE mailing = :mailing)
	- sum(CASE state WHEN 'deferred' THEN 0 ELSE n END) FROM part;

-- name: mailing_same_content
-- The newest newsletter of this content, or with one edition less or more, that
-- is on its way or went out: not all of its deliveries are cancelled.  One new
-- edition beside an old one, a text that never changes, is another newsletter.
SELECT id FROM mailing
WHERE list = :list AND kind = 'newsletter' AND created > :since
	AND (content_hash IN (:first, :second)
		OR (instr(content_hash, :first) > 0
			AND instr(content_hash, :second) > 0))
	AND (state = 'preparing' OR (SELECT count(*) FROM delivery d
		WHERE d.mailing = mailing.id) > (SELECT count(*) FROM delivery d
		WHERE d.mailing = mailing.id AND d.state = 'cancelled'))
ORDER BY created DESC, id DESC LIMIT 1;

-- name: mailing_finishable
-- How many running mailings have nothing left to do.  That a delivery is due
-- after 1970 is always so: it leads to delivery_ready, whatever the planner's
-- statistics say of small mailings.
SELECT count(*) FROM mailing
WHERE state = 'running' AND NOT EXISTS (SELECT 1 FROM delivery d
	WHERE d.mailing = mailing.id AND d.state IN ('queued', 'deferred')
		AND d.due >= 0)
AND NOT EXISTS (SELECT 1 FROM delivery d
	WHERE d.mailing = mailing.id AND d.lease IS NOT NULL)
AND NOT EXISTS (SELECT 1 FROM delivery d
	WHERE d.mailing = mailing.id AND d.state = 'uncertain');

-- name: mailing_finish
-- They are done.
UPDATE mailing SET state = 'done', finished = :now
WHERE state = 'running' AND NOT EXISTS (SELECT 1 FROM delivery d
	WHERE d.mailing = mailing.id AND d.state IN ('queued', 'deferred')
		AND d.due >= 0)
AND NOT EXISTS (SELECT 1 FROM delivery d
	WHERE d.mailing = mailing.id AND d.lease IS NOT NULL)
AND NOT EXISTS (SELECT 1 FROM delivery d
	WHERE d.mailing = mailing.id AND d.state = 'uncertain');

-- name: mailing_reopen
-- Something of it is sent again by hand.
UPDATE mailing SET state = 'running', finished = NULL
WHERE id = :id AND state = 'done';

-- name: mailing_purge_notices
-- Old notices with their texts, addresses and tokens; but for probes whose
-- answer may come.
DELETE FROM mailing
WHERE kind = 'notice' AND state IN ('done', 'cancelled')
	AND finished < :until
	AND NOT EXISTS (SELECT 1 FROM delivery d
		JOIN failing f ON f.probe = d.id AND f.probe <> 0
		WHERE d.mailing = mailing.id);
