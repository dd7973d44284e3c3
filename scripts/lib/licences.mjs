// Reads the licence of every locked package from its own nuspec, and refuses any that licences.txt does not allow.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { locked, reviewed } from './packages.mjs';

const folder = process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget', 'packages');
const rules = reviewed('licences.txt');
const expressions = new Set(rules.filter(([kind]) => kind === 'expression').map(([, text]) => text));
const named = new Map(rules.filter(([kind]) => kind === 'package').map(([, id, version]) => [id.toLowerCase(), version]));

const licenceOf = ({ id, version }) => {
  const nuspec = join(folder, id.toLowerCase(), version.toLowerCase(), `${id.toLowerCase()}.nuspec`);
  if (!existsSync(nuspec)) return 'not restored';
  const text = readFileSync(nuspec, 'utf8');
  return /<license\s+type="expression"[^>]*>([^<]+)</.exec(text)?.[1].trim()
    ?? (/<license\s+type="file"[^>]*>([^<]+)</.exec(text) ? 'a file in the package' : /<licenseUrl>([^<]+)</.exec(text)?.[1].trim() ?? 'none stated');
};

const packages = locked();
const bad = packages.map(p => ({ ...p, licence: licenceOf(p) }))
  .filter(p => !expressions.has(p.licence) && !['*', p.version].includes(named.get(p.id.toLowerCase())));
for (const p of bad) console.error(`licence not allowed: ${p.id} ${p.version}: ${p.licence}`);
console.error(`${packages.length} packages read, ${bad.length} not allowed`);
process.exit(bad.length > 0 || packages.length === 0 ? 1 : 0);
