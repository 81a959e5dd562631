/** The labels of docliftAccounts. */
import account from '@salesforce/label/c.Doclift_Accounts_Account';
import actions from '@salesforce/label/c.Doclift_Accounts_Actions';
import actionsFor from '@salesforce/label/c.Doclift_Accounts_ActionsFor';
import attention from '@salesforce/label/c.Doclift_Accounts_Attention';
import backUp from '@salesforce/label/c.Doclift_Accounts_BackUp';
import barAttention from '@salesforce/label/c.Doclift_Accounts_Bar_attention';
import barCopied from '@salesforce/label/c.Doclift_Accounts_Bar_copied';
import barNone from '@salesforce/label/c.Doclift_Accounts_Bar_none';
import barOpen from '@salesforce/label/c.Doclift_Accounts_Bar_open';
import barOutOfScope from '@salesforce/label/c.Doclift_Accounts_Bar_outOfScope';
import barSwitched from '@salesforce/label/c.Doclift_Accounts_Bar_switched';
import documents from '@salesforce/label/c.Doclift_Accounts_Documents';
import empty from '@salesforce/label/c.Doclift_Accounts_Empty';
import filter from '@salesforce/label/c.Doclift_Accounts_Filter';
import filterAll from '@salesforce/label/c.Doclift_Accounts_FilterAll';
import filterAttention from '@salesforce/label/c.Doclift_Accounts_FilterAttention';
import filterConflicted from '@salesforce/label/c.Doclift_Accounts_FilterConflicted';
import filterNotCopied from '@salesforce/label/c.Doclift_Accounts_FilterNotCopied';
import filterSwitched from '@salesforce/label/c.Doclift_Accounts_FilterSwitched';
import found from '@salesforce/label/c.Doclift_Accounts_Found';
import lastActivity from '@salesforce/label/c.Doclift_Accounts_LastActivity';
import needsOperator from '@salesforce/label/c.Doclift_Row_NeedsOperator';
import noActivity from '@salesforce/label/c.Doclift_Accounts_NoActivity';
import noList from '@salesforce/label/c.Doclift_Accounts_NoList';
import nothingFound from '@salesforce/label/c.Doclift_Accounts_NothingFound';
import nothingLikeIt from '@salesforce/label/c.Doclift_Accounts_NothingLikeIt';
import open from '@salesforce/label/c.Doclift_Accounts_Open';
import order from '@salesforce/label/c.Doclift_Accounts_Order';
import orderActivity from '@salesforce/label/c.Doclift_Accounts_Order_lastActivityAt';
import orderActivityDown from '@salesforce/label/c.Doclift_Accounts_Order_lastActivityAtDown';
import orderAttention from '@salesforce/label/c.Doclift_Accounts_Order_needsAttention';
import orderAttentionDown from '@salesforce/label/c.Doclift_Accounts_Order_needsAttentionDown';
import orderName from '@salesforce/label/c.Doclift_Accounts_Order_name';
import orderNameDown from '@salesforce/label/c.Doclift_Accounts_Order_nameDown';
import orderTotal from '@salesforce/label/c.Doclift_Accounts_Order_total';
import orderTotalDown from '@salesforce/label/c.Doclift_Accounts_Order_totalDown';
import refine from '@salesforce/label/c.Doclift_List_Refine';
import rollBack from '@salesforce/label/c.Doclift_Accounts_RollBack';
import rollBackNothing from '@salesforce/label/c.Doclift_Accounts_RollBackNothing';
import rollBackOf from '@salesforce/label/c.Doclift_Accounts_RollBackOf';
import search from '@salesforce/label/c.Doclift_Accounts_Search';
import searching from '@salesforce/label/c.Doclift_Accounts_Searching';
import showMore from '@salesforce/label/c.Doclift_List_ShowMore';
import shown from '@salesforce/label/c.Doclift_List_Shown';
import sortBy from '@salesforce/label/c.Doclift_Accounts_SortBy';
import states from '@salesforce/label/c.Doclift_Accounts_States';
import switchLinks from '@salesforce/label/c.Doclift_Accounts_Switch';
import title from '@salesforce/label/c.Doclift_Accounts_Title';
import withReason from '@salesforce/label/c.Doclift_Row_Reason';

export const barWords = {
    switched: barSwitched,
    copied: barCopied,
    open: barOpen,
    attention: barAttention,
    outOfScope: barOutOfScope,
    none: barNone
};

/** In the order in which they are offered. */
export const orderLabels = {
    name: orderName,
    '-name': orderNameDown,
    '-total': orderTotalDown,
    total: orderTotal,
    '-needsAttention': orderAttentionDown,
    needsAttention: orderAttention,
    '-lastActivityAt': orderActivityDown,
    lastActivityAt: orderActivity
};

export const labels = {
    account,
    actions,
    actionsFor,
    attention,
    backUp,
    documents,
    empty,
    filter,
    filterAll,
    filterAttention,
    filterConflicted,
    filterNotCopied,
    filterSwitched,
    found,
    lastActivity,
    needsOperator,
    noActivity,
    noList,
    nothingFound,
    nothingLikeIt,
    open,
    order,
    refine,
    rollBack,
    rollBackNothing,
    rollBackOf,
    search,
    searching,
    showMore,
    shown,
    sortBy,
    states,
    switchLinks,
    title,
    withReason
};
