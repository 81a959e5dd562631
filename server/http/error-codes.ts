import { statusOfCode } from './problem.ts'

/** An error code in words: what it means, and what the caller does next. */
export interface CodeMeaning {
  means: string
  next: string
}

const CODES_WITHOUT_ROUTE = ['api.not-found', 'api.method-not-allowed'] as const

/**
 * Every code the API answers with, in words. The OpenAPI document and the table in docs/api.md are made of these; a test
 * holds that each code of a route stands here, and that nothing else does.
 */
const MEANINGS: Readonly<Record<string, CodeMeaning>> = {
  'api.invalid-request': {
    means: 'The request is not valid.',
    next: 'Mend what "errors" names; each line has a JSON pointer.',
  },
  'api.malformed-cursor': {
    means: 'The cursor is not one of this list.',
    next: 'Read the list from its beginning, without a cursor.',
  },
  'api.unauthorised': {
    means: 'The token is missing, wrong, expired or revoked. Which of these it is, is never said.',
    next: 'Send a valid token as "Authorization: Bearer …".',
  },
  'api.token-used': {
    means: 'This token of the org started its first act more than ten seconds ago.',
    next: 'Send the same request with a new token and the same key.',
  },
  'api.forbidden': {
    means: 'The role of the token is too low; the detail names the one that is needed.',
    next: 'Use a token of that role or a higher one.',
  },
  'api.user-not-confirmed': {
    means: 'The org does not confirm that its user is active and holds the permission set group of the role.',
    next: 'Do in Setup what the detail says; it counts within a minute.',
  },
  'api.not-found': {
    means: 'There is nothing at this address.',
    next: 'Compare the address with /openapi.json.',
  },
  'api.method-not-allowed': {
    means: 'The address exists, but not with this method.',
    next: 'Use a method that the header Allow names.',
  },
  'api.not-acceptable': {
    means: 'None of the media types in Accept is offered; the detail names those that are.',
    next: 'Ask for one of them, or send no Accept header.',
  },
  'api.body-too-large': {
    means: 'The body is larger than 1 MB.',
    next: 'Send fewer ids at once, or use another scope.',
  },
  'api.unsupported-media-type': {
    means: 'The body is not JSON.',
    next: 'Send it as "Content-Type: application/json".',
  },
  'api.idempotency-reused': {
    means: 'The Idempotency-Key was used for another request.',
    next: 'Use a new key for a new act; keep the key only to repeat the same request.',
  },
  'api.too-many-attempts': {
    means: 'More than thirty requests from this address had no valid token within a minute. Valid ones get through.',
    next: 'Check the token, then wait as long as Retry-After says.',
  },
  'api.org-not-asked': {
    means: 'The org gave no answer about its user; without one nobody is admitted.',
    next: 'Try again after Retry-After, with a new token and the same key.',
  },
  'account.not-found': {
    means: 'Doclift knows no document of such an Account.',
    next: 'Check the id, or run an inventory first.',
  },
  'record.not-found': {
    means: 'Doclift does not know this record.',
    next: 'Check the id, or run an inventory first.',
  },
  'token.not-found': {
    means: 'There is no such automation token.',
    next: 'Check the id; GET /v1/tokens lists all tokens.',
  },
  'run.not-found': {
    means: 'There is no such run.',
    next: 'Check the id; GET /v1/runs lists all runs.',
  },
  'run.bad-request': {
    means: 'Operation, scope and limits do not fit together.',
    next: 'Change what the detail names.',
  },
  'run.sample-too-large': {
    means: 'The sample of a verification has more records than the scope has verified copies.',
    next: 'Ask for fewer, or leave the sample out.',
  },
  'run.outside-test-mode': {
    means: 'Test mode of this installation does not allow the run; the detail says what it allows.',
    next: 'Ask for a dry run or less, or have the settings of test mode changed.',
  },
  'run.no-before-images': {
    means: 'The run writes nothing to Salesforce, so there are no values that it overwrites.',
    next: 'Ask for those of a switch or a rollback.',
  },
  'run.items-archived': {
    means: 'The items of the run are a file in the bucket by now.',
    next: 'Read the object that "archive" of the run names.',
  },
  'run.not-planned': {
    means: 'The run is still being planned, or it was started already.',
    next: 'Read the run. While its planHash is null, try again in some seconds.',
  },
  'run.plan-changed': {
    means: 'The plan hash is not the one of this run.',
    next: 'Look at the plan again, then approve its planHash.',
  },
  'run.links-revoked': {
    means: 'Links on the list of this run were revoked after it was begun, so it would write links that open nothing.',
    next: 'Plan the switch again, then approve the new plan.',
  },
  'run.no-inventory': {
    means: 'A catch-up goes on from an inventory, and none has succeeded yet.',
    next: 'Run an inventory first, then ask again with a new key.',
  },
  'run.already-reading': {
    means: 'An inventory or another catch-up reads the org already; runId names it.',
    next: 'Wait until that run has ended, then use a new key.',
  },
  'run.records-owned': {
    means: 'Another unfinished run owns some of these records; ownerRunId names it.',
    next: 'Wait until that run has ended, or roll it back when it is a switch, then use a new key.',
  },
  'run.not-running': {
    means: 'The run is not running, so there is nothing to pause or halt.',
    next: 'Read the run; it may have ended by now, or it is being taken back.',
  },
  'run.not-halted': {
    means: 'Only a paused or halted run can be resumed.',
    next: 'Read the run; it may be running or have ended.',
  },
  'run.outside-hours': {
    means:
      'Files are copied, or links switched, only in the hours that are set, and they are over; the detail says when they begin.',
    next: 'Wait: the run goes on by itself. To let it go on now, an admin changes copyHours or switchHours by PATCH /v1/settings.',
  },
  'run.soaking': {
    means: 'The switch rests between two cohorts; the detail says until when.',
    next: 'Wait: the run goes on by itself. To keep it from going on, halt it.',
  },
  'gate.refused': {
    means: 'The gate before the switch refused; "gate" has all of its lines.',
    next: 'Mend what the failed lines say. When the evidence is too old, plan again.',
  },
  'rollback.never-switched': {
    means: 'Doclift has no switched value to take back on this record.',
    next: 'Nothing is to be done: it points where it always did.',
  },
  'rollback.outside-test-mode': {
    means: 'Test mode of this installation does not allow this record.',
    next: 'Have the settings of test mode changed.',
  },
  'rollback.being-checked': {
    means: 'The last write to this record is still being checked.',
    next: 'Try again after Retry-After, with a new key.',
  },
  'rollback.not-a-switch': {
    means: 'Only what a switch wrote can be taken back; other runs change nothing in Salesforce.',
    next: 'Name the switch itself; GET /v1/runs lists all runs.',
  },
  'rollback.never-started': {
    means: 'The switch is planned and was never started, so there is nothing to take back.',
    next: 'Nothing is to be done.',
  },
  'rollback.run-not-ended': {
    means: 'The switch is being stopped, and what it sent is being settled.',
    next: 'Try again after Retry-After, with a new key.',
  },
  'rollback.conflicted': {
    means: 'Somebody else changed this record after Doclift did, so it was left alone.',
    next: 'Compare both values in its history. To restore it all the same, start a roll_back with overridesConflicts.',
  },
  'failures.not-found': {
    means: 'No record has failed so that trying again would help.',
    next: 'Read /v1/failures; the records may have been copied by now.',
  },
  'failures.needs-approval': {
    means: 'These records failed while they were switched or rolled back, and only a person may start that again.',
    next: 'Plan a switch with the scope "failures" by POST /v1/runs and have it approved, or roll the records back one by one.',
  },
  'preflight.none': {
    means: 'Nobody has looked at the org yet.',
    next: 'Look at it: POST /v1/preflight.',
  },
  'analysis.none': {
    means: 'No analysis was made yet.',
    next: 'Make one: POST /v1/runs with operation analyse and the scope "everything".',
  },
  'forecast.none': {
    means: 'Nothing was predicted for this run.',
    next: 'Predictions are made when a back-up, a verification, a switch or a rollback is planned.',
  },
  'series.bad-range': {
    means: 'The span of time is malformed, inverted or too long.',
    next: 'Change what the detail names.',
  },
  'settings.bad-value': {
    means: 'The setting cannot have this value; the detail says which ones it can have.',
    next: 'Choose one of those, or null for the default.',
  },
  'settings.changed': {
    means: 'Somebody else changed a setting since it was read; nothing was changed.',
    next: 'Read the settings again, then send the change with their ETag.',
  },
  'api.busy': {
    means: 'The service has more to do than it can do at once. Nothing was done.',
    next: 'Try again after Retry-After, with the same key.',
  },
  'api.stopping': {
    means: 'The service is being stopped and takes no more requests. Nothing was done.',
    next: 'Try again after Retry-After, with the same key.',
  },
  'record.not-verified': {
    means: 'The record has no verified copy, so there is nothing to open.',
    next: 'Back the record up first.',
  },
  'record.not-held': {
    means:
      'Neither a rollback nor a change by somebody else keeps the record out of switches, so there is nothing to release.',
    next: 'Nothing is to be done.',
  },
  'record.out-of-scope': {
    means: 'The record is out of scope, so it has no copy to try again; outOfScopeReason says why.',
    next: 'Mend the record in Salesforce, then run an inventory.',
  },
  'receipt.not-verified': {
    means: 'The record has no verified copy, so there is nothing to prove.',
    next: 'Back the record up first.',
  },
  'receipt.not-bound': {
    means: 'The installation is not bound to an org yet.',
    next: 'Start the service once; it binds itself at its first login.',
  },
  'report.busy': {
    means: 'Three reports are being read from this process already.',
    next: 'Try again after Retry-After.',
  },
  'download.not-found': {
    means: 'This link was not made by this installation, or was changed.',
    next: 'Make a new link with POST /v1/downloads.',
  },
  'download.expired': {
    means: 'The link is older than five minutes.',
    next: 'Make a new link with POST /v1/downloads.',
  },
  'dead-letter.not-found': {
    means: 'There is no such dead letter, or its task was done by now.',
    next: 'Read the list again: GET /v1/dead-letters.',
  },
  'dead-letter.being-tried': {
    means: 'The task fails again and again, and goes on being tried by itself.',
    next: 'Mend what its sentence names; nothing else is to be done.',
  },
  'webhook.host-not-allowed': {
    means: 'The address is no https address on a host of WEBHOOK_HOSTS, or has a user, a password or a fragment.',
    next: 'Mend what the detail names, or add the host to the settings.',
  },
  'webhook.not-found': {
    means: 'There is no such webhook.',
    next: 'Check the id; GET /v1/webhooks lists all webhooks.',
  },
  'webhook.delivery-not-found': {
    means: 'The webhook has no such delivery.',
    next: 'Check the id; GET /v1/webhooks/{id}/deliveries lists them.',
  },
  'webhook.delivery-pending': {
    means: 'The delivery is still to be tried by itself, so it cannot be replayed.',
    next: 'Read the list of deliveries; nextAttemptAt says when.',
  },
  'webhook.paused': {
    means: 'Nothing is sent to a paused webhook.',
    next: 'Let it go on: PATCH /v1/webhooks/{id} with isPaused false.',
  },
  'events.too-many-followers': {
    means: 'This process is followed by as many clients as it takes.',
    next: 'Try again after Retry-After, or poll GET /v1/runs/{id} with If-None-Match.',
  },
  'internal.unexpected': {
    means: 'Something unexpected went wrong. Its words are hidden.',
    next: 'Look for the request id in the log of the service.',
  },
  'database.unavailable': {
    means: 'The database does not answer at the moment.',
    next: 'Try again after Retry-After, with the same key.',
  },
}

