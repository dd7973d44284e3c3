#!/usr/bin/env node
// Verifies a disclosure log that was written out with `boroughbridge log export`. It shares nothing with the product: read it, then run it.
//
//   node verify-log.mjs FOLDER [--against CHECKPOINT] [--key KEYFILE] [--witnesses KEYFILE]
//
// FOLDER has checkpoint, key, tile/... (C2SP tlog-tiles), manifests.ndjson and, where there are witnesses, cosigned and witnesses.
// --against is a checkpoint you kept from an earlier time, or that another auditor was shown: the log must still begin with it.
// --key and --witnesses are the public keys as you were given them; without them those in the folder are believed.
// What is checked: the signature of the log over size and root; every entry, hashed anew (RFC 6962: SHA-256, 0x00 for a leaf, 0x01 for a
// node), against its place in the tree; every manifest against the hash its entry names; the tree against the root, the earlier checkpoint and what
// the witnesses signed. It prints `ok SIZE ROOT`, or the first thing that is wrong, and ends with 0 only where it is ok.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

class Wrong extends Error {}
const wrong = (entry, why) => { throw new Wrong(entry === null ? why : `entry ${entry}: ${why}`); };
const sha = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const leafHash = (leaf) => sha(Buffer.of(0), leaf);
const nodeHash = (left, right) => sha(Buffer.of(1), left, right);

// A growing tree: the roots of its perfect subtrees, largest first.
const grow = (tree, hash) => {
  tree.edge.push(hash);
  for (let n = tree.size; n % 2 === 1; n = (n - 1) / 2) tree.edge.push(nodeHash(...tree.edge.splice(-2)));
  tree.size += 1;
};
const rootOf = (tree) => (tree.size === 0 ? sha() : tree.edge.reduceRight((right, left) => nodeHash(left, right)));

function bytesOf(file, most) {
  if (!existsSync(file)) return null;
  if (!statSync(file).isFile() || statSync(file).size > most) wrong(null, `${file} is not a file of the size it can have`);
  return readFileSync(file);
}

// A verifier key: NAME+ID+BASE64 of type byte and Ed25519 key. A log signs as type 1, a witness as type 4; the id is a hash over name, type and key.
function readKey(text) {
  const [, name, , base64] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)\s*$/.exec(text) ?? wrong(null, 'a key file holds no verifier key');
  const raw = Buffer.from(base64, 'base64');
  if (raw.length !== 33 || raw[0] !== 1) wrong(null, 'a key file holds no verifier key');
  const key = raw.subarray(1);
  const idAs = (type) => sha(`${name}\n`, Buffer.of(type), key).subarray(0, 4);
  if (idAs(1).toString('hex') !== text.split('+')[1]) wrong(null, 'a key file holds no verifier key');
  return { name, idAs, key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') }, format: 'jwk' }) };
}

// A note: text, empty line, signature lines "— NAME BASE64(id and signature)".
function readNote(note, what) {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) wrong(null, `${what} is not a signed note`);
  const signatures = note.slice(split + 2, -1).split('\n').map((line) => {
    const [, name, base64] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? wrong(null, `${what} is not a signed note`);
    const raw = Buffer.from(base64, 'base64');
    if (raw.toString('base64') !== base64 || raw.length < 5) wrong(null, `${what} is not a signed note`);
    return { name, id: raw.subarray(0, 4), rest: raw.subarray(4) };
  });
  return { text: note.slice(0, split + 1), signatures };
}
const by = (note, key, type) => note.signatures.filter((one) => one.name === key.name && one.id.equals(key.idAs(type)));

function readCheckpoint(text, key, what) {
  const note = readNote(text, what);
  const own = by(note, key, 1);
  if (own.length === 0) wrong(null, `${what} is not signed by this log's key`);
  if (!own.every((one) => verify(null, Buffer.from(note.text), key.key, one.rest))) wrong(null, `${what} carries a signature that is not of its text`);
  const [origin, size, root] = note.text.split('\n');
  if (origin !== key.name || !/^(0|[1-9][0-9]{0,14})$/.test(size)) wrong(null, `${what} is not a checkpoint of this log`);
  return { note, size: Number(size), root: Buffer.from(root, 'base64') };
}

