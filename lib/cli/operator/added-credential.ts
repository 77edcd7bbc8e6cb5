import { fromNow } from '../fleet-rows.ts'
import type { FoundClient } from './client-of-credential.ts'
import { firstRefresh } from './first-refresh.ts'
import type { PlannedCredential } from './planned-credential.ts'
import type { Said } from './say.ts'

/** A credential that was, or would be, put under rotation. Shape: `arn` is the name where there is none yet. */
export type AddedCredential = {
  readonly name: string
  readonly arn: string
  readonly action: 'created' | 'adopted'
  readonly isDryRun: boolean
  readonly isTextWritten: boolean
  readonly wasRotated: boolean
  readonly tags: Readonly<Record<string, string>>
  readonly planned: PlannedCredential
  readonly client: FoundClient
  readonly from: string | undefined
}

/** What there is to say of it: what was done, what comes next, and what a person has to see to. */
export const toldOfAdding = (added: AddedCredential, now: Date): Said => {
  const { name, arn, action, isDryRun, planned, client, from } = added
  const { settings, stored, policy, notes } = planned
  const { at } = firstRefresh(planned, arn, now)
  const isFile = from !== undefined && from !== '-'
  return {
    lines: [
      `${name}: ${isDryRun ? WOULD_BE[action] : action}, provider ${settings.definition.id}, format ${stored.format.id}`,
      `  tags: ${Object.entries(added.tags)
        .map((tag) => tag.join(' = '))
        .join(', ')}`,
      `  ${client.line}`,
      `  ${textLine(added)}`,
      ...(added.wasRotated && added.isTextWritten
        ? [
            `  it was under rotation already; to put in no more than the tokens of a new login: token-rotation revive ${name} --from <file>`,
          ]
        : []),
      ...notes.map((note) => `  ${note}`),
      `  first refresh: ${refreshLine(name, at, policy, now)}`,
      ...(settings.definition.grant === 'refresh_token'
        ? [
            '  whoever refreshed this grant until now must stop: two that use one refresh token lose it',
          ]
        : []),
      ...(isFile ? [`  ${from} still holds the tokens; remove it when you need it no more`] : []),
    ],
    json: {
      name,
      ...(arn === name ? {} : { arn }),
      action,
      dryRun: isDryRun,
      provider: settings.definition.id,
      format: stored.format.id,
      tags: added.tags,
      ...(client.secretName === undefined ? {} : { clientSecret: client.secretName }),
      textWritten: added.isTextWritten || action === 'created',
      firstRefresh: at instanceof Date ? at.toISOString() : at,
      notes,
    },
  }
}

const WOULD_BE = { created: 'would be created', adopted: 'would be adopted' } as const

const textLine = ({ action, isTextWritten, isDryRun }: AddedCredential): string => {
  if (action === 'created') return 'its text is that of the file, byte for byte'
  if (!isTextWritten) return 'its text stays as it is'
  return isDryRun
    ? 'its text would be replaced; the one before would stay as AWSPREVIOUS'
    : 'its text was replaced; the one before stays as AWSPREVIOUS'
}

const refreshLine = (
  name: string,
  at: Date | 'first look' | 'never',
  policy: PlannedCredential['policy'],
  now: Date,
): string => {
  if ('paused' in policy) return `not while it is paused; to go on: token-rotation resume ${name}`
  if (at === 'never') return 'never'
  return at === 'first look'
    ? 'with the next sweep (the list of secrets may lag by some minutes)'
    : `${fromNow(at, now)}`
}
