import type { DataFolder } from './data-folder.ts'

/** What an account in a folder is for; samples and somebody's own credentials are never mixed. */
export type Purpose = 'samples' | 'own credentials'

/**
 * Holds if a folder is for this purpose, or new.
 *
 * Effect: a new folder is for this purpose from now on.
 */
export const isFor = (data: DataFolder, purpose: Purpose): boolean => {
  const documents = data.documents('account')
  const known = new Map(documents.all()).get(PURPOSE)
  if (known === undefined) documents.put(PURPOSE, purpose)
  return known === undefined || known === purpose
}

const PURPOSE = 'purpose'
