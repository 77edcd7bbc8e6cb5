import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { decode, describeProblem } from '../../lib/codec/decode.ts'
import { optional } from '../../lib/codec/optional.ts'

const Resource = t.type({
  Type: t.string,
  DeletionPolicy: optional(t.string),
  Properties: optional(t.UnknownRecord),
  Metadata: optional(t.UnknownRecord),
})

/** What the proof reads of a synthesised template. */
export const StackTemplate = t.type({ Resources: t.record(t.string, Resource) })
export type StackTemplate = t.TypeOf<typeof StackTemplate>

/** Where the stack was synthesised to, and its template. */
export type Assembly = { readonly folder: string; readonly template: StackTemplate }

/**
 * Reads the stack out of a cloud assembly.
 *
 * Errors: rejects when it is missing or not a template.
 */
export const readAssembly = async (folder: string): Promise<Assembly> => ({
  folder,
  template: decodeOrThrow(StackTemplate)(
    JSON.parse(await readFile(join(folder, 'TokenRotation.template.json'), 'utf8')),
  ),
})

/**
 * Spells the template's references to the bus in the way that the emulator understands: of `Ref` it makes an object that
 * its rules cannot be put on.
 *
 * Effect: rewrites the template in the assembly.
 */
export const spellForEmulator = async (folder: string): Promise<void> => {
  const file = join(folder, 'TokenRotation.template.json')
  const template = JSON.parse(await readFile(file, 'utf8'))
  for (const { Type, Properties } of Object.values(
    decodeOrThrow(StackTemplate)(template).Resources,
  ))
    if (Type === 'AWS::Events::Rule' && Properties !== undefined)
      Properties.EventBusName = { 'Fn::GetAtt': [Object(Properties.EventBusName).Ref, 'Name'] }
  await writeFile(file, JSON.stringify(template))
}

/** Finds the logical id of the resource whose construct id and type are given. */
export const logicalId = ({ Resources }: StackTemplate, type: string, word: string): string => {
  const found = Object.entries(Resources).find(
    ([id, { Type }]) => Type === type && id.slice(0, -8) === word,
  )?.[0]
  if (found === undefined) throw new Error(`expected a ${type} ${word} in the template`)
  return found
}

/** Decodes what came from outside; throws the paths that were not as expected. */
export const decodeOrThrow =
  <A>(codec: t.Decoder<unknown, A>) =>
  (u: unknown): A =>
    pipe(
      decode(codec)(u),
      E.getOrElseW((problems) => {
        throw new Error(problems.map(describeProblem).join('; '))
      }),
    )
