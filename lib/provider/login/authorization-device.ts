import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import * as t from 'io-ts'
import { decode } from '../../codec/decode.ts'
import { NonEmptyString } from '../../codec/non-empty-string.ts'
import { optional } from '../../codec/optional.ts'
import { refine } from '../../codec/refine.ts'
import type { Answer } from '../token/http-answer.ts'
import { parseAnswer } from '../token/token-answer.ts'
import type { TokenFailure } from '../token/token-failure.ts'
import { readRefusal, unreadable } from '../token/token-refusal.ts'
import type { TokenRequestEnv } from '../token/token-request.ts'
import { readTokenResponse, type TokenGrant } from '../token/token-response.ts'
import { isLoopback } from '../token/token-url.ts'
import { askAs, type OtherQuestion } from './authorization-code.ts'
import { scopeOf } from './authorization-request.ts'

/** Who asks for a device's login, and where. */
export type DeviceLogin = Pick<OtherQuestion<never>, 'definition' | 'client'> & {
  readonly deviceUrl: URL
  readonly tokenUrl: URL
  readonly scopes: readonly string[]
}

/**
 * What a person is told, and what stays here. Shape: `page` is where `userCode` is to be entered; `pageWithCode` has it
 * already; spans in seconds. The device code is as good as a password: it is never shown.
 */
export type DeviceInvitation = {
  readonly deviceCode: string
  readonly userCode: string
  readonly page: string
  readonly pageWithCode: string | undefined
  readonly intervalSeconds: number
  readonly endsInSeconds: number
}

/** Why a device's login came to nothing: the person said no, or the code ended first. */
export type DeviceRefusal = { readonly tag: 'DeviceRefused'; readonly code: 'denied' | 'ended' }

/** A person is sent there: nothing but a page of the web is acceptable. */
const Page = refine(t.string, 'an https URL', (text) => {
  if (!URL.canParse(text) || /[\s\p{Cc}]/u.test(text)) return false
  const url = new URL(text)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))
})

const Span = refine(t.number, 'a number of seconds', (n) => n > 0 && n <= 86_400)

const Invitation = t.type({
  device_code: NonEmptyString,
  /** Shown on a terminal: nothing in it may steer one. */
  user_code: refine(t.string, 'a code of letters, digits and hyphens', (text) =>
    /^[\p{L}\p{N}-]{1,40}$/u.test(text),
  ),
  verification_uri: optional(Page),
  /** What it was called before the RFC. */
  verification_url: optional(Page),
  verification_uri_complete: optional(Page),
  interval: optional(Span),
  expires_in: Span,
})

/**
 * Asks for a code that a person enters on another device.
 *
 * Errors: every `TokenFailure`.
 * Source: RFC 8628 sections 3.1 and 3.2
 */
export const inviteDevice =
  (env: TokenRequestEnv) =>
  ({
    definition,
    client,
    deviceUrl,
    scopes,
  }: DeviceLogin): TE.TaskEither<TokenFailure, DeviceInvitation> => {
    const scope = scopeOf(definition, scopes)
    return askAs(env)({
      definition,
      client,
      url: deviceUrl,
      grantType: undefined,
      parameters: scope === undefined ? {} : { scope },
      read: (response) =>
        pipe(
          bodyOf(response),
          TE.flatMapEither((body) => {
            const answer = parseAnswer(body)
            const invitation = decode(Invitation)(answer)
            if (!response.ok || E.isLeft(invitation))
              return E.left(
                response.ok && answer?.error === undefined
                  ? unreadable(response.status)
                  : readRefusal(response, answer, definition),
              )
            const said = invitation.right
            const page = said.verification_uri ?? said.verification_url
            return page === undefined
              ? E.left(unreadable(response.status))
              : E.right({
                  deviceCode: said.device_code,
                  userCode: said.user_code,
                  page,
                  pageWithCode: said.verification_uri_complete,
                  intervalSeconds: said.interval ?? USUAL_INTERVAL_SECONDS,
                  endsInSeconds: said.expires_in,
                })
          }),
        ),
    })
  }

const USUAL_INTERVAL_SECONDS = 5

/** Passes the time. Shape: in seconds. */
export type Pause = (seconds: number) => Promise<void>

/**
 * Asks again and again until the person has entered the code.
 *
 * Errors: `DeviceRefused`, and every `TokenFailure` but `ProviderUnavailable`, which is waited out.
 * Source: RFC 8628 sections 3.4 and 3.5
 */
export const awaitDevice =
  (env: TokenRequestEnv, pause: Pause) =>
  ({ definition, client, tokenUrl }: DeviceLogin, invitation: DeviceInvitation) =>
  async (): Promise<E.Either<TokenFailure | DeviceRefusal, TokenGrant>> => {
    const endsAt = env.now().getTime() + invitation.endsInSeconds * 1000
    let interval = invitation.intervalSeconds
    while (env.now().getTime() < endsAt) {
      await pause(interval)
      const answer = await askAs(env)({
        definition,
        client,
        url: tokenUrl,
        grantType: 'urn:ietf:params:oauth:grant-type:device_code',
        parameters: { device_code: invitation.deviceCode },
        read: readPoll(readTokenResponse({ definition, at: env.now() })),
      })()
      if (E.isLeft(answer)) {
        // an outage says nothing of the login; a token that got lost in one shows at the next question
        if (answer.left.tag !== 'ProviderUnavailable') return answer
        interval += SLOWER_BY_SECONDS
      } else if (typeof answer.right !== 'string') return E.right(answer.right)
      else if (answer.right === 'slower') interval += SLOWER_BY_SECONDS
      else if (answer.right !== 'pending')
        return E.left({ tag: 'DeviceRefused', code: answer.right })
    }
    return E.left({ tag: 'DeviceRefused', code: 'ended' })
  }

const SLOWER_BY_SECONDS = 5

type Poll = 'pending' | 'slower' | 'denied' | 'ended'

const POLLS: Readonly<Record<string, Poll>> = {
  authorization_pending: 'pending',
  slow_down: 'slower',
  access_denied: 'denied',
  expired_token: 'ended',
}

const readPoll =
  (readGrant: (response: Answer) => TE.TaskEither<TokenFailure, TokenGrant>) =>
  (response: Answer): TE.TaskEither<TokenFailure, TokenGrant | Poll> =>
    pipe(
      bodyOf(response),
      TE.flatMap((body): TE.TaskEither<TokenFailure, TokenGrant | Poll> => {
        const error = parseAnswer(body)?.error
        const poll =
          typeof error === 'string' && Object.hasOwn(POLLS, error) ? POLLS[error] : undefined
        if (poll !== undefined) return TE.right(poll)
        const { status, ok, headers } = response
        return readGrant({ status, ok, headers, text: async () => body })
      }),
    )

const bodyOf = (response: Answer): TE.TaskEither<TokenFailure, string> =>
  TE.tryCatch(
    () => response.text(),
    () => unreadable(response.status),
  )
