import type { SecretDescription } from './rotate-env.ts'

/** The version that carries a label. */
export const versionLabelled = (
  { versions }: SecretDescription,
  label: string,
): string | undefined => Object.keys(versions).find((id) => versions[id]?.includes(label))

/** The version that consumers read; `undefined` also for a secret that is gone. */
export const currentVersion = (secret: SecretDescription | undefined): string | undefined =>
  secret === undefined ? undefined : versionLabelled(secret, 'AWSCURRENT')
