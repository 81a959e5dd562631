/**
 * What Doclift assumes of a Salesforce org without a recording that backs it. Each is checked against a sandbox org by
 * `npm run org:conform`; the checks are in `scripts/org/conform/checks`, one file for each subject.
 */
export interface Assumption {
  /** `bulk-ingest.other-version`: the subject, and what it is about. */
  name: string
  /** What is assumed, as a sentence. */
  sentence: string
  /** What it means for Doclift when the org behaves otherwise. */
  otherwise: string
  /** Whether Doclift relies on it. What it does not, only the sandbox imitates. */
  isReliedOn: boolean
  /**
   * Whether a check brings it about: in every org; only where the org, its settings or the moment allow it; or never, because
   * only the platform itself can.
   */
  provoked: 'always' | 'where-possible' | 'never'
}
