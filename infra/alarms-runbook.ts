import type { AlertText } from './alerts-text.ts'

/** What each alarm means and what to do about it first, by the alarm's name. The README shows the same texts. */
export const alarmsRunbook = {
  TokensExpired: {
    impact:
      'Access tokens have expired and were not replaced: whoever reads these secrets is refused by the provider.',
    firstAction:
      'List the credentials that are not active and mend what their message names; where a provider is down, wait for it.',
  },
  SweepMissing: {
    impact:
      'No sweep has finished for three intervals, or no walk over all secrets for an hour: what falls due is not queued, and access tokens will expire.',
    firstAction:
      'Look into the log of the function Sweep: an error, a time-out after 15 minutes, a list that is refused or slow, or no start at all (then look at the schedule). Right after the first deployment the alarm may come once, until the first sweep has finished.',
  },
  OldestMessage: {
    impact:
      'A message has waited in the queue for more than 30 minutes: refreshes come late, and access tokens may expire before they are replaced.',
    firstAction:
      'Look at the errors and throttles of the function Rotate; if there are none, more falls due than can be refreshed: look at the write budget on the dashboard.',
  },
  DeadLetters: {
    impact:
      'A message failed five times for a reason of this account (a permission, a key, a limit): its credential is not refreshed until that is mended. No grant hangs on the message.',
    firstAction:
      'Find the reason in the log of the function Rotate and mend it, then purge the dead-letter queue. The messages need no redrive, since the ledger knows what is due.',
  },
  RotateErrors: {
    impact:
      'The function Rotate fails again and again: refreshes come late. Nothing is lost, since the next run finishes what was begun.',
    firstAction:
      'Read the last errors in the log of the function Rotate; mostly a permission or a key was taken away.',
  },
  RotateThrottles: {
    impact:
      'Lambda refuses to start the function Rotate: refreshes come late, and access tokens may expire before they are replaced.',
    firstAction:
      "Compare the account's concurrent executions with its quota; have the quota raised, or limit what else uses it up.",
  },
  WriteBudget: {
    impact:
      'Refreshes use at least 80 % of the 50 writes a second that Secrets Manager allows to the account and region: beyond that, their writes and those of everybody else are refused.',
    firstAction:
      'Find on the dashboard which provider is refreshed most. The quota cannot be raised: take credentials out, or move some to another account or region.',
  },
  NearVersionLimit: {
    impact:
      'A secret got 95 or more new versions today. Secrets Manager keeps about 100, none of the last day can be dropped, and a full secret takes no newer tokens.',
    firstAction:
      'Find out who writes the secret besides the refreshes (CloudTrail: PutSecretValue, UpdateSecret) and stop it.',
  },
  EscrowWaiting: {
    impact:
      'Refreshed tokens could not be put into their secret and wait in the ledger, sealed: consumers read the old ones. They are safe as long as the ledger and the key of the stack stay.',
    firstAction:
      'Find the credentials with the error secret_refuses and mend what their message names; if there are none, look into the log of the function Rotate for what Secrets Manager refuses. The next run stores the tokens.',
  },
  TokensLost: {
    impact:
      'New tokens that a provider had sent could be stored nowhere: if it accepts a refresh token only once, a person has to log in again.',
    firstAction:
      'Find the secret in the log of the function Rotate (could be kept nowhere), and why neither Secrets Manager nor the ledger took the tokens. Log in again if Reauthorization Required follows.',
  },
} as const satisfies Readonly<Record<string, AlertText>>

/** Names of the alarms; the alarm's construct id is its name and `Alarm`. */
export type AlarmName = keyof typeof alarmsRunbook
