/** What the console polls. */
import readOverview from '@salesforce/apex/DocliftOverviewController.readOverview';
import readRun from '@salesforce/apex/DocliftRunController.readRun';

/**
 * The overview, with counts for the jobs at work. They are part of it, because the counts of all documents stand still
 * while a job checks copies, and a poll without news becomes slow.
 */
export async function readOverviewWithCounts() {
    const overview = await readOverview();
    return { ...overview, unfinishedRuns: await Promise.all(overview.unfinishedRuns.map(withCounts)) };
}

/** A job whose counts cannot be read is shown without them. */
async function withCounts(run) {
    return run.state === 'running' ? readRun({ runId: run.id }).catch(() => run) : run;
}
