-- How fast mailings go: src/store/rate.c.

-- name: rate_add
-- So many more of a mailing went out.
INSERT INTO sent_minute (mailing, minute, since, count)
SELECT id, :minute, :since, :count FROM mailing WHERE id = :mailing
ON CONFLICT (mailing, minute) DO UPDATE SET count = count + excluded.count;

-- name: rate_recent
-- What went out since that minute, and when its first mail did.
SELECT coalesce(sum(count), 0), coalesce(min(since), 0) FROM sent_minute
WHERE mailing = :mailing AND minute >= :minute;

-- name: rate_purge
-- What no one asks for any more.
DELETE FROM sent_minute WHERE minute < :minute;
