import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { afterEach, describe, expect, it } from 'vitest'
import { readClientSecret } from '../../../lib/provider/client/client-secret.ts'
import { localSign } from '../../../lib/provider/client/signer.ts'
import { guardedFetch } from '../../../lib/provider/token/guarded-fetch.ts'
import { requestToken } from '../../../lib/provider/token/token-request.ts'
import { readTokenResponse } from '../../../lib/provider/token/token-response.ts'
import { definition } from '../definition.ts'
import { startServer, type TestServer } from '../http-server.ts'
import { readJwt } from './read-jwt.ts'

type Fields = Readonly<Record<string, unknown>>

const NOW = new Date('2026-01-01T00:00:00Z')
const NOW_SECONDS = 1_767_225_600
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = (key = privateKey): string => key.export({ format: 'pem', type: 'pkcs8' }).toString()

/**
 * An exchange as a provider documents it.
 *
 * Shape: `claims` are the ones that the provider looks at, `maxSeconds` is how long an assertion may live.
 */
type Exchange = {
  readonly audience: string
  readonly secret: Fields
  readonly header: object
  readonly claims: object
  readonly maxSeconds: number
  readonly answer: object
  readonly means: object
}

/** Source: https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
const GOOGLE: Exchange = {
  audience: 'https://oauth2.googleapis.com/token',
  secret: {
    type: 'service_account',
    private_key_id: '370ab79b4513eb9bad7c9bd16a95cb76b5b2a56a',
    private_key: pem(),
    client_email: '761326798069@developer.gserviceaccount.com',
    client_id: '761326798069',
    token_uri: 'https://oauth2.googleapis.com/token',
    scope: 'https://www.googleapis.com/auth/prediction',
  },
  header: { alg: 'RS256', typ: 'JWT', kid: '370ab79b4513eb9bad7c9bd16a95cb76b5b2a56a' },
  claims: {
    iss: '761326798069@developer.gserviceaccount.com',
    scope: 'https://www.googleapis.com/auth/prediction',
    aud: 'https://oauth2.googleapis.com/token',
  },
  maxSeconds: 3600,
  answer: {
    access_token: 'google-new-access',
    scope: 'https://www.googleapis.com/auth/prediction',
    token_type: 'Bearer',
    expires_in: 3600,
  },
  means: { accessToken: 'google-new-access', expiresInSeconds: 3600 },
}

/** The same for a person in whose name the account acts. Source: as above, "Additional claims" */
const DELEGATED: Exchange = {
  ...GOOGLE,
  secret: { ...GOOGLE.secret, subject: 'some.user@example.com' },
  claims: { ...GOOGLE.claims, sub: 'some.user@example.com' },
}

/** Source: https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm */
const SALESFORCE: Exchange = {
  audience: 'https://login.salesforce.com',
  secret: { client_id: 'consumer-key', subject: 'my@email.com', private_key: pem() },
  header: { alg: 'RS256', typ: 'JWT' },
  claims: { iss: 'consumer-key', sub: 'my@email.com', aud: 'https://login.salesforce.com' },
  maxSeconds: 180,
  answer: {
    access_token: 'salesforce-new-access',
    scope: 'web openid api id',
    instance_url: 'https://acme.my.salesforce.com',
    id: 'https://login.salesforce.com/id/1/2',
    token_type: 'Bearer',
  },
  means: { accessToken: 'salesforce-new-access' },
}

let server: TestServer | undefined
afterEach(async () => {
  await server?.stop()
  server = undefined
})

/** Starts a provider that knows the client's public key, and looks at everything that it documents. */
const start = async (exchange: Exchange): Promise<URL> => {
  const answer = (response: ServerResponse) => {
    const isRight = isDocumented(exchange, server?.received.at(-1)?.body ?? '')
    response.statusCode = isRight ? 200 : 400
    response.end(
      JSON.stringify(
        isRight
          ? exchange.answer
          : { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' },
      ),
    )
  }
  server = await startServer(answer)
  return server.url
}

const isDocumented = ({ header, claims, maxSeconds }: Exchange, body: string): boolean => {
  const { assertion = '', ...others } = Object.fromEntries(new URLSearchParams(body))
  try {
    const jwt = readJwt(assertion, createPublicKey(privateKey))
    const { iat, exp, jti, ...said } = jwt.claims
    expect({ others, header: jwt.header, said }).toStrictEqual({
      others: { grant_type: GRANT_TYPE },
      header,
      said: claims,
    })
    return iat === NOW_SECONDS && Number(exp) > iat && Number(exp) - iat <= maxSeconds
  } catch {
    return false
  }
}

const ask = async ({ audience, secret }: Exchange, url: URL) => {
  const provider = definition({
    grant: 'jwt_bearer',
    clientAuth: 'none',
    parameterNames: { client_id: null },
    assertionAudience: audience,
    tokenUrl: url.href,
  })
  const client = readClientSecret(JSON.stringify(secret), provider)
  if (E.isLeft(client)) throw new Error(client.left)
  const env = {
    sendPost: guardedFetch({ loopback: true }),
    sign: localSign,
    now: () => NOW,
    newId: randomUUID,
  }
  const request = { definition: provider, url, client: client.right, token: '' }
  return pipe(
    requestToken(env)({ ...request, timeoutMilliseconds: 5000 }),
    TE.flatMap(readTokenResponse({ definition: provider, at: NOW })),
  )()
}

describe.each([
  ['a Google service account', GOOGLE],
  ['a Google service account in a person’s name', DELEGATED],
  ['a Salesforce app in a person’s name', SALESFORCE],
])('when a signed assertion is the grant of %s', (_, exchange) => {
  it('gets an access token', async () => {
    expect(await ask(exchange, await start(exchange))).toEqual(
      E.right(expect.objectContaining(exchange.means)),
    )
  })

  it.each<[string, Fields]>([
    ['key', { private_key: pem(stranger.privateKey) }],
    ['name', { issuer: 'somebody@else.example' }],
    ['subject', { subject: 'somebody@else.example' }],
  ])('is refused under another %s', async (_part, other) => {
    const question = { ...exchange, secret: { ...exchange.secret, ...other } }

    expect(await ask(question, await start(exchange))).toStrictEqual(
      E.left({ tag: 'GrantRejected', providerCode: 'invalid_grant' }),
    )
  })
})
