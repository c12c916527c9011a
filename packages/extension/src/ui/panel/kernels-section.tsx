import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { KernelState } from '@jupyterlite-auth-bridge/protocol';
import React from 'react';
import type { Bridge } from '../../bridge/bridge';
import { tell } from '../tell';
import { describeKernel, kernelName, revokeWords } from './describe-kernel';
import { makeOwn } from '../own-dialog';

/** The kernels that have handles, each with the way to take its access away. */
export function KernelsSection({
  bridge,
  kernels,
  trans,
}: {
  readonly bridge: Bridge;
  readonly kernels: readonly KernelState[];
  readonly trans: TranslationBundle;
}): React.JSX.Element {
  const heading = React.useId();
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{trans.__('Kernels')}</h2>
      {kernels.length === 0 ? (
        <p>
          {trans.__('None is running. A notebook or a console gets access when its kernel starts.')}
        </p>
      ) : (
        <ul className="jp-AuthBridge-list" role="list">
          {kernels.map((kernel) => (
            <Kernel key={kernel.id} bridge={bridge} kernel={kernel} trans={trans} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Kernel({
  bridge,
  kernel,
  trans,
}: {
  readonly bridge: Bridge;
  readonly kernel: KernelState;
  readonly trans: TranslationBundle;
}): React.JSX.Element {
  const name = kernelName(kernel, trans);
  return (
    <li className="jp-AuthBridge-kernel">
      <div>
        <div className="jp-AuthBridge-name">{name}</div>
        <div className="jp-AuthBridge-meta">{describeKernel(kernel, Date.now(), trans)}</div>
      </div>
      {!kernel.revoked && (
        <button
          type="button"
          className="jp-mod-styled jp-mod-reject"
          aria-label={trans.__('Revoke the access of %1', name)}
          onClick={() => void revoke(bridge, kernel, trans)}
        >
          {trans.__('Revoke')}
        </button>
      )}
    </li>
  );
}

async function revoke(
  bridge: Bridge,
  kernel: KernelState,
  trans: TranslationBundle,
): Promise<void> {
  const dialog = new Dialog({
    title: trans.__('Revoke access?'),
    body: revokeWords(kernel, trans),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: trans.__('Revoke') }),
    ],
  });
  makeOwn(dialog);
  const { button } = await dialog.launch();
  if (!button.accept) return;
  try {
    await bridge.request({ type: 'auth-bridge:revoke-kernel', kernel: kernel.id });
  } catch (error) {
    tell(error, trans);
  }
}
