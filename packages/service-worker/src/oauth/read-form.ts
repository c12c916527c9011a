import { isRecord } from '@jupyterlite-auth-bridge/protocol';

/** A token request's parameters (RFC 6749 appendix B), or a JSON object's strings; undefined for anything else. */
export async function readForm(request: Request): Promise<URLSearchParams | undefined> {
  const type = request.headers.get('content-type') ?? '';
  const text = await request.text();
  if (type.includes('application/x-www-form-urlencoded')) return new URLSearchParams(text);
  if (!type.includes('json')) return undefined;
  const value = parse(text);
  if (!isRecord(value)) return undefined;
  const strings = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return new URLSearchParams(strings);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
