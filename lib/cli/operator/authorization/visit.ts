import { randomUUID } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { generateRandomCodeVerifier, generateRandomState } from 'oauth4webapi'
import { kmsSigner } from '../../../aws/kms-signer.ts'
import { describeRefusal } from '../../../provider/login/authorization-answer.ts'
import { exchangeCode } from '../../../provider/login/authorization-code.ts'
import { authorizationUrl } from '../../../provider/login/authorization-request.ts'
import { guardedFetch } from '../../../provider/token/guarded-fetch.ts'
import type { TokenFailure } from '../../../provider/token/token-failure.ts'
import type { TokenRequestEnv } from '../../../provider/token/token-request.ts'
import type { TokenGrant } from '../../../provider/token/token-response.ts'
import { describe } from '../../../rotation/rotation-error.ts'
import type { Deployment } from '../deployment.ts'
import { type Failure, inTrouble } from '../fail.ts'
import { type LoginAnswer, type LoginListener, listenForLogin } from './listener.ts'
import type { PageText } from './page.ts'
import type { LoginPlan } from './plan.ts'
import type { LoginWay } from './way.ts'

/** The tokens of a login. Shape: `at` is when they were asked for; `reply` ends the page that the browser waits for. */
export type Consent = {
  readonly granted: TokenGrant
  readonly at: Date
  readonly reply: (page: PageText) => Promise<void>
}

/**
 * A login that waits for a browser.
 *
 * Shape: `url` is what a person opens; `listener` is absent where the address is pasted.
 */
export type LoginVisit = {
  readonly url: URL
  readonly redirectUri: string
  readonly state: string
  readonly listener: LoginListener | undefined
  /**
   * Takes the provider's answer and exchanges its code.
   *
   * Effect: not safe to repeat; a code works once. Ends the listener, with `reply` at the latest.
   * Errors: exit code 1 when no tokens came of it; the page in the browser was told then.
   */
  readonly consent: (answered: LoginAnswer) => Promise<E.Either<Failure, Consent>>
}

/** What a login asks a provider through. */
export const loginEnv = ({ now }: Pick<Deployment, 'now'>): TokenRequestEnv => ({
  sendPost: guardedFetch({ loopback: true }),
  sign: kmsSigner(),
  now,
  newId: randomUUID,
})

/** Begins a login in a browser, and opens none. Errors: exit code 1 when it cannot listen for the answer. */
export const beginVisit = async (
  env: TokenRequestEnv,
  { settings, client, urls, scopes }: Pick<LoginPlan, 'settings' | 'client' | 'urls' | 'scopes'>,
  way: Exclude<LoginWay, { tag: 'Device' }>,
): Promise<E.Either<Failure, LoginVisit>> => {
  const { definition } = settings
  const state = generateRandomState()
  const codeVerifier = generateRandomCodeVerifier()
  const listening =
    way.tag === 'Listen'
      ? await listenForLogin(way.redirectUri, state, definition.codeNames)
      : undefined
  if (listening !== undefined && E.isLeft(listening)) return E.left(inTrouble(listening.left))
  const listener = listening?.right
  const redirectUri = way.tag === 'Paste' ? way.redirectUri : (listener?.redirectUri ?? '')
  const request = { definition, page: way.page, clientId: client.id, redirectUri, state }
  return E.right({
    url: authorizationUrl({ ...request, codeVerifier, scopes: scopes.all }),
    redirectUri,
    state,
    listener,
    consent: async ({ answer, reply: write }) => {
      const reply = async (page: PageText): Promise<void> => {
        await write(page)
        await listener?.stop()
      }
      const refused = async (words: string): Promise<E.Either<Failure, never>> => {
        await reply({ title: 'Not logged in', text: `${definition.name}: ${words}.` })
        return E.left(inTrouble(`${definition.name}: ${words}`))
      }
      if (answer.tag === 'Refused') return refused(describeRefusal(answer.code))
      const at = env.now()
      const granted = await exchangeCode(env)({
        definition,
        client,
        redirectUri,
        codeVerifier,
        url: urls.token,
        longLivedUrl: urls.longLived,
        code: answer.code,
      })()
      return E.isLeft(granted)
        ? refused(inWords(granted.left))
        : E.right({ granted: granted.right, at, reply })
    },
  })
}

/** What a refresh calls its token is a login's code here, and nobody tries a login again but the person. */
export const inWords = (failure: TokenFailure): string =>
  failure.tag === 'GrantRejected'
    ? `the code of the login was not accepted (${failure.providerCode}); log in again`
    : describe(failure).replace('; it is tried again', '; log in again')
