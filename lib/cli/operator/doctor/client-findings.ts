import * as E from 'fp-ts/Either'
import { needsClient } from '../../../provider/client/client-authentication.ts'
import type { LedgerItem } from '../../../rotation/ledger-item.ts'
import { policyOf, settingsOf } from '../../../rotation/policy.ts'
import type { AccountSecret } from './account-secrets.ts'
import type { DoctorWorld } from './doctor-world.ts'
import { type Finding, gatherFindings } from './finding.ts'

/** Finds credentials whose client is nowhere to be seen, while an account is read. */
export const watchClients = ({ tagPrefix, providers }: DoctorWorld) => {
  const kept = new Set<string>()
  const wanted: { name: string; client: string; provider: string; isTagged: boolean }[] = []
  return {
    /** Notes a secret that may hold a client. */
    see: ({ name, current }: AccountSecret): void => {
      const prefix = `${tagPrefix}/clients/`
      if (name.startsWith(prefix) && current !== undefined) kept.add(name.slice(prefix.length))
    },
    /** Notes a credential. What was refreshed once has its client, be it in the credential itself; so has a rejected grant. */
    need: ({ name, tags }: AccountSecret, item: LedgerItem | undefined): void => {
      const policy = policyOf(tags, tagPrefix)
      const settings = settingsOf(providers)(policy)
      if (E.isLeft(settings) || !needsClient(settings.right.definition)) return
      const hasClient = item?.refreshedAt !== undefined || item?.status === 'reauthorize'
      if (hasClient || item?.status === 'static' || item?.status === 'active') return
      const { clientName: client, definition } = settings.right
      const isTagged = policy.client !== undefined
      wanted.push({ name, client, provider: definition.id, isTagged })
    },
    findings: (): readonly Finding[] => {
      const gathered = gatherFindings()
      for (const { name, client, provider, isTagged } of wanted)
        if (!kept.has(client))
          gathered.add({
            name,
            level: isTagged ? 'warning' : 'hint',
            about: 'clients',
            text: `no secret ${tagPrefix}/clients/${client}, which is needed unless the credential carries its client`,
            remedy: `token-rotation client set ${client} --provider ${provider}`,
          })
      return gathered.findings()
    },
  }
}
