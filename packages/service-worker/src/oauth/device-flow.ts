import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { OidcProvider, Trouble } from '@jupyterlite-auth-bridge/protocol';
import { OAuthError } from '../flows/oauth-error.js';
import type { OidcFlow } from '../flows/oidc-flow.js';
import { LONGEST_EXCHANGE_MS } from './tokens.js';
import type { Vault } from '../vault/vault.js';
import type { DpopKey, SignIn } from '../vault/types.js';
import { acceptTokens, discardTokens } from './accept-tokens.js';
import { troubleOf } from './trouble-of.js';

/** RFC 8628 section 3.5: what `slow_down` adds, for good (ms). */
const SLOW_DOWN_MS = 5_000;
/** The exponential back-off after polls without an answer ends here (ms). */
const LONGEST_INTERVAL_MS = 60_000;

/** Gets a code (RFC 8628 section 3.1). Never rejects: what goes wrong becomes the sign-in's phase. */
export async function startDeviceFlow(flow: OidcFlow, dpopKey?: DpopKey): Promise<void> {
  const { provider, client } = flow;
  const { vault, runtime } = flow.context;
  const id = runtime.random(9);
  const common = { id, provider: provider.id, method: 'device' } as const;
  vault.setSignIn({ ...common, phase: 'starting', interval: 0, nextPollAt: 0 });
  try {
    const code = await client.requestDeviceCode();
    if (!isCurrent(vault, provider.id, id)) return;
    const now = runtime.now();
    vault.setSignIn({
      ...common,
      phase: 'pending',
      deviceCode: code.deviceCode,
      userCode: code.userCode,
      verificationUri: code.verificationUri,
      ...(code.verificationUriComplete !== undefined && {
        verificationUriComplete: code.verificationUriComplete,
      }),
      expiresAt: now + code.expiresIn,
      interval: code.interval,
      nextPollAt: now + code.interval,
      ...(dpopKey && { dpopKey }),
    });
  } catch (error) {
    if (isCurrent(vault, provider.id, id)) fail(flow, id, 'failed', troubleOf(error, provider));
  }
}

/**
 * Polls the token endpoint for a pending sign-in if a poll is due (RFC 8628 sections
 * 3.4 and 3.5), and marks it expired when its time is over. Never rejects.
 */
export async function pollDeviceFlow(flow: OidcFlow, signIn: SignIn): Promise<void> {
  const { provider, client } = flow;
  const { vault, runtime } = flow.context;
  const { id, deviceCode, interval, dpopKey } = signIn;
  if (signIn.expiresAt !== undefined && runtime.now() >= signIn.expiresAt) {
    fail(flow, id, 'expired', expired(provider));
    return;
  }
  if (deviceCode === undefined || runtime.now() < signIn.nextPollAt) return;
  // Moved on before the request: a second tick meanwhile, however long it takes, finds nothing due.
  vault.reschedule(provider.id, id, interval, runtime.now() + LONGEST_EXCHANGE_MS + interval);
  try {
    const tokens = await client.pollDeviceCode(deviceCode, dpopKey);
    if (isCurrent(vault, provider.id, id)) acceptTokens(tokens, signIn, flow);
    else discardTokens(tokens, signIn, flow);
  } catch (error) {
    if (isCurrent(vault, provider.id, id)) afterRefusal(flow, id, interval, error);
  }
}

function afterRefusal(flow: OidcFlow, id: string, interval: number, error: unknown): void {
  const { provider, context } = flow;
  const { vault, runtime } = context;
  const wait = (ms: number) => vault.reschedule(provider.id, id, ms, runtime.now() + ms);
  if (error instanceof OAuthError) {
    switch (error.error) {
      case 'authorization_pending': {
        wait(interval);
        return;
      }
      case 'slow_down': {
        wait(interval + SLOW_DOWN_MS);
        return;
      }
      case 'access_denied': {
        fail(flow, id, 'denied', troubleOf(error, provider));
        return;
      }
      case 'expired_token': {
        fail(flow, id, 'expired', expired(provider));
        return;
      }
      default: {
        fail(flow, id, 'failed', troubleOf(error, provider));
        return;
      }
    }
  }
  if (error instanceof BridgeError && error.code === 'issuer-unreachable') {
    wait(Math.max(Math.min(interval * 2, LONGEST_INTERVAL_MS), (error.retryAfter ?? 0) * 1000));
    return;
  }
  fail(flow, id, 'failed', troubleOf(error, provider));
}

function fail(
  { provider, context: { vault, runtime } }: OidcFlow,
  id: string,
  phase: 'denied' | 'expired' | 'failed',
  trouble: Trouble,
): void {
  vault.setSignIn({
    id,
    provider: provider.id,
    method: 'device',
    phase,
    interval: 0,
    nextPollAt: 0,
    trouble: { ...trouble, at: runtime.now() },
  });
}

function isCurrent(vault: Vault, provider: string, id: string): boolean {
  return vault.signIn(provider)?.id === id;
}

function expired(provider: OidcProvider): Trouble {
  return {
    code: 'sign-in-expired',
    detail: `The code for ${provider.label} was not confirmed in time. Ask for a new code.`,
  };
}
