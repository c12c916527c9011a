import type { Adapter, AdapterPayload } from 'oidc-provider';

type Payloads = Map<string, AdapterPayload>;

/**
 * Storage for oidc-provider. Nothing expires from it: the provider checks
 * `exp` itself and needs an expired device code to answer `expired_token`.
 */
export class MemoryStore {
  readonly #models = new Map<string, Payloads>();

  /** The library's adapter for one of its models, e.g. `AccessToken`. */
  adapter(model: string): Adapter {
    return createAdapter(this.#payloads(model));
  }

  /** Forgets everything of a model. */
  clear(model: string): void {
    this.#payloads(model).clear();
  }

  #payloads(model: string): Payloads {
    let payloads = this.#models.get(model);
    if (!payloads) {
      payloads = new Map();
      this.#models.set(model, payloads);
    }
    return payloads;
  }
}

function createAdapter(payloads: Payloads): Adapter {
  const findBy = (member: 'uid' | 'userCode', value: string) =>
    Promise.resolve([...payloads.values()].find((payload) => payload[member] === value));
  return {
    upsert: (id, payload) => {
      payloads.set(id, payload);
      return Promise.resolve();
    },
    find: (id) => Promise.resolve(payloads.get(id)),
    findByUid: (uid) => findBy('uid', uid),
    findByUserCode: (userCode) => findBy('userCode', userCode),
    consume: (id) => {
      const payload = payloads.get(id);
      if (payload) payloads.set(id, { ...payload, consumed: Math.floor(Date.now() / 1000) });
      return Promise.resolve();
    },
    destroy: (id) => {
      payloads.delete(id);
      return Promise.resolve();
    },
    revokeByGrantId: (grantId) => {
      for (const [id, payload] of payloads) if (payload.grantId === grantId) payloads.delete(id);
      return Promise.resolve();
    },
  };
}
