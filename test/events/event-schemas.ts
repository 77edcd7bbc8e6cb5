import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js'

/** An event as the code gives it to the bus. */
export type Emitted = { readonly detailType: string; readonly detail: unknown }

const FOLDER = join(import.meta.dirname, '../../lib/rotation/event-schemas')

/** The schema files by name, in the order of the folder. */
export const schemaFiles: ReadonlyMap<string, AnySchemaObject> = new Map(
  readdirSync(FOLDER)
    .toSorted()
    .map((file) => [file, JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))]),
)

/** The schema of the detail of events of a type. */
export const schemaOf = (detailType: string): AnySchemaObject | undefined =>
  schemaFiles.get(`${detailType.toLowerCase().replaceAll(' ', '-')}.json`)

const ajv = new Ajv2020({ allErrors: true, strict: true })

/** What a schema finds wrong with an event: nothing, or paths and rules. */
export const problemsOf = ({ detailType, detail }: Emitted): readonly string[] => {
  const schema = schemaOf(detailType)
  if (schema === undefined) return [`${detailType}: expected a schema`]
  const { $id = '' } = schema
  const validate = ajv.getSchema($id) ?? ajv.compile(schema)
  validate(detail)
  return (validate.errors ?? []).map(
    ({ instancePath, keyword, message = keyword }) => `${detailType}${instancePath}: ${message}`,
  )
}
