import type { whyNotSwept } from '../../../rotation/listed-secret.ts'
import type { Finding } from './finding.ts'

/** What is to be said of a secret that carries the tag of a provider, and that a sweep passes over. */
export const inVain = (
  why: Exclude<ReturnType<typeof whyNotSwept>, 'not tagged' | undefined>,
  tagPrefix: string,
): Finding => {
  const remedy = `remove its tag ${tagPrefix}:provider`
  switch (why) {
    case 'replica':
      return {
        level: 'hint',
        about: 'tags',
        text: 'replicas follow their primary, and are left alone here',
        remedy: "let the stack run in the primary's region",
      }
    case 'owned by a service':
      return {
        level: 'warning',
        about: 'tags',
        text: 'tagged in vain, since an AWS service owns it',
        remedy,
      }
    case 'managed':
      return {
        level: 'warning',
        about: 'tags',
        text: 'tagged in vain, since AWS rotates it at a partner',
        remedy,
      }
    case 'deleted':
      return {
        level: 'hint',
        about: 'tags',
        text: 'tagged in vain, since it is marked for deletion',
        remedy,
      }
    case 'no current version':
      return {
        level: 'warning',
        about: 'tags',
        text: 'no version is labelled AWSCURRENT, so it is left alone',
        remedy: 'aws secretsmanager update-secret-version-stage, or put a value',
      }
  }
}
