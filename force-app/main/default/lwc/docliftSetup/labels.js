import bucket from '@salesforce/label/c.Doclift_Setup_Name_bucket';
import database from '@salesforce/label/c.Doclift_Setup_Name_database';
import org from '@salesforce/label/c.Doclift_Setup_Name_org';
import other from '@salesforce/label/c.Doclift_Setup_Name_other';
import service from '@salesforce/label/c.Doclift_Setup_Name_service';
import vendor from '@salesforce/label/c.Doclift_Setup_Name_vendor';
import versions from '@salesforce/label/c.Doclift_Setup_Name_versions';
import webhooks from '@salesforce/label/c.Doclift_Setup_Name_webhooks';
import worker from '@salesforce/label/c.Doclift_Setup_Name_worker';
import failing from '@salesforce/label/c.Doclift_Setup_Status_failing';
import ok from '@salesforce/label/c.Doclift_Setup_Status_ok';
import unknown from '@salesforce/label/c.Doclift_Setup_Status_unknown';
import clientApps from '@salesforce/label/c.Doclift_Setup_Page_ClientApps';
import groups from '@salesforce/label/c.Doclift_Setup_Page_Groups';
import namedCredentials from '@salesforce/label/c.Doclift_Setup_Page_NamedCredentials';
import trustedUrls from '@salesforce/label/c.Doclift_Setup_Page_TrustedUrls';
import mayAdmin from '@salesforce/label/c.Doclift_Setup_May_admin';
import mayApprover from '@salesforce/label/c.Doclift_Setup_May_approver';
import mayOperator from '@salesforce/label/c.Doclift_Setup_May_operator';
import mayViewer from '@salesforce/label/c.Doclift_Setup_May_viewer';
import admin from '@salesforce/label/c.Doclift_Role_Admin';
import approver from '@salesforce/label/c.Doclift_Role_Approver';
import operator from '@salesforce/label/c.Doclift_Role_Operator';
import viewer from '@salesforce/label/c.Doclift_Role_Viewer';
import check from '@salesforce/label/c.Doclift_Setup_Check';
import checkedAt from '@salesforce/label/c.Doclift_Setup_CheckedAt';
import checkOf from '@salesforce/label/c.Doclift_Setup_CheckOf';
import connections from '@salesforce/label/c.Doclift_Setup_Connections';
import copied from '@salesforce/label/c.Doclift_Setup_Copied';
import copyByHand from '@salesforce/label/c.Doclift_Setup_CopyByHand';
import needsRole from '@salesforce/label/c.Doclift_Setup_SupportNeedsRole';
import open from '@salesforce/label/c.Doclift_Setup_Open';
import people from '@salesforce/label/c.Doclift_Setup_People';
import peopleCount from '@salesforce/label/c.Doclift_Setup_PeopleCount';
import peopleGroup from '@salesforce/label/c.Doclift_Setup_PeopleGroup';
import peopleMay from '@salesforce/label/c.Doclift_Setup_PeopleMay';
import serviceWorks from '@salesforce/label/c.Doclift_Setup_ServiceWorks';
import support from '@salesforce/label/c.Doclift_Setup_Support';
import supportSentence from '@salesforce/label/c.Doclift_Setup_SupportSentence';
import supportText from '@salesforce/label/c.Doclift_Setup_SupportText';

/** The texts of Set-up. */
export const labels = {
    check,
    checkedAt,
    checkOf,
    connections,
    copied,
    copyByHand,
    groups,
    may: { viewer: mayViewer, operator: mayOperator, approver: mayApprover, admin: mayAdmin },
    names: { service, org, vendor, versions, bucket, database, worker, webhooks, other },
    needsRole,
    open,
    pages: { clientApps, groups, namedCredentials, trustedUrls },
    people,
    peopleCount,
    peopleGroup,
    peopleMay,
    roles: { viewer, operator, approver, admin },
    serviceWorks,
    status: { ok, failing, unknown },
    support,
    supportSentence,
    supportText
};