/** What a code means; undefined for one that nobody has put into words. */
export function meaningOf(code: string): CodeMeaning | undefined {
  return MEANINGS[code]
}

/** Every code with its status and its meaning, by status and then by name. */
export function listCodes(): { code: string; status: number; meaning: CodeMeaning }[] {
  const codes = Object.entries(MEANINGS).map(([code, meaning]) => ({ code, status: documentedStatus(code), meaning }))
  return codes.sort((left, right) => left.status - right.status || (left.code < right.code ? -1 : 1))
}

/** The status a documented code is answered with; what the table does not name is documented because it is transient. */
export function documentedStatus(code: string): number {
  return statusOfCode(code) ?? 503
}

/** Codes that are answered where no route is. */
export function codesWithoutRoute(): readonly string[] {
  return CODES_WITHOUT_ROUTE
}

/** What of a route decides which codes it may answer with. */
export interface RouteKind {
  isPublic: boolean
  isMutation: boolean
  takesInput: boolean
  isPaged: boolean
  isIdempotent: boolean
}

/** Codes that every route of a kind may answer with, beside its own. */
export function codesOfKind(kind: RouteKind): string[] {
  return [
    ...(kind.takesInput || kind.isMutation ? ['api.invalid-request'] : []),
    ...(kind.isPaged ? ['api.malformed-cursor'] : []),
    ...(kind.isPublic ? [] : ['api.unauthorised', 'api.too-many-attempts', 'api.forbidden']),
    ...(isAct(kind) ? ['api.token-used', 'api.user-not-confirmed', 'api.org-not-asked'] : []),
    ...(kind.isMutation ? ['api.body-too-large', 'api.unsupported-media-type'] : []),
    ...(kind.isIdempotent ? ['api.idempotency-reused'] : []),
    'internal.unexpected',
    ...(kind.isPublic ? [] : ['database.unavailable', 'api.busy', 'api.stopping']),
  ]
}

/** What a user of the org is asked more for than a valid token. */
function isAct(kind: RouteKind): boolean {
  return kind.isMutation && !kind.isPublic
}
