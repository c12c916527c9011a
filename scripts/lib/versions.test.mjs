import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from './paths.mjs';
import { setVersion, versionsOf } from './versions.mjs';

const run = promisify(execFile);
const { version, workspaces } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));

test('the repository has one version, in the changelog too', async () => {
  const places = await versionsOf(ROOT);
  expect(places.length).toBeGreaterThan(20);
  expect(places.filter((each) => each.version !== version)).toEqual([]);
});

test('the Python packages read it where it is', async () => {
  for (const name of ['addon', 'kernel']) {
    const text = await readFile(join(ROOT, 'packages', name, 'pyproject.toml'), 'utf8');
    expect(text).toMatch(/^dynamic = \["version"\]$/m);
    expect(text).toMatch(/^path = "\.\.\/\.\.\/package\.json"$/m);
  }
});

describe('setVersion', () => {
  /** @type {string} */
  let copy;
  const changelog = () => join(copy, 'CHANGELOG.md');

  beforeEach(async () => {
    copy = await mkdtemp(join(tmpdir(), 'versions-'));
    const manifests = ['', ...workspaces].map((folder) => join(folder, 'package.json'));
    for (const name of [...manifests, 'package-lock.json', 'CHANGELOG.md']) {
      await cp(join(ROOT, name), join(copy, name), { recursive: true });
    }
  });
  afterEach(() => rm(copy, { recursive: true }));

  test('changes each place, and nothing else', async () => {
    const before = await versionsOf(copy);
    await setVersion(copy, '7.8.9-rc.1');
    const after = await versionsOf(copy);
    expect(after.map(({ place }) => place)).toEqual(before.map(({ place }) => place));
    expect(new Set(after.map((each) => each.version))).toEqual(new Set(['7.8.9-rc.1']));
    await setVersion(copy, version);
    const names = before.map(({ place }) => place.split(',')[0] ?? '');
    for (const name of new Set(names)) {
      const [now, original] = await Promise.all(
        [copy, ROOT].map((root) => readFile(join(root, name), 'utf8')),
      );
      expect(now, name).toBe(original);
    }
  });

  test('leaves a lock file that npm takes for its packages', async () => {
    await setVersion(copy, '7.8.9');
    const npm = ['ls', '--package-lock-only', '--all', '--json'];
    const { stdout } = await run('npm', npm, { cwd: copy, maxBuffer: 1e8 });
    const { problems, dependencies } = JSON.parse(stdout);
    expect(problems).toBeUndefined();
    expect(dependencies['@jupyterlite-auth-bridge/host'].version).toBe('7.8.9');
  });

  test('begins a section of the changelog where the newest is released', async () => {
    const released = '# Changelog\n\n## [1.0.0] - 2026-01-02\n\n- All.\n';
    await writeFile(changelog(), released);
    await setVersion(copy, '1.1.0');
    const sections = '## [1.1.0] - unreleased\n\n## [1.0.0] - 2026-01-02';
    expect(await readFile(changelog(), 'utf8')).toContain(sections);
    await setVersion(copy, '2.0.0');
    expect(await readFile(changelog(), 'utf8')).toContain(sections.replace('1.1.0', '2.0.0'));
  });

  test.each(['', '1.0', 'v1.0.0', '1.0.0-next', '1.0.0 '])('refuses %j', async (wrong) => {
    await expect(setVersion(copy, wrong)).rejects.toThrow(/is no version/);
    expect(new Set((await versionsOf(copy)).map((each) => each.version))).toEqual(
      new Set([version]),
    );
  });
});
