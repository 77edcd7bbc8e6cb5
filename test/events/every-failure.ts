import { errorCode } from '../../lib/provider/token/token-failure.ts'
import { announcementsOf } from '../../lib/rotation/announcements.ts'
import type { RotationEvent } from '../../lib/rotation/event.ts'
import { recordFailure } from '../../lib/rotation/record.ts'
import type { CredentialError } from '../../lib/rotation/rotation-error.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { NOW, secretArn, steadyItem } from '../fixed-data.ts'
import { happyEnv } from '../happy-env.ts'

type Samples = {
  readonly [Tag in CredentialError['tag']]: readonly Extract<CredentialError, { tag: Tag }>[]
}

/** One failure of each kind and wording; the compiler asks for the kinds that are missing. */
const samples: Samples = {
  InvalidSecret: [{ tag: 'InvalidSecret', problems: [{ path: '', expected: 'a JSON object' }] }],
  InvalidTag: [{ tag: 'InvalidTag', name: 'format', expected: 'one of a, b' }],
  InvalidClientSecret: [
    { tag: 'InvalidClientSecret', secretName: 'token-rotation/clients/acme', expected: 'JSON' },
  ],
  RestoreLoop: [{ tag: 'RestoreLoop', restoresToday: 4 }],
  SecretRefuses: [{ tag: 'SecretRefuses', code: 'LimitExceededException' }],
  NewestTokenLost: [{ tag: 'NewestTokenLost' }],
  GrantRejected: [
    {
      tag: 'GrantRejected',
      providerCode: errorCode('invalid_grant'),
      answerWasLost: false,
      providerName: 'Acme',
      meaning: undefined,
    },
  ],
  ClientRejected: [
    { tag: 'ClientRejected', providerCode: errorCode('invalid_client'), status: 401 },
  ],
  RequestRejected: [
    { tag: 'RequestRejected', providerCode: errorCode('invalid_scope'), status: 400 },
  ],
  ProviderUnavailable: [
    { tag: 'ProviderUnavailable', cause: 'server error', status: 503, mayBeApplied: false },
    { tag: 'ProviderUnavailable', cause: 'timed out', mayBeApplied: true },
  ],
  ClientUnusable: [
    { tag: 'ClientUnusable', operation: 'Sign', code: 'AccessDeniedException' },
    { tag: 'ClientUnusable', code: 'NoKey' },
  ],
  EndpointForbidden: [{ tag: 'EndpointForbidden', reason: 'private address' }],
}

/** What is told when a credential begins to fail, for every kind of failure. */
export const everyFailure = (): readonly RotationEvent[] => {
  const { env } = happyEnv()
  const run = {
    request: { secretArn, versionId: 'v1', force: false, endsAt: later(NOW, 90) },
    holder: 'id-1',
    item: steadyItem,
    secret: { name: 'crm/acme', tags: {}, versions: { v1: ['AWSCURRENT'] } },
    current: 'v1',
    policy: { provider: 'acme' },
    answerWasLost: false,
  }
  return Object.values(samples)
    .flat()
    .flatMap((error) => {
      const ending = recordFailure(env)(run, error)
      return ending.tag === 'Recorded' ? announcementsOf(ending) : []
    })
}
