-- What failed and may go once more: src/store/resend.c.

-- name: resend_count
-- Failed deliveries of a mailing by reason, and why they do not go: the first
-- of these that holds.  :lasting has the verdicts that will not pass, each
-- between blanks.
SELECT d.verdict, CASE
	WHEN instr(:lasting, ' ' || d.verdict || ' ') > 0 THEN 'lasting'
	WHEN EXISTS (SELECT 1 FROM resent WHERE delivery = d.id) THEN 'resent'
	WHEN s.id IS NULL OR s.status = 'left' THEN 'left'
	WHEN s.status = 'suspended' THEN 'suspended'
	WHEN s.delivery <> 'each' OR s.paused_until >= :now THEN 'paused'
	WHEN r.address <> d.address THEN 'moved'
	WHEN EXISTS (SELECT 1 FROM subscription os
		JOIN delivery od ON od.subscription = os.id
		JOIN mailing om ON om.id = od.mailing
		WHERE os.subscriber = s.subscriber AND od.id <> d.id
			AND om.content_hash = m.content_hash
			AND om.content_hash <> ''
			AND od.state NOT IN ('failed', 'cancelled')) THEN 'has'
	ELSE '' END AS why, count(*)
FROM delivery d JOIN mailing m ON m.id = d.mailing
LEFT JOIN subscription s ON s.id = d.subscription
LEFT JOIN subscriber r ON r.id = s.subscriber
WHERE d.mailing = :mailing AND d.state = 'failed'
GROUP BY d.verdict, why ORDER BY 3 DESC, d.verdict, why;

-- name: resend_mark
-- Those that go, by the same conditions: each once.
INSERT INTO resent (delivery, at)
SELECT d.id, :now
FROM delivery d JOIN mailing m ON m.id = d.mailing
JOIN subscription s ON s.id = d.subscription AND s.status = 'active'
	AND s.delivery = 'each'
	AND (s.paused_until IS NULL OR s.paused_until < :now)
JOIN subscriber r ON r.id = s.subscriber AND r.address = d.address
WHERE d.mailing = :mailing AND d.state = 'failed'
	AND instr(:lasting, ' ' || d.verdict || ' ') = 0
	AND NOT EXISTS (SELECT 1 FROM resent WHERE delivery = d.id)
	AND NOT EXISTS (SELECT 1 FROM subscription os
		JOIN delivery od ON od.subscription = os.id
		JOIN mailing om ON om.id = od.mailing
		WHERE os.subscriber = s.subscriber AND od.id <> d.id
			AND om.content_hash = m.content_hash
			AND om.content_hash <> ''
			AND od.state NOT IN ('failed', 'cancelled'));

-- name: resend_queue
-- What was marked in this transaction: queued, due now.
UPDATE delivery SET state = 'queued', due = :now, doubts = 0, since = NULL
WHERE mailing = :mailing AND state = 'failed' AND EXISTS (SELECT 1
	FROM resent WHERE delivery = delivery.id AND resent.at = :now);
