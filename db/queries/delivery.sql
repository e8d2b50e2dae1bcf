-- Deliveries: src/store/delivery.c and src/store/outcome.c.  What a worker asks
-- must repeat the condition of its partial index, or the index is not used.

-- name: delivery_add
-- To an address, not to a subscription: a notice.
INSERT INTO delivery (mailing, address, variant, state, due)
VALUES (:mailing, :address, :variant, 'queued', :due)
RETURNING id;

-- name: delivery_fill
-- The next subscriptions of a list, by id, each with its variant: the language
-- and which of the mailing's topics it wants.  Not filled: who pauses when it
-- is due, whose variant is empty (a bit of :empty_fr or :empty_en), and who gets
-- the same through an earlier list.
INSERT INTO delivery (mailing, subscription, address, variant, state, due)
SELECT :mailing, p.id, p.address, p.language ||
	CASE :topics WHEN 0 THEN '' ELSE printf('.%x', p.mask) END,
	'queued', :due
FROM (SELECT s.id, s.subscriber, s.language, r.address,
	CASE s.topics WHEN '' THEN (1 << :topics) - 1
	ELSE iif(instr(' ' || s.topics || ' ', :topic0), 1, 0)
		| iif(instr(' ' || s.topics || ' ', :topic1), 2, 0)
		| iif(instr(' ' || s.topics || ' ', :topic2), 4, 0)
		| iif(instr(' ' || s.topics || ' ', :topic3), 8, 0)
		| iif(instr(' ' || s.topics || ' ', :topic4), 16, 0)
		| iif(instr(' ' || s.topics || ' ', :topic5), 32, 0)
	END AS mask
	FROM subscription s JOIN subscriber r ON r.id = s.subscriber
	WHERE s.list = :list AND s.status = 'active' AND s.id > :after
		AND s.delivery = :mode
		AND (s.paused_until IS NULL OR s.paused_until < :due)) p
WHERE (CASE p.language WHEN 'fr' THEN :empty_fr ELSE :empty_en END
		>> p.mask) & 1 = 0
	AND (:first IS NULL OR NOT EXISTS (SELECT 1
		FROM subscription o JOIN delivery d ON d.subscription = o.id
		JOIN mailing m ON m.id = d.mailing
		WHERE o.subscriber = p.subscriber AND o.id <> p.id
			AND :first IN (m.id, m.first)))
ORDER BY p.id LIMIT :max
RETURNING subscription, variant;

-- name: delivery_get
-- One delivery.
SELECT d.id, d.mailing, d.subscription, m.list, m.envelope, d.address,
	r.address_key, r.name, d.variant, d.state, d.attempts, d.doubts,
	m.created, d.due, d.lease, d.code, d.enhanced, d.reply, d.settled,
	l.name, d.since, d.verdict, m.fields, s.fields
FROM delivery d JOIN mailing m ON m.id = d.mailing
LEFT JOIN subscription s ON s.id = d.subscription
LEFT JOIN subscriber r ON r.id = s.subscriber
LEFT JOIN list l ON l.id = m.list
WHERE d.id = :id;

-- name: delivery_each
-- All, or those in one state.
SELECT d.id, d.mailing, d.subscription, m.list, m.envelope, d.address,
	r.address_key, r.name, d.variant, d.state, d.attempts, d.doubts,
	m.created, d.due, d.lease, d.code, d.enhanced, d.reply, d.settled,
	l.name, d.since, d.verdict, m.fields, s.fields
FROM delivery d JOIN mailing m ON m.id = d.mailing
LEFT JOIN subscription s ON s.id = d.subscription
LEFT JOIN subscriber r ON r.id = s.subscriber
LEFT JOIN list l ON l.id = m.list
WHERE :state IN ('', d.state)
ORDER BY d.id;

-- name: delivery_each_of
-- The same of one mailing.
SELECT d.id, d.mailing, d.subscription, m.list, m.envelope, d.address,
	r.address_key, r.name, d.variant, d.state, d.attempts, d.doubts,
	m.created, d.due, d.lease, d.code, d.enhanced, d.reply, d.settled,
	l.name, d.since, d.verdict, m.fields, s.fields
