/** Compiles Lightning components for Jest, with the English values of the custom labels in place of their imports. */
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const lwc = require('@lwc/jest-transformer')

const labelsFile = join(__dirname, '../../force-app/main/default/labels/CustomLabels.labels-meta.xml')
const labelImport = /^import (\w+) from '@salesforce\/label\/c\.(\w+)';/gm
const entities = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

module.exports = {
  process: (source, path, options) => lwc.process(withLabels(source, path), path, options),
  // The key is made from the values, so that a changed label is compiled anew.
  getCacheKey: (source, path, ...rest) => lwc.getCacheKey(withLabels(source, path), path, ...rest),
}

/** Stays on one line, so that the lines of a stack trace are those of the source. */
function withLabels(source, path) {
  if (!source.includes('@salesforce/label/')) return source
  const values = readLabels()
  return source.replace(labelImport, (_, variable, name) => {
    if (!values.has(name)) throw new Error(`${path} imports the label ${name}, which is not in ${labelsFile}.`)
    return `const ${variable} = ${JSON.stringify(values.get(name))};`
  })
}

function readLabels() {
  const labels = readFileSync(labelsFile, 'utf8').matchAll(/<labels>(.*?)<\/labels>/gs)
  return new Map([...labels].map(([, label]) => [textOf(label, 'fullName'), textOf(label, 'value')]))
}

function textOf(xml, tag) {
  const text = xml.match(new RegExp(`<${tag}>(.*?)</${tag}>`, 's'))[1]
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => entities[name])
}
