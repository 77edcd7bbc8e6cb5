import type * as E from 'fp-ts/Either'
import type { Providers } from '../../provider/provider-definition.ts'
import type { Deployment } from '../operator/deployment.ts'
import type { Failure } from '../operator/fail.ts'
import type { AskedLooks } from './asked-looks.ts'
import type { FleetSnapshots } from './fleet-snapshots.ts'
import type { PersonLogins } from './person-logins.ts'

/**
 * What a console shows, and through what.
 *
 * Shape: `place` is where the deployment is, for people; `findQueue` leads to the deployed functions; `authorizeCommand`
 * is what a person types to log in again, where there is a way.
 */
export type ConsoleSubject = {
  readonly deployment: Deployment
  readonly providers: Providers
  readonly sweepMinutes: number
  readonly place: string
  readonly authorizeCommand: (name: string) => string | undefined
  readonly findQueue: () => Promise<E.Either<Failure, string>>
}

/** What the console's answers are made from. */
export type ConsoleWorld = ConsoleSubject & {
  readonly fleet: FleetSnapshots
  readonly looks: AskedLooks
  readonly logins: PersonLogins
}
