import type { KernelSessionAnswer } from '@jupyterlite-auth-bridge/protocol';
import type { SessionProvider } from '../providers.js';
import type { Sessions } from '../sessions/sessions.js';
import type { Recorder } from '../activity/recorder.js';
import { jsonResponse } from '../json-response.js';
import { problemResponse } from '../problem.js';
import type { Runtime } from '../runtime.js';
import { carriedBy } from '../vault/handles.js';
import { providerState } from '../vault/public-state.js';
import type { Vault } from '../vault/vault.js';
import { waitForChange } from '../vault/wait-for-change.js';

/** `session?after=` answers after this time (ms) at the latest, changed or not. */
const LONGEST_WAIT_MS = 20_000;

/**
 * Answers `session`, `sign-in` and `sign-out` below the kernel endpoint. The
 * caller shows the handle of its kernel, and learns and steers the session of
 * that handle's provider alone.
 */
export async function answerKernel(
  request: Request,
  action: string,
  context: {
    readonly vault: Vault;
    readonly sessions: Sessions;
    readonly runtime: Runtime;
    readonly recorder: Pick<Recorder, 'problems'>;
  },
): Promise<Response> {
  const { vault, sessions, runtime, recorder } = context;
  const carried = carriedBy(request.headers);
  const owner = carried.kind === 'handle' ? vault.ownerOf(carried.handle) : undefined;
  const provider = owner && sessions.provider(owner.provider);
  if (!owner || !provider) {
    return problemResponse({
      code: 'handle-unknown',
      status: 401,
      detail: 'This site does not know this kernel. Restart the kernel.',
    });
  }
  const answer = () => {
    const problem = recorder.problems.get(owner.kernel);
    return jsonResponse({ ...sessionAnswer(vault, provider, owner.kernel), problem });
  };
  switch (`${request.method} ${action}`) {
    case 'GET session': {
      const after = new URL(request.url).searchParams.get('after');
      await waitForChange(vault, runtime, after === null ? 0 : LONGEST_WAIT_MS, () =>
        vault.revision === after ? undefined : true,
      );
      return answer();
    }
    case 'POST sign-in':
      await sessions.signIn(provider, { force: await wantsForce(request), asked: false });
      return answer();
    case 'POST sign-out':
      await sessions.signOut(provider);
      return answer();
    default:
      return problemResponse({
        code: 'endpoint-unknown',
        status: 404,
        detail: `There is no ${request.method} ${action} here. This kernel's helper and the site are of different versions: reload the page.`,
      });
  }
}

function sessionAnswer(
  vault: Vault,
  provider: SessionProvider,
  kernel: string,
): KernelSessionAnswer {
  const handle = vault.kernel(kernel)?.handles[provider.id] ?? '';
  return { revision: vault.revision, provider: providerState(vault, provider), handle };
}

async function wantsForce(request: Request): Promise<boolean> {
  const body: unknown = await request.json().catch(() => undefined);
  return typeof body === 'object' && body !== null && 'force' in body && body.force === true;
}
