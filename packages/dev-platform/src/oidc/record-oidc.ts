import type Provider from 'oidc-provider';
import { isRecord } from '../is-record.js';
import { splitTarget, type Recorder } from '../recorder.js';

const ISSUING_ROUTES = ['token', 'device_authorization'];

/** Records what reaches the provider and which credentials it gives out. */
export function recordOidc(provider: Provider, recorder: Recorder): void {
  const mountPath = new URL(provider.issuer).pathname;
  provider.use(async (ctx, next) => {
    await next();
    const oidc: unknown = ctx.oidc;
    const { route, body } = isRecord(oidc) ? oidc : {};
    recorder.received.push({
      method: ctx.method,
      ...splitTarget(`${mountPath}${ctx.url}`),
      headers: ctx.headers,
      // The parser's object has no prototype, which equality checks of tests trip over.
      ...(isRecord(body) && { body: { ...body } }),
      status: ctx.status,
    });
    if (typeof route === 'string' && ISSUING_ROUTES.includes(route)) recorder.noteIssued(ctx.body);
  });
}
