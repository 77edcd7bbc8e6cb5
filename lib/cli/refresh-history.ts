import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { DateTime } from '../codec/date-time.ts'
import type { LocalEvent } from '../local/event-bridge.ts'
import type { FleetRow } from '../local/fleet.ts'

/** When a credential was refreshed, and until when its access token was good each time. */
export type RefreshHistory = {
  readonly name: string
  readonly refreshes: readonly { readonly at: Date; readonly expiresAt: Date }[]
}

const Refreshed = t.type({ expiresAt: DateTime })

/** Reads from the events what became of each credential of a fleet. */
export const refreshHistory = (
  fleet: readonly FleetRow[],
  events: readonly LocalEvent[],
): readonly RefreshHistory[] =>
  fleet.map(({ arn, name }) => ({
    name,
    refreshes: events.flatMap(({ time, detailType, resources, detail }) => {
      const decoded = Refreshed.decode(detail)
      return detailType === 'Token Refreshed' && resources.includes(arn) && E.isRight(decoded)
        ? [{ at: time, expiresAt: decoded.right.expiresAt }]
        : []
    }),
  }))

/** How long the access token was over before the next one came, in milliseconds. */
export const expiredFor = ({ refreshes }: RefreshHistory, until: Date): number =>
  refreshes
    .map(({ expiresAt }, i) => (refreshes[i + 1]?.at ?? until).getTime() - expiresAt.getTime())
    .reduce((sum, milliseconds) => sum + Math.max(0, milliseconds), 0)
