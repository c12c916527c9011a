import { randomBytes } from 'node:crypto';

/** What LabArchives gives whoever builds on its API; the password signs every call. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessPassword: string;
}

/** A fresh random one. */
export function createAccessKey(): AccessKey {
  return {
    accessKeyId: `dev_platform_${randomBytes(4).toString('hex')}`,
    // Base64 proper: its + and / show whether a client escapes and encodes what it must.
    accessPassword: randomBytes(24).toString('base64'),
  };
}
