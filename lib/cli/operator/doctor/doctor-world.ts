import type { Providers } from '../../../provider/provider-definition.ts'

/** What is known of a deployment besides its secrets. */
export type DoctorWorld = {
  readonly tagPrefix: string
  readonly providers: Providers
  readonly now: Date
}
