-- The figures of a mailing: src/store/figures.c.

-- name: figures_deliveries
-- How its deliveries stand, domain by domain.
SELECT lower(substr(address, instr(address, '@') + 1)) AS domain, state,
	verdict, count(*)
FROM delivery WHERE mailing = :mailing
GROUP BY domain, state, verdict ORDER BY domain;

-- name: figures_returned
-- What was sent and came back: once for a delivery, for its first reason.
WITH back (domain, verdict, first) AS (
	SELECT lower(substr(d.address, instr(d.address, '@') + 1)), b.verdict,
		min(b.id)
	FROM bounce b JOIN delivery d ON d.id = b.delivery AND d.state = 'sent'
	WHERE b.mailing = :mailing AND b.source = 'report'
		AND b.charge IN ('mailing', 'person')
	GROUP BY b.delivery)
SELECT domain, verdict, count(*) FROM back
GROUP BY domain, verdict ORDER BY domain;

-- name: figures_complaints
-- Those who complained.
SELECT lower(substr(d.address, instr(d.address, '@') + 1)) AS domain, '',
	count(DISTINCT d.id)
FROM bounce b JOIN delivery d ON d.id = b.delivery
WHERE b.mailing = :mailing AND b.charge = 'complaint'
GROUP BY domain ORDER BY domain;

-- name: figures_next
-- When the next newsletter of the list began.
SELECT min(started) FROM mailing
WHERE list = :list AND kind = 'newsletter' AND id > :mailing
	AND started IS NOT NULL;

-- name: figures_changes
-- Who left its list, or was suspended, among those it was for; who was erased
-- is in no other table.
SELECT c.action, c.how, count(DISTINCT c.subscriber) FROM consent c
WHERE c.list = :list AND c.at >= :from AND c.at < :until
	AND (c.action = 'erase' OR (c.action IN ('unsubscribe', 'suspend')
	AND EXISTS (SELECT 1 FROM subscription s JOIN delivery d
		ON d.subscription = s.id AND d.mailing = :mailing
		WHERE s.subscriber = c.subscriber AND s.list = c.list)))
GROUP BY c.action, c.how ORDER BY c.action, 3 DESC, c.how;

-- name: figures_hours
-- How many it was sent to in each span of `width` seconds.
SELECT (settled - :from) / :width AS span, count(*) FROM delivery
WHERE mailing = :mailing AND state = 'sent' AND settled >= :from
GROUP BY span ORDER BY span;

-- name: figures_last
-- When the last newsletter of a list began.
SELECT max(started) FROM mailing
WHERE list = :list AND kind = 'newsletter' AND started IS NOT NULL;

-- name: figures_since
-- What changed in a list since then.
SELECT action, '', count(DISTINCT subscriber) FROM consent
WHERE list = :list AND at >= :from
GROUP BY action;