FROM delivery d JOIN mailing m ON m.id = d.mailing
LEFT JOIN subscription s ON s.id = d.subscription
LEFT JOIN subscriber r ON r.id = s.subscriber
LEFT JOIN list l ON l.id = m.list
WHERE d.mailing = :mailing AND :state IN ('', d.state)
ORDER BY d.id;

-- name: delivery_count
-- How all of them stand, from the indexes alone: no row is read but the few
-- that are claimed.  A deferred row is among the ready ones as well.
WITH part (state, n) AS (
	SELECT 'ready', count(*) FROM delivery
	WHERE state IN ('queued', 'deferred')
	UNION ALL
	SELECT state, count(*) FROM delivery
	WHERE lease IS NOT NULL GROUP BY state
	UNION ALL
	SELECT state, count(*) FROM delivery
	WHERE state = 'deferred' OR state = 'failed'
		OR state = 'uncertain' OR state = 'held' OR state = 'cancelled'
	GROUP BY state)
SELECT state, n FROM part WHERE state <> 'ready'
UNION ALL
SELECT 'queued', sum(CASE state WHEN 'ready' THEN n
	WHEN 'deferred' THEN -n ELSE 0 END) FROM part
UNION ALL
SELECT 'sent', (SELECT count(*) FROM delivery)
	- sum(CASE state WHEN 'deferred' THEN 0 ELSE n END) FROM part;

-- name: delivery_mailing
-- What the deliveries of a mailing share, if it may be sent.
SELECT m.list, m.envelope, m.created, l.name, m.fields
FROM mailing m LEFT JOIN list l ON l.id = m.list
WHERE m.id = :mailing AND m.state = 'running';

-- name: delivery_first_due
-- Where the backlog of a mailing stands: what is put off is due after it.
SELECT d.due FROM delivery d
WHERE d.mailing = :mailing AND d.state IN ('queued', 'deferred')
ORDER BY d.due LIMIT 1;

-- name: delivery_claimable
-- What of a mailing may be sent now and was due later than `after`.
SELECT d.id, d.subscription, d.address, r.address_key, r.name, d.variant,
	d.attempts, d.doubts, d.due, d.since, d.verdict, s.fields
FROM delivery d
LEFT JOIN subscription s ON s.id = d.subscription
LEFT JOIN subscriber r ON r.id = s.subscriber
WHERE d.mailing = :mailing AND d.state IN ('queued', 'deferred')
	AND d.due > :after AND d.due <= :now
ORDER BY d.due, d.state, d.id LIMIT :max;

-- name: delivery_claim
-- These are ours until `lease`; in the transaction that found them.
UPDATE delivery SET state = 'claimed', lease = :lease, relay = :relay
WHERE id IN (SELECT d.id FROM delivery d
	WHERE d.mailing = :mailing AND d.state IN ('queued', 'deferred')
		AND d.due > :after AND d.due <= :now
	ORDER BY d.due, d.state, d.id LIMIT :max);

-- name: delivery_start
-- The last look before the body leaves, in one statement.
UPDATE delivery SET state = 'sending'
WHERE id = :id AND state = 'claimed' AND lease = :lease AND lease > :now
	AND EXISTS (SELECT 1 FROM mailing m
		WHERE m.id = delivery.mailing AND m.state = 'running')
	AND (subscription IS NULL OR EXISTS (SELECT 1 FROM subscription s
		WHERE s.id = delivery.subscription AND s.status = 'active'));

-- name: delivery_start_some
-- The same for several of one claim; fewer than ten leave the last ones NULL.
UPDATE delivery SET state = 'sending'
WHERE id IN (:id0, :id1, :id2, :id3, :id4, :id5, :id6, :id7, :id8, :id9)
	AND state = 'claimed' AND lease = :lease AND lease > :now
	AND EXISTS (SELECT 1 FROM mailing m
		WHERE m.id = delivery.mailing AND m.state = 'running')
	AND (subscription IS NULL OR EXISTS (SELECT 1 FROM subscription s
		WHERE s.id = delivery.subscription AND s.status = 'active'));

