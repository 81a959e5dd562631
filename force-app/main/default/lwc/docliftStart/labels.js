/** The labels of docliftStart. */
import accounts from '@salesforce/label/c.Doclift_Start_Accounts';
import afterPlan from '@salesforce/label/c.Doclift_Start_AfterPlan';
import atOnce from '@salesforce/label/c.Doclift_Start_AtOnce';
import buttonAnalyse from '@salesforce/label/c.Doclift_Start_Button_analyse';
import buttonBackUp from '@salesforce/label/c.Doclift_Start_Button_back_up';
import buttonCatchUp from '@salesforce/label/c.Doclift_Start_Button_catch_up';
import buttonInventory from '@salesforce/label/c.Doclift_Start_Button_inventory';
import buttonSwitch from '@salesforce/label/c.Doclift_Start_Button_switch';
import buttonVerify from '@salesforce/label/c.Doclift_Start_Button_verify';
import chooseAccount from '@salesforce/label/c.Doclift_Start_ChooseAccount';
import chooseCount from '@salesforce/label/c.Doclift_Start_ChooseCount';
import choosePercentage from '@salesforce/label/c.Doclift_Start_ChoosePercentage';
import chooseTypes from '@salesforce/label/c.Doclift_Start_ChooseTypes';
import doesAnalyse from '@salesforce/label/c.Doclift_Start_Does_analyse';
import doesBackUp from '@salesforce/label/c.Doclift_Start_Does_back_up';
import doesCatchUp from '@salesforce/label/c.Doclift_Start_Does_catch_up';
import doesInventory from '@salesforce/label/c.Doclift_Start_Does_inventory';
import doesSwitch from '@salesforce/label/c.Doclift_Start_Does_switch';
import doesVerify from '@salesforce/label/c.Doclift_Start_Does_verify';
import documentsToCheck from '@salesforce/label/c.Doclift_Verification_DocumentsToCheck';
import dryRun from '@salesforce/label/c.Doclift_Start_DryRun';
import dryRunSentence from '@salesforce/label/c.Doclift_Start_DryRunSentence';
import everything from '@salesforce/label/c.Doclift_Start_Everything';
import first from '@salesforce/label/c.Doclift_Start_First';
import firstCount from '@salesforce/label/c.Doclift_Start_FirstCount';
import forAccounts from '@salesforce/label/c.Doclift_Start_ForAccounts';
import forbiddenRole from '@salesforce/label/c.Doclift_Error_ForbiddenRole';
import forEverything from '@salesforce/label/c.Doclift_Start_ForEverything';
import forFirst from '@salesforce/label/c.Doclift_Start_ForFirst';
import forPercentage from '@salesforce/label/c.Doclift_Start_ForPercentage';
import forTypes from '@salesforce/label/c.Doclift_Start_ForTypes';
import how from '@salesforce/label/c.Doclift_Start_How';
import noDryRun from '@salesforce/label/c.Doclift_Start_NoDryRun';
import noForecast from '@salesforce/label/c.Doclift_Start_NoForecast';
import noPreflight from '@salesforce/label/c.Doclift_Start_NoPreflight';
import onlyEverything from '@salesforce/label/c.Doclift_Start_OnlyEverything';
import operator from '@salesforce/label/c.Doclift_Role_Operator';
import other from '@salesforce/label/c.Doclift_Start_Other';
import percentage from '@salesforce/label/c.Doclift_Start_Percentage';
import percentageShare from '@salesforce/label/c.Doclift_Start_PercentageShare';
import planned from '@salesforce/label/c.Doclift_Start_Planned';
import records from '@salesforce/label/c.Doclift_Start_Records';
import recordsAbout from '@salesforce/label/c.Doclift_Start_RecordsAbout';
import recordsLeft from '@salesforce/label/c.Doclift_Start_RecordsLeft';
import rollBack from '@salesforce/label/c.Doclift_Job_ApprovalRollBack';
import sampleOf from '@salesforce/label/c.Doclift_Verification_SampleOf';
import summary from '@salesforce/label/c.Doclift_Start_Summary';
import time from '@salesforce/label/c.Doclift_Start_Time';
import timeAssumed from '@salesforce/label/c.Doclift_Start_TimeAssumed';
import title from '@salesforce/label/c.Doclift_Start_Title';
import types from '@salesforce/label/c.Doclift_Start_Types';
import typesCount from '@salesforce/label/c.Doclift_Start_TypesCount';
import vendorViewer from '@salesforce/label/c.Doclift_Start_VendorViewer';
import what from '@salesforce/label/c.Doclift_Start_What';
import which from '@salesforce/label/c.Doclift_Start_Which';

/** What each operation changes. */
export const effects = {
    inventory: doesInventory,
    catch_up: doesCatchUp,
    analyse: doesAnalyse,
    back_up: doesBackUp,
    verify: doesVerify,
    switch: doesSwitch
};

export const buttons = {
    inventory: buttonInventory,
    catch_up: buttonCatchUp,
    analyse: buttonAnalyse,
    back_up: buttonBackUp,
    verify: buttonVerify,
    switch: buttonSwitch
};

export const labels = {
    accounts,
    afterPlan,
    atOnce,
    chooseAccount,
    chooseCount,
    choosePercentage,
    chooseTypes,
    documentsToCheck,
    dryRun,
    dryRunSentence,
    everything,
    first,
    firstCount,
    forAccounts,
    forbiddenRole,
    forEverything,
    forFirst,
    forPercentage,
    forTypes,
    how,
    noDryRun,
    noForecast,
    noPreflight,
    onlyEverything,
    operator,
    other,
    percentage,
    percentageShare,
    planned,
    records,
    recordsAbout,
    recordsLeft,
    rollBack,
    sampleOf,
    summary,
    time,
    timeAssumed,
    title,
    types,
    typesCount,
    vendorViewer,
    what,
    which
};
