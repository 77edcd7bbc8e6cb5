import { setTimeout as pause } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import {
  type AuthorizationAnswer,
  describeRefusal,
} from '../../../provider/login/authorization-answer.ts'
import { awaitDevice, inviteDevice } from '../../../provider/login/authorization-device.ts'
import type { TokenRequestEnv } from '../../../provider/token/token-request.ts'
import type { Deployment } from '../deployment.ts'
import { type Failure, inTrouble } from '../fail.ts'
import { isAtTerminal, openBrowser } from './browser.ts'
import type { Leavable } from './interruption.ts'
import type { LoginAnswer } from './listener.ts'
import type { AuthorizeOptions } from './options.ts'
import { pastedAddress, readPasted } from './paste.ts'
import type { LoginPlan } from './plan.ts'
import { tellScopes } from './scopes.ts'
import { beginVisit, type Consent, inWords, loginEnv } from './visit.ts'
import type { LoginWay } from './way.ts'

/** How a login is led. */
export type LoginGuide = {
  readonly plan: LoginPlan
  readonly options: AuthorizeOptions
  readonly leavably: Leavable
}

/**
 * Lets a person log in, and gets the tokens.
 *
 * Effect: prints what is asked for and where to log in to standard error. From the moment that the code is there Ctrl-C waits.
 * Errors: exit code 1 when no tokens came of it.
 */
export const consentOf = (
  deployment: Deployment,
  guide: LoginGuide,
): Promise<E.Either<Failure, Consent>> => {
  const env = loginEnv(deployment)
  const { way } = guide.plan
  return way.tag === 'Device' ? byDevice(env, guide, way) : byBrowser(env, guide, way)
}

const byDevice = async (
  env: TokenRequestEnv,
  { plan, leavably }: LoginGuide,
  { deviceUrl }: Extract<LoginWay, { tag: 'Device' }>,
): Promise<E.Either<Failure, Consent>> => {
  const { settings, client, urls, scopes } = plan
  const { definition } = settings
  const login = { definition, client, deviceUrl, tokenUrl: urls.token, scopes: scopes.all }
  const invited = await leavably(inviteDevice(env)(login))
  if (E.isLeft(invited)) return E.left(inTrouble(`${definition.name}: ${inWords(invited.left)}`))
  const { page, userCode, pageWithCode } = invited.right
  tell(
    tellScopes(scopes, definition, '--scope'),
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
  const begun = await beginVisit(env, plan, way)
  if (E.isLeft(begun)) return begun
  const { url, redirectUri, state, listener, consent } = begun.right
  const { definition } = plan.settings
  tell(
    tellScopes(plan.scopes, definition, '--scope'),
    'open this address and log in:',
    `  ${url.href}`,
  )
  if (options.browser && isAtTerminal()) openBrowser(url)

  const waited = await leavably(
    async (): Promise<E.Either<string, LoginAnswer>> =>
      listener === undefined
        ? E.map(withoutPage)(
            readPasted(await pastedAddress(), redirectUri, state, definition.codeNames),
          )
        : E.right(await listener.answer),
  )
  return E.isLeft(waited) ? E.left(inTrouble(waited.left)) : consent(waited.right)
}

const withoutPage = (
  answer: Exclude<AuthorizationAnswer, { readonly tag: 'Stranger' }>,
): LoginAnswer => ({ answer, reply: () => Promise.resolve() })

const tell = (...lines: readonly string[]): void => {
  process.stderr.write(lines.map((line) => `${line}\n`).join(''))
}
