// Every NuGet package of the solution at the version its lock files name, transitive ones too.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export function locked() {
  const files = execFileSync('git', ['ls-files', '*packages.lock.json'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  const found = new Map();
  for (const file of files) {
    const lock = JSON.parse(readFileSync(file, 'utf8'));
    for (const target of Object.values(lock.dependencies ?? {})) {
      for (const [id, entry] of Object.entries(target)) {
        if (entry.type !== 'Project') found.set(`${id.toLowerCase()}/${entry.resolved}`, { id, version: entry.resolved });
      }
    }
  }
  return [...found.values()].sort((a, b) => a.id.localeCompare(b.id));
}

// A reviewed list: `# ` comments, else columns separated by two or more spaces.
export const reviewed = file => readFileSync(new URL(file, import.meta.url), 'utf8').split('\n')
  .filter(line => line.trim() && !line.startsWith('#')).map(line => line.trim().split(/ {2,}/));

export const compare = (a, b) => {
  const parts = text => text.split('-')[0].split('.').map(Number);
  const [x, y] = [parts(a), parts(b)];
  for (let i = 0; i < 4; i++) if ((x[i] ?? 0) !== (y[i] ?? 0)) return (x[i] ?? 0) - (y[i] ?? 0);
  return 0;
};
