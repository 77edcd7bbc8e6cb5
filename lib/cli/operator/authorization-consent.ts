import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import { generateRandomCodeVerifier, generateRandomState } from 'oauth4webapi'
import { kmsSigner } from '../../aws/kms-signer.ts'
import { type AuthorizationAnswer, describeRefusal } from '../../provider/authorization-answer.ts'
import { exchangeCode } from '../../provider/authorization-code.ts'
import { awaitDevice, inviteDevice } from '../../provider/authorization-device.ts'
import { authorizationUrl } from '../../provider/authorization-request.ts'
import { guardedFetch } from '../../provider/guarded-fetch.ts'
import type { TokenFailure } from '../../provider/token-failure.ts'
import type { TokenRequestEnv } from '../../provider/token-request.ts'
import type { TokenGrant } from '../../provider/token-response.ts'
import { describe } from '../../rotation/rotation-error.ts'
import { isAtTerminal, openBrowser } from './authorization-browser.ts'
import type { Leavable } from './authorization-interruption.ts'
import { type LoginAnswer, listenForLogin } from './authorization-listener.ts'
import type { AuthorizeOptions } from './authorization-options.ts'
import type { PageText } from './authorization-page.ts'
import { pastedAddress, readPasted } from './authorization-paste.ts'
import type { LoginPlan } from './authorization-plan.ts'
import type { LoginWay } from './authorization-way.ts'
import type { Deployment } from './deployment.ts'
import { type Failure, inTrouble } from './fail.ts'

/** The tokens of a login. Shape: `at` is when they were asked for; `reply` ends the page that the browser waits for. */
export type Consent = {
  readonly granted: TokenGrant
  readonly at: Date
  readonly reply: (page: PageText) => Promise<void>
}

/** How a login is led. */
export type LoginGuide = {
  readonly plan: LoginPlan
  readonly options: AuthorizeOptions
  readonly leavably: Leavable
}

/**
 * Lets a person log in, and gets the tokens.
 *
 * Effect: prints where to log in to standard error. From the moment that the code is there Ctrl-C waits.
 * Errors: exit code 1 when no tokens came of it.
 */
export const consentOf = (
  deployment: Deployment,
  guide: LoginGuide,
): Promise<E.Either<Failure, Consent>> => {
  const env = {
    sendPost: guardedFetch({ loopback: true }),
    sign: kmsSigner(),
    now: deployment.now,
    newId: randomUUID,
  }
  const { way } = guide.plan
  return way.tag === 'Device' ? byDevice(env, guide, way) : byBrowser(env, guide, way)
}

const byDevice = async (
  env: TokenRequestEnv,
  { plan, options, leavably }: LoginGuide,
  { deviceUrl }: Extract<LoginWay, { tag: 'Device' }>,
): Promise<E.Either<Failure, Consent>> => {
  const { settings, client, urls } = plan
  const { definition } = settings
  const login = { definition, client, deviceUrl, tokenUrl: urls.token, scopes: options.scope ?? [] }
  const invited = await leavably(inviteDevice(env)(login))
  if (E.isLeft(invited)) return E.left(inTrouble(`${definition.name}: ${inWords(invited.left)}`))
  const { page, userCode, pageWithCode } = invited.right
  tell(
    `open ${page} and enter the code ${userCode}`,
    ...(pageWithCode === undefined ? [] : [`  or open ${pageWithCode}`]),
  )
  const asked = await awaitDevice(env, (seconds) => leavably(() => pause(seconds * 1000)))(
    login,
    invited.right,
  )()
  if (E.isRight(asked))
    return E.right({ granted: asked.right, at: env.now(), reply: () => Promise.resolve() })
  const failure = asked.left
  if (failure.tag !== 'DeviceRefused')
    return E.left(inTrouble(`${definition.name}: ${inWords(failure)}`))
  return E.left(
    inTrouble(
      failure.code === 'denied'
        ? `${definition.name}: ${describeRefusal('access_denied')}`
        : `${definition.name}: the code was not entered in time; do it again`,
    ),
  )
}

const byBrowser = async (
  env: TokenRequestEnv,
  { plan, options, leavably }: LoginGuide,
  way: Exclude<LoginWay, { tag: 'Device' }>,
): Promise<E.Either<Failure, Consent>> => {
  const { settings, client, urls } = plan
  const { definition } = settings
  const state = generateRandomState()
  const codeVerifier = generateRandomCodeVerifier()
  const listener = way.tag === 'Listen' ? await listenForLogin(way.redirectUri, state) : undefined
  if (listener !== undefined && E.isLeft(listener)) return E.left(inTrouble(listener.left))
  const redirectUri = way.tag === 'Paste' ? way.redirectUri : (listener?.right.redirectUri ?? '')
  const request = {
    definition,
    page: way.page,
    clientId: client.id,
    redirectUri,
    state,
    codeVerifier,
  }
  const url = authorizationUrl({ ...request, scopes: options.scope ?? [] })
  tell('open this address and log in:', `  ${url.href}`)
  if (options.browser && isAtTerminal()) openBrowser(url)

  const waited = await leavably(
    async (): Promise<E.Either<string, LoginAnswer>> =>
      listener === undefined
        ? E.map(withoutPage)(readPasted(await pastedAddress(), redirectUri, state))
        : E.right(await listener.right.answer),
  )
  if (E.isLeft(waited)) return E.left(inTrouble(waited.left))
  const { answer } = waited.right
  const reply = async (page: PageText): Promise<void> => {
    await waited.right.reply(page)
    await listener?.right.stop()
  }
  const refused = async (words: string): Promise<E.Either<Failure, never>> => {
    await reply({ title: 'Not logged in', text: `${definition.name}: ${words}.` })
    return E.left(inTrouble(`${definition.name}: ${words}`))
  }
  if (answer.tag === 'Refused') return refused(describeRefusal(answer.code))
  const at = env.now()
  const exchange = { definition, client, redirectUri, codeVerifier, url: urls.token }
  const granted = await exchangeCode(env)({ ...exchange, code: answer.code })()
  return E.isLeft(granted)
    ? refused(inWords(granted.left))
    : E.right({ granted: granted.right, at, reply })
}

const withoutPage = (
  answer: Exclude<AuthorizationAnswer, { readonly tag: 'Stranger' }>,
): LoginAnswer => ({ answer, reply: () => Promise.resolve() })

/** What a refresh calls its token is a login's code here, and nobody tries a login again but the person. */
const inWords = (failure: TokenFailure): string =>
  failure.tag === 'GrantRejected'
    ? `the code of the login was not accepted (${failure.providerCode}); log in again`
    : describe(failure).replace('; it is tried again', '; log in again')

const tell = (...lines: readonly string[]): void => {
  process.stderr.write(lines.map((line) => `${line}\n`).join(''))
}
