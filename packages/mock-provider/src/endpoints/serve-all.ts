import { json } from '../server/index.js';
import type { ScriptedServer } from '../server/index.js';
import { authorizeEndpoint } from './authorize.js';
import type { Context } from './context.js';
import { deviceEndpoint, verificationEndpoint } from './device.js';
import { endSessionEndpoint } from './end-session.js';
import { endpoint } from './endpoint.js';
import { protect } from './protect.js';
import { revokeEndpoint } from './revoke.js';
import { tokenEndpoint } from './token.js';

/** Gives every endpoint the answer that it has without a script. */
export function serveAll(server: ScriptedServer, context: Context): void {
  const { paths, metadata, keys } = context;
  const ownUser = protect(context, (user) => json(200, user));
  server.serve(
    paths.discovery,
    endpoint(['GET'], () => json(200, metadata.read())),
  );
  server.serve(
    paths.jwks,
    endpoint(['GET'], async () => json(200, await keys.jwks())),
  );
  server.serve(paths.authorize, authorizeEndpoint(context));
  server.serve(paths.token, tokenEndpoint(context));
  server.serve(paths.device, deviceEndpoint(context));
  server.serve(paths.verification, verificationEndpoint());
  server.serve(paths.userinfo, ownUser);
  server.serve(paths.revoke, revokeEndpoint(context));
  server.serve(paths.endSession, endSessionEndpoint(context));
  server.serve(paths.me, ownUser);
}
