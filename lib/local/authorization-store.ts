import type { Adapter, AdapterPayload } from 'oidc-provider'

/**
 * What an authorization server has given out so far.
 *
 * Shape: `find` gives a copy, also of what is expired or used; `revokeGrant` forgets a grant with all its tokens and
 * does nothing for an unknown one; `adapter` is what the server itself writes through, a model at a time.
 */
export type AuthorizationStore = {
  readonly find: (model: string, id: string) => AdapterPayload | undefined
  readonly revokeGrant: (grantId: string) => void
  readonly adapter: (model: string) => Adapter
}

/** Keeps everything: the provider's own store drops the oldest entries, so that tokens would vanish. */
export const authorizationStore = (): AuthorizationStore => {
  const models = new Map<string, Map<string, AdapterPayload>>()
  const entriesOf = (model: string): Map<string, AdapterPayload> => {
    const entries = models.get(model) ?? new Map<string, AdapterPayload>()
    models.set(model, entries)
    return entries
  }
  const find: AuthorizationStore['find'] = (model, id) => structuredClone(entriesOf(model).get(id))

  const revokeGrant = (grantId: string): void => {
    entriesOf('Grant').delete(grantId)
    for (const entries of models.values()) {
      for (const [id, payload] of entries) {
        if (payload.grantId === grantId) {
          entries.delete(id)
        }
      }
    }
  }

  return {
    find,
    revokeGrant,
    adapter: (model) => ({
      upsert: async (id, payload) => {
        entriesOf(model).set(id, structuredClone(payload))
      },
      find: async (id) => find(model, id),
      // Device codes and sessions belong to flows that nobody can begin here.
      findByUserCode: async () => undefined,
      findByUid: async () => undefined,
      consume: async (id) => {
        const payload = entriesOf(model).get(id)
        if (payload) {
          payload.consumed = Math.floor(Date.now() / 1000)
        }
      },
      destroy: async (id) => {
        entriesOf(model).delete(id)
      },
      revokeByGrantId: async (grantId) => revokeGrant(grantId),
    }),
  }
}
