/** The labels of docliftPreflight. */
import changeDataCapture from '@salesforce/label/c.Doclift_Preflight_Item_change_data_capture';
import check from '@salesforce/label/c.Doclift_Preflight_Check';
import checkedAt from '@salesforce/label/c.Doclift_Setup_CheckedAt';
import checking from '@salesforce/label/c.Doclift_Preflight_Checking';
import encryption from '@salesforce/label/c.Doclift_Preflight_Item_encryption';
import failed from '@salesforce/label/c.Doclift_Gate_Outcome_failed';
import field from '@salesforce/label/c.Doclift_Preflight_Item_field';
import fieldHistory from '@salesforce/label/c.Doclift_Preflight_Item_field_history';
import flows from '@salesforce/label/c.Doclift_Preflight_Item_flows';
import forbiddenRole from '@salesforce/label/c.Doclift_Error_ForbiddenRole';
import inconclusive from '@salesforce/label/c.Doclift_Gate_Outcome_inconclusive';
import none from '@salesforce/label/c.Doclift_Preflight_None';
import operator from '@salesforce/label/c.Doclift_Role_Operator';
import other from '@salesforce/label/c.Doclift_Preflight_Item_other';
import packageLicence from '@salesforce/label/c.Doclift_Preflight_Item_package_licence';
import passed from '@salesforce/label/c.Doclift_Gate_Outcome_passed';
import permissions from '@salesforce/label/c.Doclift_Preflight_Item_permissions';
import sharing from '@salesforce/label/c.Doclift_Preflight_Item_sharing';
import title from '@salesforce/label/c.Doclift_Preflight_Title';
import triggers from '@salesforce/label/c.Doclift_Preflight_Item_triggers';
import validationRules from '@salesforce/label/c.Doclift_Preflight_Item_validation_rules';
import warning from '@salesforce/label/c.Doclift_Preflight_Outcome_warning';
import workflowRules from '@salesforce/label/c.Doclift_Preflight_Item_workflow_rules';

/** What is looked at, by the words of the service. */
export const items = {
    field,
    permissions,
    sharing,
    triggers,
    flows,
    'validation-rules': validationRules,
    'workflow-rules': workflowRules,
    'field-history': fieldHistory,
    'change-data-capture': changeDataCapture,
    'package-licence': packageLicence,
    encryption
};

export const outcomes = { passed, warning, inconclusive, failed };

export const labels = { check, checkedAt, checking, forbiddenRole, none, operator, other, title };