-- name: delivery_started
-- Was it among those?
SELECT count(*) FROM delivery
WHERE id = :id AND state = 'sending' AND lease = :lease;

-- name: delivery_give_up
-- It could not start: who left gets nothing more, else it waits again.
UPDATE delivery SET lease = NULL,
	state = CASE WHEN subscription IS NULL OR EXISTS (
			SELECT 1 FROM subscription s
			WHERE s.id = delivery.subscription
				AND s.status = 'active')
		THEN 'queued' ELSE 'cancelled' END,
	settled = CASE WHEN subscription IS NULL OR EXISTS (
			SELECT 1 FROM subscription s
			WHERE s.id = delivery.subscription
				AND s.status = 'active')
		THEN settled ELSE :now END
WHERE id = :id AND state = 'claimed' AND lease = :lease;

-- name: delivery_put_off
-- Its domain takes nothing for now; not for ever.
UPDATE delivery SET lease = NULL, due = :due,
	state = CASE WHEN since + :excuse <= :since THEN 'failed'
		ELSE 'queued' END,
	settled = CASE WHEN since + :excuse <= :since THEN :now
		ELSE settled END,
	verdict = CASE verdict WHEN '' THEN :verdict ELSE verdict END,
	since = coalesce(since + :excuse, :now)
WHERE id = :id AND state = 'claimed' AND lease = :lease;

-- name: delivery_give_back
-- It was not its turn; `due` 0 leaves that.
UPDATE delivery SET state = 'queued', lease = NULL,
	due = CASE :due WHEN 0 THEN due ELSE :due END
WHERE id = :id AND state = 'claimed' AND lease = :lease;

-- name: delivery_settle
-- An outcome that may come before the body; nothing comes back to a mailing
-- that was cancelled meanwhile.
UPDATE delivery SET lease = NULL, due = CASE
		WHEN :state IN ('queued', 'deferred') THEN :due ELSE due END,
	state = CASE WHEN :state IN ('queued', 'deferred') AND EXISTS (
			SELECT 1 FROM mailing m WHERE m.id = delivery.mailing
				AND m.state = 'cancelled')
		THEN 'cancelled' ELSE :state END,
	since = CASE WHEN :waits THEN coalesce(since + :excuse, :now)
		ELSE since + :excuse END,
	attempts = attempts + :charged, code = :code, enhanced = :enhanced,
	reply = CASE address WHEN '' THEN '' ELSE :reply END,
	verdict = :verdict, settled = :now
WHERE id = :id AND state IN ('claimed', 'sending') AND lease = :lease;

-- name: delivery_settle_body
-- The body left: sent, or who knows.  Sent is true even of one that was given
-- up for lost meanwhile.
UPDATE delivery SET lease = NULL, state = :state,
	due = CASE WHEN :state = 'uncertain' THEN :due ELSE due END,
	doubts = doubts + CASE WHEN :state IN ('uncertain', 'held')
		THEN 1 ELSE 0 END,
	attempts = attempts + :charged, code = :code, enhanced = :enhanced,
	reply = CASE address WHEN '' THEN '' ELSE :reply END,
	verdict = :verdict, settled = :now
WHERE id = :id AND CASE :state WHEN 'sent'
	THEN state = 'sending' OR (doubts > 0 AND state <> 'sent')
	ELSE state = 'sending' AND lease = :lease END;

-- name: delivery_settle_sent
-- Several that were sent, each with its own reply.
UPDATE delivery SET lease = NULL, state = 'sent',
	attempts = attempts + :charged, code = :code, enhanced = :enhanced,
	verdict = :verdict, settled = :now, reply = CASE id
		WHEN :id0 THEN :reply0 WHEN :id1 THEN :reply1
		WHEN :id2 THEN :reply2 WHEN :id3 THEN :reply3
		WHEN :id4 THEN :reply4 WHEN :id5 THEN :reply5
		WHEN :id6 THEN :reply6 WHEN :id7 THEN :reply7
		WHEN :id8 THEN :reply8 WHEN :id9 THEN :reply9
		END
