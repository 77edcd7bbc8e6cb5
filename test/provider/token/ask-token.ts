import type * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { Client } from '../../../lib/provider/client/client.ts'
import { localSign } from '../../../lib/provider/client/signer.ts'
import { guardedFetch } from '../../../lib/provider/token/guarded-fetch.ts'
import type { TokenFailure } from '../../../lib/provider/token/token-failure.ts'
import { requestToken } from '../../../lib/provider/token/token-request.ts'
import { readTokenResponse, type TokenGrant } from '../../../lib/provider/token/token-response.ts'
import { definition } from '../definition.ts'

/** What a test asks of a token endpoint on loopback; `fields` are those of the provider's definition. */
export type TokenQuestion = {
  readonly url: URL
  readonly client?: Omit<Client, 'parameters'> & Partial<Client>
  readonly refreshToken?: string
  readonly fields?: Readonly<Record<string, unknown>>
}

/** When it is asked. */
export const AT = new Date('2026-01-01T00:00:00Z')

/** Sends a token request over HTTP and reads the answer. */
export const askToken = ({
  url,
  client = { id: 'app', secret: 'app-secret' },
  refreshToken = 'old-token',
  fields = {},
}: TokenQuestion): Promise<E.Either<TokenFailure, TokenGrant>> => {
  const provider = definition({ ...fields, tokenUrl: url.href })
  return pipe(
    requestToken({
      sendPost: guardedFetch({ loopback: true }),
      sign: localSign,
      now: () => AT,
      newId: () => 'id-1',
    })({
      definition: provider,
      url,
      client: { parameters: {}, ...client },
      token: refreshToken,
      timeoutMilliseconds: 5000,
    }),
    TE.flatMap(readTokenResponse({ definition: provider, at: AT, accessToken: 'stored' })),
    TE.map(({ idToken, scope, tokenType, ...tokens }) => tokens),
  )()
}
