import { randomInt } from 'node:crypto';
import type { User } from '../options.js';
import type { Secrets } from './secrets.js';

/** Letters that make no words, RFC 8628 section 6.1. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const FIRST_USER_CODE = 'RTJW-LJDN';

export type DeviceState = 'pending' | 'approved' | 'denied' | 'redeemed';

export interface DeviceCode {
  readonly userCode: string;
  readonly scope: string;
  readonly expiresAt: number;
  state: DeviceState;
  /** Who approved it. */
  user?: User;
}

/** The sign-ins of the device flow. */
export class DeviceCodes {
  /** How many polls are told to slow down. */
  slowDowns = 0;
  private readonly codes = new Map<string, DeviceCode>();
  private readonly ended = new Set<DeviceCode>();

  constructor(
    private readonly secrets: Secrets,
    private readonly now: () => number,
  ) {}

  /** A new sign-in. The first user code is always the same, for tests that want to see it on a screen. */
  add(scope: string, seconds: number, wanted?: string): { deviceCode: string; userCode: string } {
    const userCode = wanted ?? (this.codes.size === 0 ? FIRST_USER_CODE : newUserCode());
    const deviceCode = this.secrets.make('device');
    const expiresAt = this.now() + seconds * 1000;
    this.codes.set(deviceCode, { userCode, scope, expiresAt, state: 'pending' });
    return { deviceCode, userCode };
  }

  find(deviceCode: string): DeviceCode | undefined {
    return this.codes.get(deviceCode);
  }

  /** Settles the code named, or the newest that is pending; throws where there is none. */
  settle(state: 'approved' | 'denied', userCode: string | undefined, user: User): void {
    const pending = [...this.codes.values()].filter(
      (code) => code.state === 'pending' && !this.isExpired(code),
    );
    const code = pending.findLast((each) => userCode === undefined || each.userCode === userCode);
    if (!code) {
      throw new Error(
        `No device code${userCode === undefined ? '' : ` ${userCode}`} is pending: wait until the client has asked for one.`,
      );
    }
    code.state = state;
    code.user = user;
  }

  isExpired(code: DeviceCode): boolean {
    return this.ended.has(code) || code.expiresAt <= this.now();
  }

  expireAll(): void {
    for (const code of this.codes.values()) this.ended.add(code);
  }

  /** Whether this poll is one of those that are told to slow down. */
  takeSlowDown(): boolean {
    if (this.slowDowns <= 0) return false;
    this.slowDowns -= 1;
    return true;
  }
}

function newUserCode(): string {
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
