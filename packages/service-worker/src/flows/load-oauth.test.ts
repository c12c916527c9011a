import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import { describe, expect, it } from 'vitest';
import { oauthPart as part } from '../oauth/part.js';
import { keepOAuth, loadOAuth } from './load-oauth.js';
import type { ImportingScope, OAuthPartCore } from './load-oauth.js';
import { OAuthError } from './oauth-error.js';

const URL = 'https://site.example/auth-bridge-parts/oauth.0.js';

/** A worker's global whose browser has the second script. */
function scopeWith(imported: string[], given: OAuthPartCore[] = []): ImportingScope {
  return {
    importScripts(url) {
      imported.push(url);
      this.authBridgeOAuth = (core) => {
        given.push(core);
        return part;
      };
    },
  };
}

describe('the second script', () => {
  it('is imported at the installation, and not evaluated', async () => {
    const [imported, given]: [string[], OAuthPartCore[]] = [[], []];
    const scope = scopeWith(imported, given);
    await keepOAuth(scope, URL);
    expect(imported).toEqual([URL]);
    expect(given).toEqual([]);
    expect(scope).not.toHaveProperty('authBridgeOAuth');
  });

  it('lets no worker be installed without it', async () => {
    const scope = {
      importScripts: () => {
        throw new DOMException('not found', 'NetworkError');
      },
    };
    await expect(keepOAuth(scope, URL)).rejects.toThrow('not found');
  });

  it("is evaluated with the worker's own classes, and leaves nothing behind", () => {
    const given: OAuthPartCore[] = [];
    const scope = scopeWith([], given);
    expect(loadOAuth(scope, URL)).toBe(part);
    expect(given).toEqual([{ BridgeError, OAuthError }]);
    expect(scope).not.toHaveProperty('authBridgeOAuth');
  });

  it.each([
    ['is not there', { importScripts: () => void JSON.parse('') }],
    ['is another one', { importScripts: () => undefined }],
  ])('says what to do where it %s', (_, scope) => {
    expect(() => loadOAuth(scope, URL)).toThrow(BridgeError);
    expect(() => loadOAuth(scope, URL)).toThrow(/reload the page/);
  });
});
