/** The labels of docliftFailures. */
import classCopy from '@salesforce/label/c.Doclift_Failures_Class_copy';
import classRollback from '@salesforce/label/c.Doclift_Failures_Class_rollback';
import classSwitch from '@salesforce/label/c.Doclift_Failures_Class_switch';
import download from '@salesforce/label/c.Doclift_Failures_Download';
import empty from '@salesforce/label/c.Doclift_Failures_Empty';
import forbiddenRole from '@salesforce/label/c.Doclift_Error_ForbiddenRole';
import mendFirst from '@salesforce/label/c.Doclift_Failures_MendFirst';
import operator from '@salesforce/label/c.Doclift_Role_Operator';
import rollBackSentence from '@salesforce/label/c.Doclift_Failures_RollBackSentence';
import since from '@salesforce/label/c.Doclift_Failures_Since';
import switchAgain from '@salesforce/label/c.Doclift_Failures_SwitchAgain';
import switchAgainNamed from '@salesforce/label/c.Doclift_Failures_SwitchAgainNamed';
import switchSentence from '@salesforce/label/c.Doclift_Failures_SwitchSentence';
import title from '@salesforce/label/c.Doclift_Failures_Title';
import trend from '@salesforce/label/c.Doclift_Failures_Trend';
import trendLess from '@salesforce/label/c.Doclift_Failures_TrendLess';
import trendMore from '@salesforce/label/c.Doclift_Failures_TrendMore';
import trendNone from '@salesforce/label/c.Doclift_Failures_TrendNone';
import trendSame from '@salesforce/label/c.Doclift_Failures_TrendSame';
import tryAgain from '@salesforce/label/c.Doclift_Failures_TryAgain';
import tryAgainNamed from '@salesforce/label/c.Doclift_Failures_TryAgainNamed';

export const classes = { copy: classCopy, switch: classSwitch, rollback: classRollback };

export const trends = { none: trendNone, more: trendMore, less: trendLess, same: trendSame };

/** How a group is begun again by one button: its words, and what it says beside them. */
export const buttons = {
    copy: { label: tryAgain, named: tryAgainNamed },
    switch: { label: switchAgain, named: switchAgainNamed }
};

export const labels = {
    download,
    empty,
    forbiddenRole,
    mendFirst,
    operator,
    rollBackSentence,
    since,
    switchSentence,
    title,
    trend
};
