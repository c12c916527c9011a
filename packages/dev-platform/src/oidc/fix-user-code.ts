import type Provider from 'oidc-provider';
import { isRecord } from '../is-record.js';

type DeviceCode = InstanceType<Provider['DeviceCode']>;

/** Gives every device sign-in this user code. A later sign-in ends the one before it. */
export function fixUserCode(provider: Provider, userCode: string): void {
  let last: DeviceCode | undefined;
  provider.use(async (ctx, next) => {
    await next();
    const body: unknown = ctx.body;
    const oidc: unknown = ctx.oidc;
    const code = isRecord(oidc) && isRecord(oidc.entities) ? oidc.entities.DeviceCode : undefined;
    if (!(code instanceof provider.DeviceCode) || !isRecord(body) || !('user_code' in body)) return;
    await last?.destroy();
    last = code;
    code.userCode = userCode.replace(/\W/g, '');
    await code.save();
    const link = new URL(String(body.verification_uri_complete));
    link.searchParams.set('user_code', userCode);
    ctx.body = {
      ...body,
      user_code: userCode,
      verification_uri_complete: link.href,
    };
  });
}
