import { PERSONAS, readPersona, writePersona } from './persona.js'

/** Fills the bar above every page: that this is the sandbox org, the way to the app, and who the user is. */
export function showFrame(bar) {
  const title = document.createElement('strong')
  title.textContent = 'Sandbox org'
  const link = Object.assign(document.createElement('a'), { href: '/lightning', textContent: 'Doclift' })
  bar.append(title, link, personaSwitcher())
}

function personaSwitcher() {
  const label = document.createElement('label')
  const select = document.createElement('select')
  for (const [name, text] of Object.entries(PERSONAS)) select.append(new Option(text, name))
  select.value = readPersona()
  select.addEventListener('change', async () => {
    await writePersona(select.value)
    window.location.reload()
  })
  label.append('You are', select)
  return label
}
