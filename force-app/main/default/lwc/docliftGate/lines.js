/** What the checks of a gate and their outcomes are called, and their icons. */
import countedObjects from '@salesforce/label/c.Doclift_Gate_Item_CountedObjects';
import conforms from '@salesforce/label/c.Doclift_Gate_Item_Conforms';
import dataExported from '@salesforce/label/c.Doclift_Gate_Item_DataExported';
import linksResolve from '@salesforce/label/c.Doclift_Gate_Item_LinksResolve';
import openedInOrg from '@salesforce/label/c.Doclift_Gate_Item_OpenedInOrg';
import other from '@salesforce/label/c.Doclift_Gate_Item_Other';
import permissions from '@salesforce/label/c.Doclift_Gate_Item_Permissions';
import sourcesFresh from '@salesforce/label/c.Doclift_Gate_Item_SourcesFresh';
import successRate from '@salesforce/label/c.Doclift_Gate_Item_SuccessRate';
import unchanged from '@salesforce/label/c.Doclift_Gate_Item_Unchanged';
import urlsFit from '@salesforce/label/c.Doclift_Gate_Item_UrlsFit';
import failed from '@salesforce/label/c.Doclift_Gate_Outcome_failed';
import inconclusive from '@salesforce/label/c.Doclift_Gate_Outcome_inconclusive';
import passed from '@salesforce/label/c.Doclift_Gate_Outcome_passed';
import waived from '@salesforce/label/c.Doclift_Gate_Outcome_waived';

const names = {
    'tracking.success-rate': successRate,
    'tracking.sources-fresh': sourcesFresh,
    'tracking.unchanged': unchanged,
    'rollback.data-exported': dataExported,
    'salesforce.permissions': permissions,
    'salesforce.conforms': conforms,
    'switch.urls-fit': urlsFit,
    'links.resolve': linksResolve,
    'links.opened-in-org': openedInOrg,
    'salesforce.counted-objects': countedObjects
};

export const outcomes = {
    passed: { word: passed, icon: 'utility:success', variant: 'success' },
    failed: { word: failed, icon: 'utility:clear', variant: 'error' },
    inconclusive: { word: inconclusive, icon: 'utility:question', variant: 'warning' },
    waived: { word: waived, icon: 'utility:ban', variant: 'warning' }
};

/** A check that is newer than this page has at least its sentence. */
export function nameOf(item) {
    return names[item] ?? other;
}
