import { Refusal } from '../refusal.js';
import { status } from '../server/index.js';
import type { Answer } from '../server/index.js';
import type { Context } from './context.js';
import { endpoint } from './endpoint.js';
import { requireClient } from './require-client.js';

/** The revocation endpoint, RFC 7009 section 2: 200 for tokens that it does not know, too. */
export function revokeEndpoint(context: Context): Answer {
  return endpoint(['POST'], (received) => {
    requireClient(received, context);
    const token = received.form.get('token');
    if (token === null) throw new Refusal('invalid_request', 'There is no token.');
    context.tokens.revoke(token);
    return status(200);
  });
}