WHERE id IN (:id0, :id1, :id2, :id3, :id4, :id5, :id6, :id7, :id8, :id9)
	AND (state = 'sending' OR (doubts > 0 AND state <> 'sent'));

-- name: delivery_doubt
-- A sender ended in the middle of these: one of this relay, which has none
-- now, or one that began them before `until`.
UPDATE delivery SET state = 'uncertain', doubts = doubts + 1, lease = NULL,
	due = :due, settled = :now
WHERE state = 'sending' AND lease IS NOT NULL
	AND (lease <= :until OR (:alone AND relay = :relay));

-- name: delivery_release
-- Claims that nobody keeps any more.
UPDATE delivery SET state = 'queued', lease = NULL
WHERE state = 'claimed' AND lease IS NOT NULL
	AND (lease <= :until OR (:alone AND relay = :relay));

-- name: delivery_hold
-- Too much doubt, or nothing will be sent any more: a human decides.
UPDATE delivery SET state = 'held'
WHERE state = 'uncertain' AND (doubts >= :max OR EXISTS (SELECT 1 FROM mailing m
		WHERE m.id = delivery.mailing
			AND m.state IN ('done', 'cancelled')));

-- name: delivery_retry
-- The others go again, with the same Message-ID.
UPDATE delivery SET state = 'queued'
WHERE state = 'uncertain' AND due <= :now AND doubts < :max;

-- name: delivery_again
-- A human wants it sent, now.
UPDATE delivery SET state = 'queued', due = :now, doubts = 0, since = NULL
WHERE id = :id AND state IN
	('held', 'uncertain', 'failed', 'deferred', 'queued');

-- name: delivery_drop
-- A human gives it up.
UPDATE delivery SET state = 'cancelled', lease = NULL, settled = :now
WHERE id = :id AND state IN
	('held', 'uncertain', 'deferred', 'queued', 'claimed');

-- name: delivery_cancel_for
-- A person left.
UPDATE delivery SET state = 'cancelled', lease = NULL, settled = :now
WHERE subscription = :subscription
	AND state IN ('queued', 'deferred', 'claimed');

-- name: delivery_cancel_mailing
-- A mailing is stopped for good: what waits,
UPDATE delivery SET state = 'cancelled', settled = :now
WHERE mailing = :mailing AND state IN ('queued', 'deferred') AND due >= 0;

-- name: delivery_cancel_claims
-- and what is only claimed.
UPDATE delivery SET state = 'cancelled', lease = NULL, settled = :now
WHERE mailing = :mailing AND lease IS NOT NULL AND state = 'claimed';

-- name: delivery_next_due
-- When the sender has to look again.
SELECT min((SELECT d.due FROM delivery d
	WHERE d.mailing = m.id AND d.state IN ('queued', 'deferred')
	ORDER BY d.due LIMIT 1))
FROM mailing m
WHERE m.state = 'running'
	AND :named = coalesce((SELECT instr(:lists, ' ' || t.name || ' ') > 0
		FROM list t WHERE t.id = m.list), 0);

-- name: delivery_verdicts
-- Why some were not sent, or not yet.
SELECT state, verdict, count(*) AS n FROM delivery
WHERE state = 'failed' GROUP BY verdict
UNION ALL
SELECT state, verdict, count(*) FROM delivery
WHERE state = 'deferred' GROUP BY verdict
ORDER BY state DESC, n DESC, verdict;

-- name: delivery_verdicts_of
-- The same of one mailing.
SELECT state, verdict, count(*) AS n FROM delivery
WHERE mailing = :mailing AND state = 'failed' GROUP BY verdict
UNION ALL
SELECT state, verdict, count(*) FROM delivery
WHERE mailing = :mailing AND state = 'deferred' GROUP BY verdict
ORDER BY state DESC, n DESC, verdict;
