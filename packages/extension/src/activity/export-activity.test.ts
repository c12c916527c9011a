import { describe, expect, it } from 'vitest';
import { makeEntry } from '../testing/make-entry';
import { exportActivity } from './export-activity';

const NOW = Date.UTC(2026, 10, 26, 1, 2, 3);
const csv = (...entries: Parameters<typeof exportActivity>[0]) =>
  exportActivity(entries, 'csv', NOW).text.split('\r\n');

describe('exportActivity', () => {
  it('makes JSON with times in UTC', () => {
    const { name, type, text } = exportActivity([makeEntry()], 'json', NOW);
    expect([name, type]).toEqual(['activity-2026-11-26T01-02-03.json', 'application/json']);
    expect(JSON.parse(text)).toEqual([{ ...makeEntry(), time: '2026-01-02T03:04:05.000Z' }]);
  });

  it('makes CSV with a line of names and one for each call', () => {
    const bare = makeEntry({ problem: 'rule-denied' }, 'status', 'notebook');
    expect(csv(makeEntry(), bare)).toEqual([
      'time,kind,notebook,kernel,method,url,provider,rule,status,problem,duration',
      '2026-01-02T03:04:05.000Z,call,work/list.ipynb,k,GET,https://api.example/v1/items?limit,platform,0,200,,12',
      '2026-01-02T03:04:05.000Z,call,,k,GET,https://api.example/v1/items?limit,platform,0,,rule-denied,12',
      '',
    ]);
  });

  it.each([
    ['=HYPERLINK("https://evil.example")', `"'=HYPERLINK(""https://evil.example"")"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'\t=1"`],
    [' =1', `"' =1"`],
    ['\n=1', `"'\n=1"`],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['plain.ipynb', 'plain.ipynb'],
  ])(
    'lets no spreadsheet take the notebook %j for a formula or for two cells',
    (notebook, shown) => {
      const { text } = exportActivity([makeEntry({ notebook })], 'csv', NOW);
      expect(text).toContain(`,call,${shown},k,`);
    },
  );
});
