import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { readStored } from '../../lib/credential/stored-credential.ts'
import { errorCode } from '../../lib/provider/token/token-failure.ts'
import { readTokenResponse } from '../../lib/provider/token/token-response.ts'
import { settingsOf } from '../../lib/rotation/policy.ts'
import {
  type CredentialError,
  codeOf,
  describe as describeError,
  statusOf,
} from '../../lib/rotation/rotation-error.ts'
import { NOW, providers, textOf } from '../fixed-data.ts'
import { definition } from '../provider/definition.ts'

const ACME = { providerName: 'Acme', meaning: 'each is good for one use' } as const
const unavailable = { tag: 'ProviderUnavailable', cause: 'timed out' } as const

describe('an error', () => {
  it.each<[CredentialError, string, string, string]>([
    [
      { tag: 'InvalidSecret', problems: [{ path: 'expires_in', expected: 'a number' }] },
      'invalid',
      'invalid_secret',
      "the secret's text is not a credential: expires_in: expected a number",
    ],
    [
      { tag: 'InvalidTag', name: 'format', expected: 'one of a, b' },
      'invalid',
      'invalid_tag',
      'tag format: expected one of a, b',
    ],
    [
      { tag: 'InvalidClientSecret', secretName: 'token-rotation/clients/acme', expected: 'JSON' },
      'invalid',
      'invalid_client_secret',
      'secret token-rotation/clients/acme: expected JSON',
    ],
    [
      { tag: 'EndpointForbidden', reason: 'private address' },
      'invalid',
      'endpoint_forbidden',
      'the token URL leads to a place that is not allowed (private address)',
    ],
    [
      {
        tag: 'GrantRejected',
        providerCode: errorCode('invalid_grant'),
        answerWasLost: false,
        ...ACME,
      },
      'reauthorize',
      'grant_rejected',
      'Acme rejected the refresh token (invalid_grant): each is good for one use; a person must log in again at Acme and put the new tokens into the secret',
    ],
    [
      {
        tag: 'GrantRejected',
        providerCode: errorCode('invalid_grant'),
        answerWasLost: true,
        ...ACME,
      },
      'reauthorize',
      'grant_rejected',
      'Acme rejected the refresh token (invalid_grant), and an earlier answer of it was lost: each is good for one use; a person must log in again at Acme and put the new tokens into the secret',
    ],
    [
      { tag: 'NewestTokenLost' },
      'reauthorize',
      'newest_token_lost',
      'an old refresh token was put back and the version with the newest one is gone; a person must log in again',
    ],
    [
      { tag: 'RestoreLoop', restoresToday: 4 },
      'failing',
      'restore_loop',
      'an old refresh token was put back 5 times today; it is no longer restored until tomorrow, find out who writes it',
    ],
    [
      { tag: 'ClientRejected', providerCode: errorCode('invalid_client'), status: 401 },
      'failing',
      'client_rejected',
      'the provider does not accept the client (invalid_client, status 401); check its id and secret',
    ],
    [
      { tag: 'ClientUnusable', operation: 'Sign', code: 'AccessDeniedException' },
      'failing',
      'client_unusable',
      'the client cannot prove itself (Sign failed: AccessDeniedException); check its key or certificate, and that this deployment may use it',
    ],
    [
      { tag: 'RequestRejected', providerCode: errorCode('invalid_scope'), status: 400 },
      'failing',
      'request_rejected',
      'the provider does not accept the request (invalid_scope, status 400); check the provider definition and the tags',
    ],
    [
      { ...unavailable, mayBeApplied: false },
      'failing',
      'provider_unavailable',
      'the provider did not answer as it should (timed out); it is tried again',
    ],
    [
      { ...unavailable, cause: 'server error', status: 503, mayBeApplied: true },
      'failing',
      'answer_lost',
      'the provider did not answer as it should (server error, status 503); it is tried again',
    ],
  ])('%j has a status, a code and a sentence', (error, status, code, sentence) => {
    expect({
      status: statusOf(error),
      code: codeOf(error),
      sentence: describeError(error),
    }).toEqual({ status, code, sentence })
  })
})

describe('when secrets are planted in everything that comes from outside', () => {
  const planted = 'PLANTED-SECRET'

  const answerOf = async (status: number, body: unknown): Promise<CredentialError> => {
    const answer = await readTokenResponse({ definition: definition(), at: NOW })(
      Response.json(body, { status, headers: { 'x-echo': planted } }),
    )()
    if (E.isRight(answer)) throw new Error('expected a refusal')
    return answer.left.tag === 'GrantRejected'
      ? { ...answer.left, answerWasLost: false, ...ACME }
      : answer.left
  }

  it.each([
    [400, { error: planted, error_description: planted }],
    [400, { error: 'invalid_grant', error_description: planted }],
    [401, { error: 'invalid_client', error_uri: planted }],
    [503, { error: planted, message: planted }],
    [200, planted],
    [200, { access_token: '', refresh_token: planted }],
  ])('repeats nothing of an answer with status %i and body %j', async (status, body) => {
    const error = await answerOf(status, body)
    expect(JSON.stringify([error, describeError(error)])).not.toContain(planted)
  })

  it.each([
    planted,
    `{"refresh_token": "${planted}"`,
    textOf('refresh-0-0', { access_token: { value: planted } }),
    textOf('refresh-0-0', { issued_at: planted, expires_in: planted }),
  ])('repeats nothing of the text %s', (text) => {
    const read = readStored(text, { tagged: undefined, providerDefault: undefined })
    if (E.isRight(read)) throw new Error('expected a refusal')
    const error: CredentialError = { tag: 'InvalidSecret', problems: read.left }
    expect(JSON.stringify([error, describeError(error)])).not.toContain(planted)
  })

  it.each<Readonly<Record<string, string>>>([
    { provider: planted },
    { provider: 'acme', format: planted },
    { provider: 'hooli', 'param:tenant': `${planted}!` },
  ])('repeats nothing of the tags %j', (policy) => {
    const settings = settingsOf(providers)(policy)
    if (E.isRight(settings)) throw new Error('expected a refusal')
    expect(JSON.stringify([settings.left, describeError(settings.left)])).not.toContain(planted)
  })
})
