import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'

/**
 * Lets a bundler leave out the codecs of io-ts that nobody uses: compiled, they no longer say that they are made without an
 * effect, and so all of them were kept, and made at every start.
 *
 * A value that is made in one line is marked as a whole: its arguments are calls, or properties that for all that a
 * bundler knows do something when they are read.
 */
export const droppableIoTs: Plugin = {
  name: 'droppable-io-ts',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]io-ts[\\/]es6[\\/]index\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replaceAll('/** @class */ (', '/* @__PURE__ */ (')
        .replace(/^((?:export )?var \w+ = )(?=new )/gm, '$1/* @__PURE__ */ ')
        .replace(/^(export var \w+ = )(\w+\(.*\));$/gm, '$1/* @__PURE__ */ (() => $2)();'),
    }))
  },
}
