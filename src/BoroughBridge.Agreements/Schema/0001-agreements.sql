-- Agreements as one side holds them. A version of the terms never changes; state and capabilities are what the acts below make of it now.
CREATE TABLE agreements (
    agreement_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    reference TEXT NOT NULL,
    holder TEXT NOT NULL,
    employer TEXT NOT NULL,
    bases TEXT NOT NULL,
    purposes TEXT NOT NULL,
    thresholds TEXT NOT NULL,               -- code=value, joined by a space
    from_day TEXT NOT NULL,
    to_day TEXT,
    approval TEXT,
    approval_expires TEXT,
    standing_acceptance INTEGER NOT NULL,
    terms TEXT NOT NULL,                    -- SHA-256 of the canonical JSON of the event that drafted it
    told TEXT,                              -- that event; none where configuration seeded it
    state TEXT NOT NULL,
    capabilities TEXT NOT NULL,
    unreadable INTEGER NOT NULL DEFAULT 0,  -- an event about it could not be applied: suspended until the stream is taken whole again
    recorded BIGINT NOT NULL,
    PRIMARY KEY (agreement_id, version)
);
CREATE INDEX agreements_employer ON agreements (employer);

-- Every act of either side, in the order this side learnt of it; nothing is changed or taken out (replaced: a snapshot told it anew).
CREATE TABLE agreement_acts (
    agreement_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    party TEXT NOT NULL,
    what TEXT NOT NULL,
    version INTEGER NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    acted_by TEXT NOT NULL,
    at BIGINT NOT NULL,
    recorded BIGINT NOT NULL,
    origin TEXT NOT NULL,                   -- own, heard, or seeded
    replaced INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (agreement_id, revision)
);
