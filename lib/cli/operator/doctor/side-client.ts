import type { Deployment } from '../deployment.ts'
import { PATIENT } from '../deployment.ts'

/**
 * Asks a service that no other command asks, with a client that lives as long as the question.
 *
 * Its SDK is only loaded now, so that no command starts later for it. Where the service cannot be reached, as from a network
 * with a few endpoints of AWS, nobody waits long.
 *
 * Errors: rejects as the question does.
 */
export const withSideClient = async <C extends { readonly destroy: () => void }, A>(
  { region }: Pick<Deployment, 'region'>,
  open: (settings: SideSettings) => Promise<C>,
  ask: (client: C) => Promise<A>,
): Promise<A> => {
  const client = await open({ ...PATIENT, maxAttempts: 3, region })
  try {
    return await ask(client)
  } finally {
    client.destroy()
  }
}

type SideSettings = typeof PATIENT & { readonly region: string }
