-- What has ended of each holder's allocations. Kept when the holder's facts are replaced: a holder restored to a backup may have forgotten an end, and then
-- nobody is let in again by that.
CREATE TABLE grant_ends (
    holder TEXT NOT NULL,
    allocation_id TEXT NOT NULL,
    last_day TEXT NOT NULL,
    ended_at BIGINT,
    reason TEXT NOT NULL,
    PRIMARY KEY (holder, allocation_id)
);
INSERT INTO grant_ends (holder, allocation_id, last_day, ended_at, reason)
SELECT holder, allocation_id, COALESCE(to_day, from_day), ended_at, end_reason FROM grants WHERE end_reason IS NOT NULL;
