import { randomBytes } from 'node:crypto';

/** Every token and code that was given away, in the order of its making. */
export class Secrets {
  readonly all: string[] = [];
  private count = 0;

  /** A new one, such as `secret-access-2-…`; none is the beginning of another. */
  make(kind: 'access' | 'refresh' | 'device' | 'code'): string {
    this.count += 1;
    const secret = `secret-${kind}-${this.count}-${randomBytes(12).toString('base64url')}`;
    this.add(secret);
    return secret;
  }

  add(secret: string): void {
    this.all.push(secret);
  }
}
