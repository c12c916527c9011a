import { expect, test } from 'vitest';
import { moveToPort } from './site-config.mjs';

test('ports of site and platform move together, everything else stays', () => {
  const config = {
    issuer: 'http://localhost:8001/oidc',
    origins: ['http://localhost:8001', 'https://platform.example:8001'],
    env: { API_PORT: '8001', SITE_PORT: '8000', API_HOST: 'localhost', API_VERSION: '2018-10-01' },
    sealed: false,
    expiry: 8001,
  };
  expect(moveToPort(config, 9000)).toEqual({
    issuer: 'http://localhost:9001/oidc',
    origins: ['http://localhost:9001', 'https://platform.example:8001'],
    env: { API_PORT: '9001', SITE_PORT: '9000', API_HOST: 'localhost', API_VERSION: '2018-10-01' },
    sealed: false,
    expiry: 8001,
  });
});

test('for the port that it is written for nothing changes', () => {
  const config = { url: 'http://localhost:8001/api/', port: '8000' };
  expect(moveToPort(config, 8000)).toEqual(config);
});
