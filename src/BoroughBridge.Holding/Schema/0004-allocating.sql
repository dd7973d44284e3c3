-- Several children allocated in one act, and whose allocation a new one takes over when it is granted.
ALTER TABLE allocations ADD COLUMN act TEXT;
ALTER TABLE allocations ADD COLUMN replaces TEXT;

-- What stands against an officer as a child's IRO (LAW-26, HB-12, EDGE-13): who held the case (issuer and subject), which authority provides the
-- placement, which looked-after child is the parent.
CREATE TABLE independence (
    child_ref TEXT NOT NULL REFERENCES children (child_ref),
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    recorded BIGINT NOT NULL,
    PRIMARY KEY (child_ref, kind, who)
);

-- A warning a manager decided to go on against; her words are sealed, their salted hash is in the log.
CREATE TABLE allocation_overrides (
    allocation_id TEXT NOT NULL,
    code TEXT NOT NULL,
    reason {BYTES} NOT NULL,
    digest TEXT NOT NULL,
    acted_by TEXT NOT NULL,
    recorded BIGINT NOT NULL,
    PRIMARY KEY (allocation_id, code)
);

-- What was refused on a day an allocation was later back-dated over, or allowed on a day it was later ended before: to be looked at, never erased (EDGE-14).
CREATE TABLE access_flags (
    allocation_id TEXT NOT NULL,
    log_index BIGINT NOT NULL,
    child_ref TEXT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    recorded BIGINT NOT NULL,
    closed_by TEXT,
    closed_at BIGINT,
    PRIMARY KEY (allocation_id, log_index)
);
