-- The key that seals the places pages end at; all instances share it.
CREATE TABLE search_keys (
    name TEXT PRIMARY KEY,
    key {BYTES} NOT NULL
);
