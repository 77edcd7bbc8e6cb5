import * as E from 'fp-ts/Either'
import { openDataFolder } from '../../lib/local/kept/data-folder.ts'
import { type AuditedCredential, audit } from './audit.ts'
import { type Acknowledged, NOTHING_WRITTEN } from './hand-writes.ts'
import { liveUntilKilled } from './life.ts'
import { logInAgain } from './log-in-again.ts'

/**
 * What many kills came to.
 *
 * Shape: counts; `beforeReady` are kills before the demo had started; `cutOff` are the refreshes that a kill cut off, by
 * version id; `lostWrites` names what was acknowledged and is not there.
 */
export type Toll = {
  readonly kills: number
  readonly beforeReady: number
  readonly cutOff: ReadonlySet<string>
  readonly refreshes: number
  readonly writes: number
  readonly lostWrites: readonly string[]
  readonly lostInTheWindow: number
  readonly lostGrants: readonly string[]
}

const NO_TOLL: Toll = {
  kills: 0,
  beforeReady: 0,
  cutOff: new Set(),
  refreshes: 0,
  writes: 0,
  lostWrites: [],
  lostInTheWindow: 0,
  lostGrants: [],
}

/**
 * Kills the demo of a folder at each of the moments, looks after each kill whether everything is still there, and
 * lets a person log in again where the kill fell between the provider's answer and the durable write.
 */
export const killAgainAndAgain = async (
  folder: string,
  moments: readonly number[],
  onKill: (toll: Toll) => void = () => {},
): Promise<Toll> => {
  let toll = NO_TOLL
  let acknowledged = NOTHING_WRITTEN
  for (const moment of moments) {
    const life = await liveUntilKilled(folder, acknowledged, moment)
    const credentials = await auditAndMend(folder)
    toll = {
      kills: toll.kills + 1,
      beforeReady: toll.beforeReady + (life.found === undefined ? 1 : 0),
      cutOff: new Set([...toll.cutOff, ...credentials.flatMap(({ cutOff }) => cutOff ?? [])]),
      refreshes: toll.refreshes + life.refreshes,
      writes: sum(life.acknowledged),
      lostWrites: [...toll.lostWrites, ...missing(acknowledged, life.found)],
      lostInTheWindow:
        toll.lostInTheWindow +
        credentials.filter(({ verdict }) => verdict === 'lost in the window').length,
      lostGrants: [
        ...toll.lostGrants,
        ...credentials.filter(({ verdict }) => verdict === 'lost').map(({ secret }) => secret.name),
      ],
    }
    acknowledged = life.acknowledged
    onKill(toll)
  }
  return toll
}

const auditAndMend = async (folder: string): Promise<readonly AuditedCredential[]> => {
  const data = openDataFolder(folder)
  if (E.isLeft(data)) throw new Error(data.left)
  const credentials = await audit(data.right)
  for (const { secret, verdict } of credentials)
    if (verdict !== 'kept') await logInAgain(data.right, secret)
  data.right.close()
  return credentials
}

const STORES = ['secret', 'item', 'messages'] as const

const sum = (written: Acknowledged): number =>
  STORES.reduce((total, store) => total + written[store], 0)

const missing = (acknowledged: Acknowledged, found: Acknowledged | undefined): readonly string[] =>
  STORES.filter((store) => found !== undefined && found[store] < acknowledged[store]).map(
    (store) => `${store}: ${acknowledged[store]} acknowledged, ${found?.[store]} found`,
  )

/** Lets the demo of a folder live without a kill, and gives the names of credentials that consumers cannot use then. */
export const notHealed = async (
  folder: string,
  milliseconds: number,
): Promise<readonly string[]> => {
  await liveUntilKilled(folder, NOTHING_WRITTEN, milliseconds, 'SIGINT')
  return (await auditAndMend(folder))
    .filter(({ isCurrent }) => !isCurrent)
    .map(({ secret }) => secret.name)
}
