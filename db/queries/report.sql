-- Reports on mailings: src/store/report.c.

-- name: report_next
-- One that is done and that nobody was told of.
SELECT id FROM mailing
WHERE state = 'done' AND kind <> 'notice' AND reported IS NULL
	AND finished > :since
ORDER BY id LIMIT 1;

-- name: report_mark
-- Its owners know.
UPDATE mailing SET reported = :now WHERE id = :id AND reported IS NULL;

-- name: report_suspects
-- Mailings of which some was refused for what it is, at once or by a report,
-- no alarm telling of it yet.
SELECT id FROM mailing
WHERE kind <> 'notice'
	AND (((state = 'running' OR finished > :since)
		AND EXISTS (SELECT 1 FROM delivery d
			WHERE d.mailing = mailing.id AND d.state = 'failed'
				AND d.verdict IN ('policy', 'message')))
	OR id IN (SELECT b.mailing FROM bounce b
		WHERE b.at > :since AND b.charge = 'mailing'
			AND b.verdict <> 'full'))
	AND NOT EXISTS (SELECT 1 FROM alarm a
		WHERE a.key = 'policy/mailing/' || mailing.id);

-- name: report_refusals
-- The domain that refused the most, of those that refused too much.
WITH part (domain, refused) AS (
	SELECT lower(substr(d.address, instr(d.address, '@') + 1)),
		b.id IS NOT NULL OR (d.state = 'failed'
			AND d.verdict IN ('policy', 'message', 'full'))
	FROM delivery d LEFT JOIN bounce b
		ON b.delivery = d.id AND b.charge = 'mailing'
	WHERE d.mailing = :mailing)
SELECT domain, sum(refused) AS refused, count(*) AS total FROM part
GROUP BY domain HAVING sum(refused) * 100 > count(*) * :percent
	AND sum(refused) >= :few
ORDER BY 2 DESC LIMIT 1;
