-- What the relay's limits count: src/store/pace.c.

-- name: pace_anchor_get
-- The last moment that both clocks told.
SELECT boot, boot_ms, wall_ms, synced, pace FROM pace_clock WHERE id = 1;

-- name: pace_anchor_set
-- The pace clock goes on from here.
INSERT INTO pace_clock (id, boot, boot_ms, wall_ms, synced, pace)
VALUES (1, :boot, :boot_ms, :wall_ms, :synced, :pace)
ON CONFLICT (id) DO UPDATE SET boot = excluded.boot,
	boot_ms = excluded.boot_ms, wall_ms = excluded.wall_ms,
	synced = excluded.synced, pace = excluded.pace;

-- name: pace_read
-- The buckets of one window.
SELECT bucket, starts FROM pace WHERE relay = :relay AND domain = :domain
	AND width = :width AND bucket >= :oldest ORDER BY bucket;

-- name: pace_add
-- So many more.
INSERT INTO pace (relay, domain, width, bucket, starts)
VALUES (:relay, :domain, :width, :bucket, :starts)
ON CONFLICT (relay, domain, width, bucket)
DO UPDATE SET starts = starts + excluded.starts;

-- name: pace_domain_of_mailing
-- The domain that most of what is left of a mailing goes to.
SELECT lower(substr(address, instr(address, '@') + 1)), count(*)
FROM delivery WHERE mailing = :id AND state IN ('queued', 'deferred')
GROUP BY 1 ORDER BY 2 DESC LIMIT 1;

-- name: pace_domain_of_list
-- The same of a mailing to a list.
SELECT lower(substr(r.address, instr(r.address, '@') + 1)), count(*)
FROM subscription s JOIN subscriber r ON r.id = s.subscriber
WHERE s.list = :id AND s.status = 'active' AND s.delivery = 'each'
GROUP BY 1 ORDER BY 2 DESC LIMIT 1;

-- name: pace_purge
-- What no window sees any more.
DELETE FROM pace WHERE width = :width AND bucket < :oldest;
