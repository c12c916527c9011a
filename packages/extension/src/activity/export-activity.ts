import type { ActivityEntry } from '@jupyterlite-auth-bridge/protocol';
import type { EXPORT_FORMATS } from '../plugins/commands';

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A file's name, type and text. */
export interface ExportedFile {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

/**
 * The activity as a file, oldest first, times in UTC (ISO 8601).
 * @param now ms since the epoch, for the file's name
 */
export function exportActivity(
  entries: readonly ActivityEntry[],
  format: ExportFormat,
  now: number,
): ExportedFile {
  const name = `activity-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}.${format}`;
  return format === 'json'
    ? { name, type: 'application/json', text: toJson(entries) }
    : { name, type: 'text/csv', text: toCsv(entries) };
}

/** Gives the user a file that was made in this page. */
export function download({ name, type, text }: ExportedFile): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function toJson(entries: readonly ActivityEntry[]): string {
  return `${JSON.stringify(entries.map(row), undefined, 2)}\n`;
}

const COLUMNS = [
  'time',
  'kind',
  'notebook',
  'kernel',
  'method',
  'url',
  'provider',
  'rule',
  'status',
  'problem',
  'duration',
] as const;

function row(entry: ActivityEntry) {
  return { ...entry, time: new Date(entry.time).toISOString() };
}

/** RFC 4180, with a line of names. */
function toCsv(entries: readonly ActivityEntry[]): string {
  const lines = entries.map((entry) => {
    const values = row(entry);
    return COLUMNS.map((name) => cell(values[name]));
  });
  return [COLUMNS, ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

/** A spreadsheet takes a text that begins so for a formula; an apostrophe before it makes it a text. */
const FORMULA = /^[\s]*[=+\-@|%]|^[\t\r\n]/;

function cell(value: string | number | undefined): string {
  if (value === undefined || typeof value === 'number') return String(value ?? '');
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n']|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
