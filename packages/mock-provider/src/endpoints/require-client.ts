import { Refusal } from '../refusal.js';
import type { Received } from '../server/index.js';
import type { Context } from './context.js';

/** RFC 6749 sections 2.3.1 and 3.2: a form of this client, with its secret where it has one. */
export function requireClient({ headers, form }: Received, { settings }: Context): void {
  const { clientId, clientSecret } = settings;
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    throw new Refusal('invalid_request', 'The body is not form-encoded.');
  }
  const isClient = form.get('client_id') === clientId;
  if (!isClient || (clientSecret !== undefined && form.get('client_secret') !== clientSecret)) {
    throw new Refusal('invalid_client', 'client_id or client_secret is not of this client.', 401);
  }
}
