import type { ConsoleSubject } from './console-world.ts'
import type { AboutAnswer } from './page-data.ts'

/** Answers which deployment is looked at, and how. */
export const aboutAnswer = ({
  deployment,
  place,
  providers,
  sweepMinutes,
}: ConsoleSubject): AboutAnswer => ({
  facts: [
    ['account', place],
    ['region', deployment.region],
    ['tags begin with', `${deployment.tagPrefix}:`],
    ['ledger', deployment.ledgerTable],
    ['a sweep every', `${sweepMinutes} min`],
    ['known providers', String(providers.size)],
    ['time of the account', deployment.now().toISOString()],
  ],
})
