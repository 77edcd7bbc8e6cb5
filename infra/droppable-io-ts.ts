import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'

/**
 * Lets a bundler leave out the codecs of io-ts that nobody uses: compiled to functions, its classes and what is made of
 * them no longer say that they have no effect, and so all of them are kept, and built at every start.
 */
export const droppableIoTs: Plugin = {
  name: 'droppable-io-ts',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]io-ts[\\/]es6[\\/]index\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replaceAll('/** @class */ (', '/* @__PURE__ */ (')
        .replace(/^((?:export )?var \w+ = )(?=new |brand\(|refinement\()/gm, '$1/* @__PURE__ */ '),
    }))
  },
}
