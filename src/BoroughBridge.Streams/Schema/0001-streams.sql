-- Publishing end: the head is locked by whoever appends, so numbers follow commit order without a gap.
CREATE TABLE stream_head (
    stream TEXT PRIMARY KEY,
    epoch TEXT NOT NULL,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    epoch_started BIGINT NOT NULL
);

-- Entry: the JSON that is published and pulled, byte for byte. Entries of former epochs stay for the record.
CREATE TABLE stream_entries (
    stream TEXT NOT NULL,
    epoch TEXT NOT NULL,
    number BIGINT NOT NULL,
    id TEXT NOT NULL,
    hash TEXT NOT NULL,
    recorded BIGINT NOT NULL,
    entry {BYTES} NOT NULL,
    PRIMARY KEY (stream, epoch, number)
);

-- How far the broker has confirmed, and which relay publishes now.
CREATE TABLE stream_relay (
    stream TEXT PRIMARY KEY,
    epoch TEXT NOT NULL,
    number BIGINT NOT NULL,
    owner TEXT NOT NULL,
    leased_until BIGINT NOT NULL
);

-- Reading end: committed together with what the events changed. No epoch: nothing of the stream has been read yet.
CREATE TABLE stream_position (
    stream TEXT PRIMARY KEY,
    epoch TEXT,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    applied BIGINT
);

-- Events that can never be applied; their children are closed to reads until a resync.
CREATE TABLE stream_parked (
    stream TEXT NOT NULL,
    epoch TEXT NOT NULL,
    number BIGINT NOT NULL,
    child_ref TEXT NOT NULL,
    type TEXT NOT NULL,
    code TEXT NOT NULL,
    parked BIGINT NOT NULL,
    PRIMARY KEY (stream, epoch, number)
);