// A witness signs "cosignature/v1", the time, and the checkpoint's text.
function checkCosignatures(note, keys) {
  for (const key of keys) {
    for (const { rest } of by(note, key, 4)) {
      const message = rest.length === 72 ? `cosignature/v1\ntime ${rest.readBigUInt64BE(0)}\n${note.text}` : '';
      if (!verify(null, Buffer.from(message), key.key, rest.subarray(8))) wrong(null, `the co-signature of ${key.name} is not of this checkpoint`);
    }
  }
}

// Manifests, a line each, in the order of the entries; the leaf of an entry ends with the hash of its manifest.
function* manifestLines(file) {
  const from = openSync(file, 'r');
  let rest = Buffer.alloc(0);
  const chunk = Buffer.alloc(1 << 20);
  if (!fstatSync(from).isFile()) wrong(null, 'manifests.ndjson is not a file');
  for (let read; (read = readSync(from, chunk)) > 0;) {
    rest = Buffer.concat([rest, chunk.subarray(0, read)]);
    if (rest.length > 8 << 20) wrong(null, 'manifests.ndjson has a line that is too long');
    for (let end; (end = rest.indexOf(10)) >= 0; rest = rest.subarray(end + 1)) {
      const line = rest.subarray(0, end);
      const found = /^\{"index":([0-9]{1,15}),"manifest":/.exec(line.subarray(0, 64).toString('latin1')) ?? wrong(null, 'manifests.ndjson has a line that is no manifest');
      if (line.at(-1) !== 125) wrong(null, 'manifests.ndjson has a line that is no manifest');
      yield { index: Number(found[1]), manifest: line.subarray(found[0].length, -1) };
    }
  }
  closeSync(from);
  if (rest.length > 0) wrong(null, 'manifests.ndjson is cut off');
}
const namedManifest = (leaf) => /,"manifest":"([0-9a-f]{64})","v":1\}$/.exec(leaf.subarray(-90).toString('latin1'))?.[1];

