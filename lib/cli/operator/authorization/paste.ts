import { createInterface } from 'node:readline'
import * as E from 'fp-ts/Either'
import {
  type AuthorizationAnswer,
  readAuthorizationAnswer,
} from '../../../provider/login/authorization-answer.ts'
import { askHidden } from '../hidden-prompt.ts'

/**
 * Takes the address that the browser ended at from a person, who pastes it unseen, or from the first line of the
 * standard input.
 *
 * Effect: ends the process with 130 at Ctrl-C; nothing is written yet then.
 */
export const pastedAddress = async (): Promise<string> => {
  if (!process.stdin.isTTY) return firstLine(process.stdin)
  const line = await askHidden('address that the browser ends at (not shown): ')
  return line ?? process.exit(130)
}

const firstLine = async (input: NodeJS.ReadableStream): Promise<string> => {
  for await (const line of createInterface({ input })) return line
  return ''
}

/**
 * Reads a pasted address.
 *
 * Errors: a sentence that says what it should be, never what it is: a code may be in it.
 */
export const readPasted = (
  text: string,
  redirectUri: string,
  state: string,
  codeNames?: readonly string[],
): E.Either<string, Exclude<AuthorizationAnswer, { readonly tag: 'Stranger' }>> => {
  const address = text.trim()
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || placeOf(url) !== placeOf(new URL(redirectUri)))
    return E.left(`pasted address: expected the whole one, which begins with ${redirectUri}`)
  const answer = readAuthorizationAnswer(url.searchParams, state, codeNames)
  return answer.tag === 'Stranger'
    ? E.left('pasted address: expected that of this very login, and its state is another one')
    : E.right(answer)
}

const placeOf = ({ protocol, host, pathname }: URL): string => `${protocol}//${host}${pathname}`
