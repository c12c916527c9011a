import type { User } from '../options.js';
import { Refusal } from '../refusal.js';
import type { Answer, Received } from '../server/index.js';
import { DPOP_ALGORITHMS } from '../tokens/dpop-proofs.js';
import type { Context } from './context.js';
import { refusing } from './endpoint.js';

/** Answers for the user of the request's access token, and 401 without a live one (RFC 6750, RFC 9449 section 7). */
export function protect(context: Context, answerFor: (user: User) => Answer): Answer {
  return refusing(async (received) => {
    try {
      return answerFor(await authenticate(received, context));
    } catch (error) {
      throw error instanceof Refusal ? challenge(error, context) : error;
    }
  });
}

/** Whose access token the request carries; rejects with a Refusal. */
async function authenticate(received: Received, context: Context): Promise<User> {
  const [scheme = '', token] = (received.headers.authorization ?? '').split(' ');
  if (token === undefined) throw new Refusal('invalid_token', 'There is no access token.');
  const live = context.tokens.live(token);
  if (!live) throw new Refusal('invalid_token', 'The access token is not live.');
  if (scheme.toLowerCase() !== (live.jkt === undefined ? 'bearer' : 'dpop')) {
    throw new Refusal('invalid_token', 'The access token is of the other scheme.');
  }
  if (live.jkt !== undefined) {
    const url = context.origin + received.path;
    const proved = await context.dpop.check(received, { url, accessToken: token });
    if (proved !== live.jkt) throw new Refusal('invalid_token', 'The proof is by another key.');
  }
  return live.grant.user;
}

/** The refusal as a 401 that names the schemes, RFC 9110 section 11.6.1. */
function challenge({ error, description, headers }: Refusal, { settings }: Context): Refusal {
  const parameters = `realm="mock-provider", error="${error}"`;
  const schemes = [
    ...(settings.dpop === 'required' ? [] : [`Bearer ${parameters}`]),
    ...(settings.dpop ? [`DPoP ${parameters}, algs="${DPOP_ALGORITHMS.join(' ')}"`] : []),
  ];
  const authenticate = { 'www-authenticate': schemes.join(', ') };
  return new Refusal(error, description, 401, { ...headers, ...authenticate });
}
