import type { Template } from 'aws-cdk-lib/assertions'
import { expect } from 'vitest'
import { legible } from './legible.ts'

/** Finds the one resource of a type whose logical id is a word and a hash. */
export const resourceOf = (template: Template) => (type: string, word: string) => {
  const found = Object.entries(template.findResources(type)).filter(
    ([logicalId]) => logicalId.slice(0, -8) === word,
  )
  expect(found.map(([logicalId]) => logicalId.slice(0, -8))).toEqual([word])
  return found[0]?.[1] ?? {}
}

/** Finds the same resource, and gives its properties with references resolved to words. */
export const propertiesOf = (template: Template) => {
  const resource = resourceOf(template)
  return (type: string, word: string) => legible(resource(type, word).Properties)
}
