import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { QrPath } from './qr-path';

/** Modules around the code that have to stay free (ISO/IEC 18004). */
const QUIET = 4;

/**
 * A link as a QR code, for a user whose password manager is on the phone. Its
 * generator is loaded when one is shown; where that fails there is none.
 */
export function QrCode({
  link,
  label,
  trans,
}: {
  readonly link: string;
  readonly label: string;
  readonly trans: TranslationBundle;
}): React.JSX.Element | null {
  const [code, setCode] = React.useState<QrPath | undefined>();
  React.useEffect(() => {
    let wanted = true;
    import('./qr-path').then(
      ({ qrPath }) => {
        if (wanted) setCode(tryPath(() => qrPath(link)));
      },
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [link]);
  const side = (code?.size ?? 0) + 2 * QUIET;
  return (
    <figure className="jp-AuthBridge-qr">
      <svg
        role="img"
        aria-label={trans.__("QR code of the link to %1's sign-in page", label)}
        viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`}
        shapeRendering="crispEdges"
      >
        {code && <path d={code.path} />}
      </svg>
      <figcaption>{trans.__('Or scan it with your phone')}</figcaption>
    </figure>
  );
}

function tryPath(make: () => QrPath): QrPath | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
