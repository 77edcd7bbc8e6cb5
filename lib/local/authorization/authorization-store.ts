import type { Adapter, AdapterPayload } from 'oidc-provider'
import { type AccountClock, realTime } from '../account-clock.ts'
import { type Documents, inMemory } from '../kept/documents.ts'

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

/**
 * Keeps everything, in memory and in documents: the provider's own store drops the oldest entries, so that tokens would
 * vanish.
 *
 * Shape: what is kept, and what `find` gives, is told in the account's time; the server lives by the machine's clock, so
 * its adapter tells it the same moments in the machine's time.
 */
export const authorizationStore = (
  documents: Documents = inMemory,
  clock: Pick<AccountClock, 'now' | 'machineTimeOf'> = realTime,
): AuthorizationStore => {
  const models = new Map<string, Map<string, AdapterPayload>>()
  const entriesOf = (model: string): Map<string, AdapterPayload> => {
    const entries = models.get(model) ?? new Map<string, AdapterPayload>()
    models.set(model, entries)
    return entries
  }
  const find: AuthorizationStore['find'] = (model, id) => structuredClone(entriesOf(model).get(id))

  const set = (model: string, id: string, payload: AdapterPayload): void => {
    documents.put(`${model}/${id}`, JSON.stringify(payload))
    entriesOf(model).set(id, structuredClone(payload))
  }
  const remove = (model: string, id: string): void => {
    documents.remove(`${model}/${id}`)
    entriesOf(model).delete(id)
  }
  for (const [key, text] of documents.all()) {
    const [model = '', id = ''] = key.split('/')
    entriesOf(model).set(id, JSON.parse(text))
  }

  const revokeGrant = (grantId: string): void => {
    remove('Grant', grantId)
    for (const [model, entries] of models) {
      for (const [id, payload] of entries) {
        if (payload.grantId === grantId) {
          remove(model, id)
        }
      }
    }
  }

  const toMachineTime = (payload: AdapterPayload | undefined): AdapterPayload | undefined =>
    payload?.exp === undefined
      ? payload
      : { ...payload, exp: seconds(clock.machineTimeOf(new Date(payload.exp * 1000))) }

  return {
    find,
    revokeGrant,
    adapter: (model) => ({
      upsert: async (id, payload, expiresIn) =>
        set(model, id, { ...payload, ...lifetimeFrom(clock.now(), expiresIn) }),
      find: async (id) => toMachineTime(find(model, id)),
      // Device codes and sessions belong to flows that nobody can begin here.
      findByUserCode: async () => undefined,
      findByUid: async () => undefined,
      consume: async (id) => {
        const payload = entriesOf(model).get(id)
        if (payload) {
          set(model, id, { ...payload, consumed: seconds(clock.now()) })
        }
      },
      destroy: async (id) => remove(model, id),
      revokeByGrantId: async (grantId) => revokeGrant(grantId),
    }),
  }
}

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000)

const lifetimeFrom = (now: Date, expiresIn: number | undefined): Partial<AdapterPayload> =>
  expiresIn === undefined ? {} : { iat: seconds(now), exp: seconds(now) + expiresIn }
