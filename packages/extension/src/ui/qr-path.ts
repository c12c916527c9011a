import { generate } from 'lean-qr/nano';
import { toSvgPath } from 'lean-qr/extras/svg';

/** A QR code as the path of an SVG, in modules: `size` of them on each side, its quiet zone apart. */
export interface QrPath {
  readonly path: string;
  readonly size: number;
}

/** The QR code (ISO/IEC 18004) of a text. Throws where the text is too long for one. */
export function qrPath(text: string): QrPath {
  const code = generate(text);
  return { path: toSvgPath(code), size: code.size };
}
