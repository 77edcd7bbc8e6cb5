import type { AlertText } from './alerts-text.ts'

/** A notice's text. Shape: `news` is a sentence with `<fields>` of the event's detail. */
export type NoticeText = AlertText & { readonly news: string }

const logInAgain = 'Log in at the provider again and put the new credential into the same secret.'

/** What each notice says, what it means and what to do about it first, by the notice's name. The README shows the same texts. */
export const noticesRunbook = {
  ReauthorizationRequired: {
    news: '<secretName> (provider <provider>): <message>.',
    impact:
      'A person has to log in again. Until then the secret is not refreshed, and whoever reads it is refused once its access token has expired.',
    firstAction: logInAgain,
  },
  ProviderUnavailable: {
    news: 'Provider <provider> is unavailable: five requests in a row failed.',
    impact:
      'None of its credentials is refreshed while it is down, and access tokens that end meanwhile stay expired. No grant is given up, and it is tried again by itself.',
    firstAction: "Look at the provider's status page and wait; there is nothing to mend here.",
  },
  ProviderRecovered: {
    news: 'Provider <provider> answers again.',
    impact: 'Its credentials that could not be refreshed fall due at once.',
    firstAction: 'Nothing, unless some of them still fail four sweeps later.',
  },
  ClientRejected: {
    news: 'Provider <provider> rejects the client <client> (<errorCode>): <message>.',
    impact:
      'No credential that uses this client is refreshed, however many there are. No grant is given up.',
    firstAction:
      'Mend the client: compare its id and secret, key or certificate with what the provider shows. One mended secret is enough for all of them.',
  },
  ClientAccepted: {
    news: 'Provider <provider> accepts the client <client> again.',
    impact: 'The credentials that use this client are refreshed again.',
    firstAction: 'Nothing, unless some of them still fail an hour later.',
  },
  GrantEndsSoon: {
    news: '<secretName> (provider <provider>), days left at most <daysLeft>: <message>.',
    impact:
      'The grant ends 7 days or 1 day from now: after that no refresh succeeds, and whoever reads the secret is refused.',
    firstAction:
      'Log in at the provider again before that and put the new credential into the same secret; while refreshes fail, mending what makes them fail may be enough.',
  },
  RestoreLoop: {
    news: '<secretName> (provider <provider>): <message>.',
    impact:
      'Something puts an old credential back again and again. It is not replaced by the newest one until tomorrow, and its access token may expire.',
    firstAction:
      'Find out who writes the secret (CloudTrail: PutSecretValue, UpdateSecret), mostly a template or a job, and stop it.',
  },
  SecretRefuses: {
    news: '<secretName> (provider <provider>): <message>.',
    impact:
      'The secret does not take its newest tokens (its size, its versions, or a policy): consumers read the old ones. The newest are kept, and nothing is lost.',
    firstAction: "Make the secret's text smaller, or mend what the message names.",
  },
} as const satisfies Readonly<Record<string, NoticeText>>

/** Names of the notices; the rule's construct id is the name and `Notice`. */
export type NoticeName = keyof typeof noticesRunbook
