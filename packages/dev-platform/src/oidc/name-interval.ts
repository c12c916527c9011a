import type Provider from 'oidc-provider';
import { isRecord } from '../is-record.js';

/** Has every answer with a device code name the seconds between polls (RFC 8628 section 3.2). */
export function nameInterval(provider: Provider, interval: number): void {
  provider.use(async (ctx, next) => {
    await next();
    const body: unknown = ctx.body;
    if (isRecord(body) && 'device_code' in body) ctx.body = { ...body, interval };
  });
}