function verifyLog(folder, options) {
  const text = (name) => bytesOf(join(folder, name), 65536)?.toString('utf8');
  const given = (file) => bytesOf(file, 65536)?.toString('utf8') ?? wrong(null, `${file} cannot be read`);
  const keyText = text('key') ?? wrong(null, 'a file is missing: key');
  if (options.key && given(options.key).trim() !== keyText.trim()) wrong(null, 'the key is not the one this log is known by');
  const key = readKey(keyText);
  const signed = readCheckpoint(text('checkpoint') ?? wrong(null, 'a file is missing: checkpoint'), key, 'the checkpoint');
  const kept = options.against && readCheckpoint(given(options.against), key, 'the checkpoint kept from before');
  const cosigned = text('cosigned') && readCheckpoint(text('cosigned'), key, 'the co-signed checkpoint');
  const witnesses = (options.witnesses ? given(options.witnesses) : text('witnesses') ?? '').split('\n').filter(Boolean).map(readKey);
  checkCosignatures((cosigned || signed).note, witnesses);

  const marks = [kept, cosigned].filter(Boolean);
  for (const mark of marks) if (mark.size > signed.size) wrong(signed.size, `the log is shorter than it was: ${mark.size} entries were signed before, and now ${signed.size}`);
  const tree = { size: 0, edge: [] };
  const atMark = () => marks.forEach((mark) => {
    if (mark.size === tree.size && !rootOf(tree).equals(mark.root)) wrong(null, `the first ${mark.size} entries are not those that were signed before: one of them was changed, with its hash`);
  });
  atMark();

  const manifests = manifestLines(join(folder, 'manifests.ndjson'));
  let manifest = manifests.next().value;
  let [pruned, declared, latest] = [0, 0, 0];
  for (let first = 0; first < signed.size; first += 256) {
    const width = Math.min(256, signed.size - first);
    const number = String(first / 256).padStart(Math.ceil(String(first / 256).length / 3) * 3, '0').match(/.{3}/g);
    const path = number.map((digits, at) => (at < number.length - 1 ? `x${digits}` : digits)).join('/') + (width < 256 ? `.p/${width}` : '');
    const hashes = bytesOf(join(folder, 'tile', '0', path), 8192) ?? wrong(first, `cannot be judged: tile 0/${path} is missing`);
    const bundle = bytesOf(join(folder, 'tile', 'entries', path), 256 * 65537);
    if (!bundle && pruned === first && hashes.length === 8192) {
      // No longer kept, from the oldest on: its hashes are, and the tree is proved with them.
      for (pruned += 256; hashes.length && tree.size < pruned; atMark()) grow(tree, hashes.subarray((tree.size % 256) * 32, ((tree.size % 256) + 1) * 32));
      continue;
    }
    if (!bundle) wrong(first, `is missing: ${signed.size} entries were signed and ${first} are here`);
    let at = 0;
    for (let index = first; index < first + width; index++) {
      if (at === bundle.length) wrong(index, `is missing: ${signed.size} entries were signed and ${index} are here`);
      const length = at + 2 <= bundle.length ? bundle.readUInt16BE(at) : Infinity;
      if (at + 2 + length > bundle.length) wrong(index, 'is cut off: the file ends within it');
      const leaf = bundle.subarray(at + 2, at + 2 + length);
      at += 2 + length;
      const hash = leafHash(leaf);
      if (!hash.equals(hashes.subarray((index - first) * 32, (index - first) * 32 + 32))) wrong(index, 'what stands there is not what was logged: it does not have the hash it was logged with');
      const named = namedManifest(leaf);
      const there = manifest?.index === index ? manifest.manifest : undefined;
      if (there) manifest = manifests.next().value;
      if (there && !named) wrong(index, 'has a manifest that it was not logged with');
      if (!there && named) wrong(index, 'its manifest is missing');
      if (there && sha(there).toString('hex') !== named) wrong(index, 'its manifest was changed: it does not have the hash that the entry names');
      grow(tree, hash);
      atMark();
      const said = /"outcome":"log-pruned ([0-9]{1,15})"/.exec(leaf.toString('latin1'));
      if (said) declared = Math.max(declared, Number(said[1]));
      const time = Number(/^\{"at":([0-9]{1,16}),/.exec(leaf.subarray(0, 32).toString('latin1'))?.[1] ?? latest);
      if (latest - time > 2e6) console.error(`entry ${index}: the clock had been set back: it stood ${Math.floor((latest - time) / 1e6)} s behind an entry before`);
      latest = Math.max(latest, time);
    }
    if (at < bundle.length || hashes.length !== width * 32) wrong(first + width, `is more than was signed: tile ${path} has ${width} entries`);
  }
  if (manifest) wrong(manifest.index, 'has a manifest, and there is no such entry, or it stands before its place');
  if (!rootOf(tree).equals(signed.root)) wrong(null, 'the entries are not those that were signed: one was changed, exchanged or left out and the hashes made to fit');
  if (pruned > declared) wrong(0, `to entry ${pruned - 1} are missing, and no entry of the log says that they are no longer kept`);
  if (pruned) console.error(`entries before ${pruned} are no longer kept; their hashes are, and the tree holds`);
  return `ok ${signed.size} ${signed.root.toString('hex')}`;
}

try {
  const [folder, ...rest] = process.argv.slice(2);
  const options = {};
  for (let i = 0; i < rest.length; i += 2) options[rest[i].replace(/^--/, '')] = rest[i + 1];
  if (!folder || rest.length % 2 || Object.keys(options).some((name) => !['against', 'key', 'witnesses'].includes(name))) wrong(null, 'usage: verify-log.mjs FOLDER [--against FILE] [--key FILE] [--witnesses FILE]');
  console.log(verifyLog(folder, options));
} catch (error) {
  console.log(error instanceof Wrong ? error.message : `the log cannot be read: ${error.code ?? error.name}`);
  process.exitCode = 1;
}
