-- The story of an address: src/store/story.c.

-- name: story_failures
-- The latest mails that did not get through at the relay.
SELECT d.mailing, m.subject, d.state, d.verdict, d.code, d.enhanced, d.reply,
	coalesce(d.settled, 0)
FROM delivery d JOIN mailing m ON m.id = d.mailing
WHERE d.subscription IN (SELECT id FROM subscription
		WHERE subscriber = :subscriber)
	AND d.state IN ('failed', 'held', 'uncertain', 'deferred')
ORDER BY d.id DESC LIMIT :max;
