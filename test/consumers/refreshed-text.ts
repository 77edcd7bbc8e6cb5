import type { FormatId } from '../../lib/credential/formats.ts'
import { writeStored } from '../../lib/credential/stored-credential.ts'
import { stored } from '../credential/stored.ts'
import { END } from './clock.ts'

/** The text that a refresh leaves for the readers of a format. Shape: `text` is what was stored before. */
export const refreshedText = (id: FormatId, text: string): string =>
  writeStored(stored(text, id), {
    accessToken: 'new-a',
    refreshToken: 'new-r',
    issuedAt: new Date(END.getTime() - 172_800_000),
    expiresAt: END,
    tokenType: 'Bearer',
    scope: 'read write',
  })

/** The same as JSON. */
export const refreshedObject = (id: FormatId, text: string) => JSON.parse(refreshedText(id, text))
