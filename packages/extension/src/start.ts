import { UUID } from '@lumino/coreutils';
import { Bridge } from './bridge/bridge';
import { loadHidden } from './bridge/hidden-frame';
import { ownBase } from './bridge/own-pages';
import { pageBuild } from './bridge/versions';
import { HostLink, hostWindow } from './host/host-link';

const build = pageBuild();

/** False in a site without an auth.json: it stays as JupyterLite made it. */
export const isConfigured = build !== undefined;

const host = hostWindow();

/**
 * Made when this module is evaluated, which is before any plugin is activated
 * and any notebook output can run: the worker is to have control before the
 * first kernel, and the host's messages are not to be overheard.
 */
export const bridge = new Bridge(build, host !== undefined);

bridge.silentSignInNeeded.connect((_, { url, ms }) => {
  if (!loadHidden(url, ms, ownBase())) console.warn('A silent sign-in was refused: wrong address.');
});

const link = isConfigured ? new HostLink(host, bridge) : undefined;

/** Tells this load of the page from others: kernels write it into what they show of a session. */
export const thisPage = UUID.uuid4();

/** Resolves when the host has handed over its data, or is not there. Never rejects. */
export const hostSettled: Promise<void> = link?.settled ?? Promise.resolve();

/** Resolves where host and site speak no version of their messages in common; else stays pending. */
export const hostRefused = link?.refused;
