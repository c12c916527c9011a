import { html, json } from '../server/index.js';
import type { Answer } from '../server/index.js';
import type { Context } from './context.js';
import { endpoint } from './endpoint.js';
import { requireClient } from './require-client.js';

/** The device authorization endpoint, RFC 8628 section 3.1. */
export function deviceEndpoint(context: Context): Answer {
  return endpoint(['POST'], (received) => {
    requireClient(received, context);
    return deviceAnswer(context, {});
  });
}

/** A device authorization answer, RFC 8628 section 3.2, with `more` put over it. */
export function deviceAnswer(context: Context, more: Readonly<Record<string, unknown>>): Answer {
  return (response, received, next) => {
    const { settings, devices, origin, paths } = context;
    const { user_code, expires_in } = more;
    const { deviceCode, userCode } = devices.add(
      received.form.get('scope') ?? settings.scope,
      typeof expires_in === 'number' ? expires_in : settings.deviceCodeSeconds,
      typeof user_code === 'string' ? user_code : undefined,
    );
    const verification_uri = origin + paths.verification;
    const body = {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri,
      ...(settings.verificationUriComplete && {
        verification_uri_complete: `${verification_uri}?user_code=${encodeURIComponent(userCode)}`,
      }),
      expires_in: settings.deviceCodeSeconds,
      ...(settings.interval !== undefined && { interval: settings.interval }),
      ...more,
    };
    json(200, body, { 'cache-control': 'no-store' })(response, received, next);
  };
}

/** Where the user would type the code in: here, the test decides. */
export function verificationEndpoint(): Answer {
  return endpoint(['GET'], () =>
    html(200, '<!doctype html><title>Sign in</title><p>The test approves or denies this sign-in.'),
  );
}
