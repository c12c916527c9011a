import type { BasicProvider, LabArchivesProvider, TokenProvider } from './config.js';
import {
  map,
  noKey,
  object,
  oneOf,
  only,
  optional,
  refused,
  required,
  setOf,
  withDefault,
} from './parse-config-combinators.js';
import type { Parser } from './parse-config-combinators.js';
import { checkUrl, endpointUrl, webUrl } from './parse-config-url.js';
import { accessKeyId, authScheme, label } from './parse-config-values.js';

// The secret of these providers is typed in by the user: `auth.json` is public.

/** Keys that an error speaks of with words of its own. */
export type Refused<K extends string> = Readonly<Partial<Record<K, never>>>;

export const noPreset = refused(noKey("no 'preset': only a provider of type 'oidc' has one"));
const noSignIn = refused(noKey("no 'signIn': the sign-in is a form, there is no other way"));

const FORM: readonly ['form'] = Object.freeze(['form']);
const HOST_OR_FORM: TokenProvider['signIn'] = Object.freeze(['host', 'form']);

/** One entry of `providers` whose `type` is `token`. */
export function tokenProvider(id: string): Parser<TokenProvider> {
  const parser = object<Omit<TokenProvider, 'id'> & Refused<'preset'>>({
    label: withDefault(label, id),
    type: required(only('token', "'token'")),
    preset: noPreset,
    scheme: withDefault(authScheme, 'Bearer'),
    checkUrl: optional(checkUrl),
    tokenUrl: optional(endpointUrl),
    signIn: withDefault(
      setOf(oneOf(['host', 'form']), "a list of one or more of 'host', 'form', each once"),
      HOST_OR_FORM,
    ),
  });
  return map(parser, (provider) => Object.freeze({ id, ...provider }));
}

/** One entry of `providers` whose `type` is `basic`. */
export function basicProvider(id: string): Parser<BasicProvider> {
  const parser = object<Omit<BasicProvider, 'id' | 'signIn'> & Refused<'preset' | 'signIn'>>({
    label: withDefault(label, id),
    type: required(only('basic', "'basic'")),
    preset: noPreset,
    checkUrl: optional(checkUrl),
    signIn: noSignIn,
  });
  return map(parser, (provider) => Object.freeze({ id, ...provider, signIn: FORM }));
}

const noSecret = (key: string) =>
  refused(noKey(`no '${key}': service-worker.js is public; the user types it in`));

/** One entry of `providers` whose `type` is `labarchives`. */
export const labArchivesProvider = (id: string): Parser<LabArchivesProvider> =>
  map(labArchives, (provider) => Object.freeze({ id, ...provider, signIn: FORM }));

type SecretKey = 'accessPassword' | 'accessKeyPassword' | 'password' | 'secret';

const labArchives = object<
  Omit<LabArchivesProvider, 'id' | 'signIn'> & Refused<'preset' | 'signIn' | SecretKey>
>({
  label: withDefault(label, 'LabArchives'),
  type: required(only('labarchives', "'labarchives'")),
  preset: noPreset,
  url: withDefault(
    map(webUrl, (url) => url.replace(/\/$/, '')),
    'https://api.labarchives.com',
  ),
  accessKeyId: optional(accessKeyId),
  signIn: noSignIn,
  accessPassword: noSecret('accessPassword'),
  accessKeyPassword: noSecret('accessKeyPassword'),
  password: noSecret('password'),
  secret: noSecret('secret'),
});
