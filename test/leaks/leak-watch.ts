import type { LocalAccount } from '../../lib/local/account.ts'
import { DEMO_SECRET } from '../../lib/local/demo-secret.ts'
import type { Call } from '../../lib/local/gateway/gateway-call.ts'

/**
 * Whoever searches what an account says for its secrets.
 *
 * Shape: `hearLine` and `hearCall` are fed while it works; `leaks` names the places where a secret was seen, in what was
 * heard and in what the account shows now.
 */
export type LeakWatch = {
  readonly hearLine: (functionName: string, line: string) => void
  readonly hearCall: (call: Call) => void
  readonly leaks: (account: LocalAccount) => readonly string[]
}

/** Secrets Manager is where secrets belong, and KMS gives out keys that seal them; all other calls must not know any. */
const MAY_KNOW: readonly string[] = ['secretsmanager', 'kms']

/** Searches everything that leaves a local account's functions: log lines, queue bodies, ledger writes, events, tags. */
export const leakWatch = (): LeakWatch => {
  const seen = new Set<string>()
  const search = (place: string, said: unknown): void => {
    if (holdsSecret(JSON.stringify(said) ?? '')) seen.add(place)
  }
  return {
    hearLine: (functionName, line) => search(`a log line of ${functionName}`, line),
    hearCall: ({ service, operation, input }) => {
      if (!MAY_KNOW.includes(service)) search(`${service} ${operation}`, input)
    },
    leaks: ({ eventBridge, secretsManager }) => {
      search('an event', eventBridge.events())
      search(
        'a tag, a name or a description',
        secretsManager.snapshot().map(({ name, tags, description }) => [name, tags, description]),
      )
      return [...seen]
    },
  }
}

/** Whether a text holds a demo secret, as it is or in a binary value of the ledger. */
const holdsSecret = (text: string): boolean =>
  text.includes(DEMO_SECRET) ||
  [...text.matchAll(/"B":"([A-Za-z0-9+/=]+)"/g)].some(([, base64 = '']) =>
    Buffer.from(base64, 'base64').includes(DEMO_SECRET),
  )
