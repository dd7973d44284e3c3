// Two checks, because the package source may serve no vulnerability data, and then a clean answer of the first proves nothing:
// 1. what `dotnet list package --vulnerable` says; 2. every locked version against the advisories we have written down in advisories.txt.
import { execFileSync } from 'node:child_process';
import { compare, locked, reviewed } from './packages.mjs';

let bad = 0;
try {
  const report = JSON.parse(execFileSync('dotnet', ['list', 'BoroughBridge.sln', 'package', '--vulnerable', '--include-transitive', '--format', 'json'],
    { encoding: 'utf8', maxBuffer: 64 << 20 }).replace(/^[^{]*/, ''));
  const accepted = new Set(reviewed('advisories.txt').filter(([kind]) => kind === 'accepted').map(([, url]) => url));
  for (const project of report.projects ?? []) for (const framework of project.frameworks ?? []) {
    for (const p of [...framework.topLevelPackages ?? [], ...framework.transitivePackages ?? []]) for (const v of p.vulnerabilities ?? []) {
      if (accepted.has(v.advisoryurl)) continue;
      console.error(`vulnerable: ${p.id} ${p.resolvedVersion}: ${v.severity} ${v.advisoryurl}`);
      bad++;
    }
  }
} catch (e) {
  console.error(`dotnet list package failed: ${String(e.stderr ?? e.message).split('\n')[0]}`);
  bad++;
}

const packages = locked();
for (const [, id, from, fixed, advisory] of reviewed('advisories.txt').filter(([kind]) => kind === 'affected')) {
  for (const p of packages.filter(p => p.id.toLowerCase() === id.toLowerCase())) {
    if (compare(p.version, from) < 0 || (fixed !== 'none' && compare(p.version, fixed) >= 0)) continue;
    console.error(`vulnerable: ${p.id} ${p.version}: ${advisory}, fixed in ${fixed}`);
    bad++;
  }
}

console.error(`${packages.length} packages checked, ${bad} vulnerable (a package source that serves no advisories is blind: advisories.txt is the other half)`);
process.exit(bad > 0 || packages.length === 0 ? 1 : 0);
