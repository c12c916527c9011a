/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const STYLE = fileURLToPath(new URL('../style/', import.meta.url));

/** Phones read a code that is dark on white, in every theme. */
const OF_THE_QR_CODE = ['background: #fff', 'fill: #000'];

/** A declaration whose value is a colour, or has one in it. */
const COLOUR =
  /[\w-]+:[^;{}]*?(?:#[\da-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(|\b(?:white|black|gr[ae]y|red|green|blue|orange|yellow)\b(?!-))[^;{}]*/gi;

const coloursOf = (css: string) =>
  (css.replaceAll(/\/\*.*?\*\/|var\([^()]*\)/gs, '').match(COLOUR) ?? []).map((one) => one.trim());

describe('the colours of what we show', () => {
  it("are the theme's variables, but for the code that phones read", () => {
    const files = readdirSync(STYLE).filter((name) => name.endsWith('.css'));
    expect(files).not.toEqual([]);
    expect(files.flatMap((name) => coloursOf(readFileSync(STYLE + name, 'utf8')))).toEqual(
      OF_THE_QR_CODE,
    );
  });

  it.each(['a { color: red; }', 'a { border: 1px solid rgba(0, 0, 0, 0.1) }', 'a{color:#FFF}'])(
    'would be found in %s',
    (css) => expect(coloursOf(css)).toHaveLength(1),
  );
});
