import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import { unusableAnswer } from './labarchives-error.js';
import { LONGEST_ANSWER, readLabArchivesError, readUserAccessInfo } from './user-access.js';
import type { UserAccess } from './user-access.js';

/**
 * Reads LabArchives' answer to `userAccessInfoUrl`, whatever its status: an
 * error document counts under each. No more than `LONGEST_ANSWER` bytes are
 * read.
 * @throws LabArchivesError where LabArchives says what is wrong
 * @throws BridgeError `issuer-unreachable` (5xx, or it broke off), `issuer-refused` (anything else)
 */
export async function readUserAccessAnswer(response: Response): Promise<UserAccess> {
  const text = await boundedText(response);
  if (response.ok) return readUserAccessInfo(text);
  const error = readLabArchivesError(text);
  if (error) throw error;
  if (response.status >= 500) throw unreachable();
  throw unusableAnswer(`status ${response.status}`);
}

async function boundedText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  // Fatal: a document in another encoding would yield wrong names, not an error.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw unreachable(error);
    });
    if (done) return text + decode(decoder);
    bytes += value.byteLength;
    if (bytes > LONGEST_ANSWER) {
      void reader.cancel().catch(() => undefined);
      throw unusableAnswer('it is far too long');
    }
    text += decode(decoder, value);
  }
}

function decode(decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined });
  } catch (error) {
    throw unusableAnswer('it is not UTF-8', error);
  }
}

function unreachable(cause?: unknown): BridgeError {
  return new BridgeError(
    'issuer-unreachable',
    'LabArchives cannot answer now. Try again in a moment. If it keeps failing, tell the site owner.',
    { cause },
  );
}
