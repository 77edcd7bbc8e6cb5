import * as E from 'fp-ts/Either'
import { decode } from '../lib/codec/decode.ts'
import { ProviderDefinition, type Providers } from '../lib/provider/provider-definition.ts'
import { byId } from '../lib/provider/provider-file.ts'
import { fingerprint } from '../lib/rotation/fingerprint.ts'
import { LedgerItem } from '../lib/rotation/ledger-item.ts'
import type { AwsFailure } from '../lib/rotation/rotation-error.ts'
import { later } from '../lib/rotation/schedule.ts'
import { successorId } from '../lib/rotation/successor-id.ts'

/** The moment at which every test begins. */
export const NOW = new Date('2026-03-02T12:00:00.000Z')

export const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:crm/acme-AbCdEf'

export const salt = new Uint8Array([1, 2, 3, 4])

/** The fingerprint of a refresh token in the ledger of the happy path. */
export const printOf = (refreshToken: string): Uint8Array => fingerprint(salt, refreshToken)

/** The value of a right, for fixed data that is known to decode. */
export const rightOf = <E, A>(either: E.Either<E, A>): A => {
  if (E.isLeft(either)) throw new Error(`expected a right, got ${JSON.stringify(either.left)}`)
  return either.right
}

const definitionOf = (json: object): ProviderDefinition => rightOf(decode(ProviderDefinition)(json))

/** A rotating provider, one whose URL has a variable, one whose answers are read under client credentials. */
export const providers: Providers = byId([
  definitionOf({
    id: 'acme',
    name: 'Acme',
    tokenUrl: 'https://auth.acme.example/token',
    accessTokenLifetimeSeconds: 3600,
    defaultFormat: 'credentials',
  }),
  definitionOf({ id: 'hooli', name: 'Hooli', tokenUrl: 'https://{tenant}.hooli.example/token' }),
  definitionOf({
    id: 'machine',
    name: 'Machine',
    tokenUrl: 'https://auth.machine.example/token',
    grant: 'client_credentials',
  }),
])

/** A stored credential in the format `credentials`, issued two hours ago for an hour unless said otherwise. */
export const textOf = (refreshToken: string, fields: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({
    access_token: refreshToken.replace('refresh', 'access'),
    refresh_token: refreshToken,
    issued_at: later(NOW, -7200).toISOString(),
    expires_in: 3600,
    ...fields,
  })

const EMPTY_ITEM = rightOf(decode(LedgerItem)({ id: secretArn }))

/** A ledger item of which only some fields are known. */
export const itemOf = (fields: Partial<LedgerItem>): LedgerItem => ({ ...EMPTY_ITEM, ...fields })

/** The steady state: refreshed an hour ago, due now. */
export const steadyItem = itemOf({
  layout: 1,
  name: 'crm/acme',
  provider: 'acme',
  format: 'credentials',
  policy: '{"provider":"acme"}',
  status: 'active',
  version: 'v1',
  base: 'v0',
  newest: 'v1',
  nextAt: NOW,
  expiresAt: later(NOW, 600),
  refreshedAt: later(NOW, -7200),
  salt,
  current: printOf('refresh-0-0'),
})

export const awsFailure = (operation: string, code = 'InternalServiceError'): AwsFailure => ({
  tag: 'AwsFailure',
  operation,
  code,
})

/** The version that the happy path's first refresh makes of `v1`. */
export const SUCCESSOR = successorId('id-2', 'v1')
