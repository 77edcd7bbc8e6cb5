import { schemaFiles } from './event-schemas.ts'

type Property = { readonly description: string; readonly enum?: readonly unknown[] }

/** The part of EVENTS.md that is made from the schemas: a section per type with its fields and its example. */
export const schemasPart = (): string =>
  [...schemaFiles]
    .flatMap(([file, { title, description, properties, required, examples }]) => [
      `### ${title}`,
      `${description} [Schema](lib/rotation/event-schemas/${file})`,
      [
        '| field | always | meaning |',
        '|---|---|---|',
        ...Object.entries<Property>(properties).map(
          ([name, property]) =>
            `| \`${name}\` | ${required.includes(name) ? 'yes' : ''} | ${meaningOf(property)} |`,
        ),
      ].join('\n'),
      `\`\`\`json\n${JSON.stringify(examples[0], undefined, 2)}\n\`\`\``,
    ])
    .join('\n\n')

const meaningOf = ({ description, enum: words }: Property): string =>
  words === undefined
    ? description
    : `${description} ${words.map((word) => `\`${word}\``).join(', ')}`

const BEGIN = '<!-- schemas: made by test/events/write-events-page.ts -->'
const END = '<!-- /schemas -->'

/** The page with the part that is made from the schemas as it is now. Errors: throws when the page has no place for it. */
export const withSchemas = (page: string): string => {
  const [before, rest] = page.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`expected ${BEGIN} and ${END}`)
  return `${before}${BEGIN}\n\n${schemasPart()}\n\n${END}${after}`
}
