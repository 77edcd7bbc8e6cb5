import type { Credential } from '../../credential/credential.ts'
import { canAuthenticate, needsClient } from '../../provider/client/client-authentication.ts'
import { usualFields } from '../../provider/client/client-needs.ts'
import { endsAtFirstSight } from '../../rotation/grant-rules.ts'
import { fromNow } from '../fleet-rows.ts'
import type { CheckedText } from './check-text.ts'
import type { Fact } from './credential-facts.ts'
import { firstRefresh } from './first-refresh.ts'
import type { PlannedCredential } from './planned-credential.ts'
import { type RecognitionHints, shownNames, whyFormat } from './recognition.ts'

/** What a credential's text holds: names and dates, no values. */
export const textFacts = (
  { object, stored: { credential, format } }: CheckedText,
  hints: RecognitionHints,
  now: Date,
): readonly Fact[] => [
  ['format', `${format.id} (${whyFormat(object, format, hints)})`],
  ['fields', shownNames(object).join(', ')],
  ['holds', partsOf(credential).join(', ') || 'nothing that a refresh could use'],
  ['issued', when(credential.issuedAt, now) ?? 'the text does not say'],
  ['access token ends', when(credential.expiresAt, now) ?? 'the text does not say'],
  ...(credential.refreshTokenExpiresAt === undefined
    ? []
    : [['refresh token ends', when(credential.refreshTokenExpiresAt, now) ?? ''] as const]),
]

/** What would happen to a credential that is stored now under its provider. Shape: `arn` may be a name, dates are then off by minutes. */
export const planFacts = (
  planned: PlannedCredential,
  {
    tagPrefix,
    now,
    name,
  }: { readonly tagPrefix: string; readonly now: Date; readonly name: string },
): readonly Fact[] => {
  const { definition } = planned.settings
  const { at } = firstRefresh(planned, name, now)
  const { grantEndsAt } = endsAtFirstSight(definition, planned.stored.credential, now)
  return [
    ['provider', `${definition.id} (${definition.name})`],
    ['client', clientLine(planned, tagPrefix)],
    ['first refresh', at instanceof Date ? `about ${when(at, now)}` : FIRST_REFRESH[at]],
    ...(grantEndsAt === undefined
      ? []
      : [
          [
            'grant ends',
            `${when(grantEndsAt, now)} at the latest, unless it is refreshed before`,
          ] as const,
        ]),
    ...planned.notes.map((note) => ['note', note] as const),
  ]
}

const FIRST_REFRESH = {
  'first look': 'at the first sweep that sees it',
  never: 'never: there is nothing to refresh',
} as const

const clientLine = (
  { settings: { definition, clientName }, stored: { credential } }: PlannedCredential,
  tagPrefix: string,
): string => {
  if (!needsClient(definition)) return 'none is needed'
  const { clientId, clientSecret } = credential
  const carried =
    clientId === undefined ? undefined : { id: clientId, secret: clientSecret, parameters: {} }
  const isPublic = definition.clientAuth.every((method) => method === 'none')
  const isEnough = carried !== undefined && canAuthenticate(carried, definition)
  return isEnough && (clientSecret !== undefined || isPublic)
    ? 'the credential carries it'
    : `looked up in the secret ${tagPrefix}/clients/${clientName} (${usualFields(definition)})`
}

const PARTS: readonly (readonly [keyof Credential, string])[] = [
  ['accessToken', 'an access token'],
  ['refreshToken', 'a refresh token'],
  ['clientId', 'a client id'],
  ['clientSecret', 'a client secret'],
]

const partsOf = (credential: Credential): readonly string[] =>
  PARTS.filter(([field]) => credential[field] !== undefined).map(([, name]) => name)

const when = (date: Date | undefined, now: Date): string | undefined =>
  date === undefined ? undefined : `${date.toISOString()} (${fromNow(date, now)})`
