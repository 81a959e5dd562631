import DocliftAccountPanel from 'c/docliftAccountPanel'
import DocliftConsole from 'c/docliftConsole'
import DocliftDocumentHistory from 'c/docliftDocumentHistory'
import DocliftOpen from 'c/docliftOpen'
import DocliftReceipt from 'c/docliftReceipt'
import { createElement } from 'lwc'

const OPEN = ['c-doclift-open', DocliftOpen]

/** What is on each page, as an admin would have put it there. */
const PAGES = [
  { address: /^\/lightning(?:\/n\/Doclift(?:_Console)?)?\/?$/, parts: [['c-doclift-console', DocliftConsole]] },
  { address: /^\/lightning\/cmp\/c__docliftOpen$/, parts: [OPEN] },
  {
    address: /^\/lightning\/r\/Account\/(?<recordId>\w{15,18})\/view$/,
    parts: [['c-doclift-account-panel', DocliftAccountPanel]],
  },
  {
    address: /^\/lightning\/r\/\w+\/(?<recordId>\w{15,18})\/view$/,
    parts: [OPEN, ['c-doclift-document-history', DocliftDocumentHistory], ['c-doclift-receipt', DocliftReceipt]],
  },
]

/** Puts the components of the page at this address in place; a record page says first whose page it is. */
export async function showPage(main) {
  const page = PAGES.find(({ address }) => address.test(window.location.pathname))
  if (page === undefined) return main.append(heading('This page of Salesforce is not part of the sandbox org.'))
  const { recordId } = page.address.exec(window.location.pathname).groups ?? {}
  if (recordId !== undefined && !(await showRecord(main, recordId))) return
  for (const [name, is] of page.parts) main.append(create(name, is, recordId))
}

function create(name, is, recordId) {
  const element = createElement(name, { is })
  if (recordId !== undefined) element.recordId = recordId
  return element
}

/** Tells whether there is such a record for this user. */
async function showRecord(main, recordId) {
  const answer = await fetch(`/lightning/records/${recordId}`)
  const name = answer.ok ? (await answer.json()).name : 'There is no such record, or you may not see it.'
  main.append(heading(name))
  document.title = `${name} | Sandbox org`
  return answer.ok
}

function heading(text) {
  const element = document.createElement('h1')
  element.className = 'slds-text-heading_large'
  element.textContent = text
  return element
}
