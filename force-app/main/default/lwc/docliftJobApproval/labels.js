/** The labels of docliftJobApproval. */
import approval from '@salesforce/label/c.Doclift_Job_Approval';
import approvalCounts from '@salesforce/label/c.Doclift_Job_ApprovalCounts';
import approvalGate from '@salesforce/label/c.Doclift_Job_ApprovalGate';
import approvalNothing from '@salesforce/label/c.Doclift_Job_ApprovalNothing';
import approvalRollBack from '@salesforce/label/c.Doclift_Job_ApprovalRollBack';
import approver from '@salesforce/label/c.Doclift_Role_Approver';
import confirmHeading from '@salesforce/label/c.Doclift_Job_ConfirmHeading';
import confirmSentence from '@salesforce/label/c.Doclift_Job_ConfirmSentence';
import forbiddenRole from '@salesforce/label/c.Doclift_Error_ForbiddenRole';
import switchLinks from '@salesforce/label/c.Doclift_Job_Switch';
import time from '@salesforce/label/c.Doclift_Start_Time';
import timeAssumed from '@salesforce/label/c.Doclift_Start_TimeAssumed';

export const labels = {
    approval,
    approvalCounts,
    approvalGate,
    approvalNothing,
    approvalRollBack,
    approver,
    confirmHeading,
    confirmSentence,
    forbiddenRole,
    switchLinks,
    time,
    timeAssumed
};
