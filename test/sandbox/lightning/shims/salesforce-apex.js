/**
 * A method of an Apex class, as a component imports it. It answers or fails like the platform's: a failure carries what the
 * AuraHandledException says in `body.message`.
 */
export function apexMethod(name) {
  return async (parameters = {}) => {
    const answer = await fetch(`/apex/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
    })
    const body = await answer.json()
    if (answer.ok) return body
    throw Object.assign(new Error(body.message), { body, status: answer.status, ok: false })
  }
}
