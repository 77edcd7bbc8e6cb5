import * as E from 'fp-ts/Either'
import type { LedgerItem } from '../../../rotation/ledger-item.ts'
import { whyNotSwept } from '../../../rotation/listed-secret.ts'
import type { Deployment } from '../deployment.ts'
import { ledgerView } from '../ledger-view.ts'
import { type AccountSecret, accountSecrets } from './account-secrets.ts'
import { watchClients } from './client-findings.ts'
import type { DoctorWorld } from './doctor-world.ts'
import { type Check, type Finding, gatherFindings, unanswered } from './finding.ts'
import { countFleet } from './fleet-count.ts'
import { itemFindings } from './item-findings.ts'
import { providerFindings, providerStates } from './provider-look.ts'
import { secretFindings } from './secret-findings.ts'

type Items = ReadonlyMap<string, LedgerItem | 'unreadable'>

/** Looks at every secret of the account by name and tags, and at what the ledger remembers of the credentials among them. */
export const fleetCheck = (deployment: Deployment, providers: DoctorWorld['providers']): Check => ({
  name: 'fleet',
  look: async () => {
    const { tagPrefix } = deployment
    const world = { tagPrefix, providers, now: deployment.now() }
    const gathered = gatherFindings()
    const clients = watchClients(world)
    const count = countFleet(world)
    let unlisted: Finding | undefined
    let refused: Finding | undefined
    for await (const page of accountSecrets(deployment)) {
      if (E.isLeft(page)) {
        unlisted = unanswered('fleet', page.left, AGAIN)
        break
      }
      const fleet = page.right.filter((secret) => whyNotSwept(secret, tagPrefix) === undefined)
      const items = await itemsOf(deployment, refused === undefined ? fleet : [])
      if (E.isLeft(items)) refused = items.left
      const known = E.isRight(items) ? items.right : NOTHING
      for (const secret of page.right) {
        const remembered = known.get(secret.arn)
        const item = remembered === 'unreadable' ? undefined : remembered
        clients.see(secret)
        for (const finding of [...secretFindings(secret, item, world), ...itemFindings(remembered)])
          gathered.add({ ...finding, name: secret.name })
      }
      for (const secret of fleet) {
        const item = known.get(secret.arn)
        count.add(secret, refused === undefined ? item : 'unreadable')
        if (refused === undefined) clients.need(secret, item === 'unreadable' ? undefined : item)
      }
    }
    const found = [...gathered.findings(), ...(unlisted === undefined ? clients.findings() : [])]
    if (refused !== undefined) return [refused, ...found]
    // an empty fleet has read no item yet, and the ledger is to be seen all the same
    const states = await providerStates(deployment, count.providers())
    if (E.isLeft(states)) return [...found, unanswered('ledger', states.left, HERE)]
    return [
      { level: 'ok', about: 'ledger', text: `table/${deployment.ledgerTable} can be read` },
      ...(unlisted === undefined ? count.findings(states.right) : [unlisted]),
      ...found,
      ...providerFindings(states.right, world.now),
    ]
  },
})

const AGAIN = 'run it again'
const HERE = 'deploy the stack here, or say where it is: --region, --tag-prefix'
const NOTHING: Items = new Map()

const itemsOf = async (
  deployment: Deployment,
  fleet: readonly AccountSecret[],
): Promise<E.Either<Finding, Items>> => {
  if (fleet.length === 0) return E.right(NOTHING)
  const items = await ledgerView(deployment)(fleet.map(({ arn }) => arn))()
  return E.isLeft(items) ? E.left(unanswered('ledger', items.left, HERE)) : items
}
