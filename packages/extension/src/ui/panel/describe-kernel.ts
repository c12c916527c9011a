import type { TranslationBundle } from '@jupyterlab/translation';
import type { KernelState } from '@jupyterlite-auth-bridge/protocol';
import { localTime } from '../format-time';

/** What the user calls a kernel: by its notebook, where that is known. */
export function kernelName(
  { notebook, place }: Pick<KernelState, 'notebook' | 'place'>,
  trans: TranslationBundle,
): string {
  if (notebook !== undefined) return notebook;
  return place === 'client'
    ? trans.__('Code that signed in by itself')
    : trans.__('Kernel that has run nothing yet');
}

/** Where it is and since when, or that it is revoked. */
export function describeKernel(
  { place, startedAt, revoked }: KernelState,
  now: number,
  trans: TranslationBundle,
  locale?: string,
): string {
  if (revoked) {
    return place === 'client'
      ? trans.__('Access revoked')
      : trans.__('Access revoked: restart the kernel to give it access again');
  }
  const places: Record<KernelState['place'], string> = {
    here: trans.__('This tab'),
    elsewhere: trans.__('Another tab'),
    client: trans.__('No known kernel'),
  };
  if (startedAt === undefined) return places[place];
  return trans.__('%1, since %2', places[place], localTime(startedAt, now, locale));
}

/** What a revocation does, before it is done. */
export function revokeWords(kernel: KernelState, trans: TranslationBundle): string {
  const name = kernelName(kernel, trans);
  const ends = trans.__(
    'After that, %1 can make no more calls as you. Calls already sent are not stopped. Other kernels are not affected.',
    name,
  );
  const again =
    kernel.place === 'client'
      ? trans.__('It gets access again when all pages of this site have been closed.')
      : trans.__('It gets access again when its kernel is restarted.');
  return `${ends} ${again}`;
}
