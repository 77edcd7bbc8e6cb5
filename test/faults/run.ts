import type { Fault } from '../../lib/local/gateway/gateway-call.ts'
import { sampleProviders } from '../../lib/local/sample-providers.ts'
import { type LocalSecret, versionByLabel } from '../../lib/local/secrets-manager/secret.ts'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import { type Books, openBooks } from './books.ts'
import { credentialText } from './credential-text.ts'
import type { Step } from './mishap.ts'
import { type Person, personWith, TAG_PREFIX } from './person.ts'
import type { Random } from './random.ts'
import type { StepName } from './step.ts'
import type { World } from './world.ts'

/**
 * One credential, what befalls it, and a person who can do to it what people do.
 *
 * Shape: `strikes` counts how often the mishap happened; `kill` and `killAll` end processes where they are.
 */
export type Run = Person & {
  readonly world: World
  readonly books: Books
  readonly arn: string
  readonly secret: () => LocalSecret
  readonly text: () => string
  readonly item: () => Promise<LedgerItem | undefined>
  readonly strike: () => void
  readonly strikes: () => number
  readonly kill: () => void
  readonly killAll: () => void
  readonly pass: (seconds: number) => void
  /** Lets the lease of a killed run end by itself, and whatever the ledger says is to be waited for. */
  readonly passUntilDue: () => Promise<void>
  /** Lets time pass inside a call, never beyond the life of the function that took the lease last. */
  readonly passWithinLife: (seconds: number) => void
  readonly sweep: () => Promise<void>
  readonly send: (force?: true) => Promise<void>
  readonly settled: () => Promise<void>
  readonly removeItem: () => Promise<void>
  readonly beginRound: (round: number, onStep: OnStep) => void
  readonly endRounds: () => void
}

export type OnStep = (step: Step) => Promise<Fault | undefined> | Fault | undefined

/** As long as a function lives, less what it keeps for its last words. */
const LIFE_SECONDS = 85.5

/** A lease of 150 s is over. */
const LEASE_OVER_SECONDS = 151

/** A sweep sends what falls due in the next 5 min, and the queue would hold it back for so long. */
const SWEEP_AHEAD_SECONDS = 310

/** How far time moves when a function asks again, and would only wait: nobody has to wait with it. */
const ASKING_SECONDS = 3

/** Creates a credential that is due. */
export const beginRun = async (
  world: World,
  random: Random,
  providerId: string | undefined,
): Promise<Run> => {
  const provider =
    sampleProviders.find(({ id }) => id === providerId) ??
    sampleProviders[random.below(sampleProviders.length)]
  if (provider === undefined) throw new Error('expected a sample provider')
  const { account, server, byHand } = world
  const { clientId } = provider.client
  const tokens = await server.issue(clientId)
  const consent = await server.issue(clientId)
  const name = `${provider.id}/${random.id()}`
  const firstText = credentialText(provider, tokens, account.clock.now(), 'the first')
  byHand('CreateSecret', {
    Name: name,
    ClientRequestToken: random.id(),
    SecretString: firstText,
    Tags: [{ Key: `${TAG_PREFIX}provider`, Value: provider.id }],
  })
  const created = account.secretsManager.snapshot().find((secret) => secret.name === name)
  if (created === undefined) throw new Error('expected the secret')
  const { arn } = created
  const secret = (): LocalSecret =>
    account.secretsManager.snapshot().find((candidate) => candidate.arn === arn) ?? created
  const text = (): string =>
    versionByLabel(secret().versions, 'AWSCURRENT')?.secretString ?? firstText
  const books = openBooks(tokens.refreshToken, firstText, () => secret().versions)
  const pending: Promise<unknown>[] = []
  let strikes = 0
  let lifeBegan = account.clock.now().getTime()
  const kill = (crash: () => Promise<void>): void => {
    books.cutOff()
    // answers may reach a process between the signal and its end
    pending.push(crash().then(books.cutOff))
  }
  const passWithinLife = (seconds: number): void => {
    const lived = (account.clock.now().getTime() - lifeBegan) / 1000
    const left = LIFE_SECONDS - lived
    if (left > 0) world.advance(Math.min(seconds, left))
  }
  const settled = async (): Promise<void> => {
    await world.settled()
    await Promise.all(pending.splice(0))
  }
  return {
    ...personWith(world, random, { arn, secret, text, books, consented: consent.refreshToken }),
    world,
    books,
    arn,
    secret,
    text,
    item: () => world.itemOf(arn),
    strike: () => {
      strikes += 1
    },
    strikes: () => strikes,
    kill: () => kill(account.crashRotate),
    killAll: () => kill(account.crashAll),
    pass: world.advance,
    passUntilDue: async () => {
      world.advance(LEASE_OVER_SECONDS)
      const item = await world.itemOf(arn)
      if (item?.nextAt === undefined || item.intent !== undefined) return
      const seconds = (item.nextAt.getTime() - account.clock.now().getTime()) / 1000
      const isTrouble = item.status !== 'active' && item.status !== 'paused'
      if (seconds > 0 && (isTrouble || seconds < SWEEP_AHEAD_SECONDS)) world.advance(seconds + 1)
    },
    passWithinLife,
    sweep: world.sweep,
    send: (force) => {
      const versionId = versionByLabel(secret().versions, 'AWSCURRENT')?.id
      return world.send({ kind: 'refresh', secretArn: arn, versionId, force })
    },
    settled,
    removeItem: () => world.removeItem(arn),
    beginRound: (round, onStep) => {
      const seen: StepName[] = []
      world.watch({
        onExchange: books.exchanged,
        onStep: async (stepped) => {
          seen.push(stepped)
          if (stepped === 'taking the lease') lifeBegan = account.clock.now().getTime()
          const isAskedAgain = stepped === 'describing the secret' && seen.at(-2) === stepped
          if (isAskedAgain) passWithinLife(ASKING_SECONDS)
          const occurrence = seen.filter((other) => other === stepped).length
          const fault = await onStep({ name: stepped, round, number: seen.length, occurrence })
          const isApplied = fault?.kind !== 'error' && fault?.kind !== 'drop'
          if (stepped === 'keeping the escrow' && isApplied) books.keptInEscrow()
          return fault
        },
        onMissingVersion: () => world.advance(ASKING_SECONDS),
      })
    },
    endRounds: () => world.watch(undefined),
  }
}
