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
import needsOperator from '@salesforce/label/c.Doclift_Row_NeedsOperator';
import noList from '@salesforce/label/c.Doclift_Accounts_NoList';
import nothingLikeIt from '@salesforce/label/c.Doclift_Accounts_NothingLikeIt';
import nothingFound from '@salesforce/label/c.Doclift_Accounts_NothingFound';
import open from '@salesforce/label/c.Doclift_Accounts_Open';
import refine from '@salesforce/label/c.Doclift_List_Refine';
import search from '@salesforce/label/c.Doclift_Accounts_Search';
import searching from '@salesforce/label/c.Doclift_Accounts_Searching';
import showMore from '@salesforce/label/c.Doclift_List_ShowMore';
import shown from '@salesforce/label/c.Doclift_List_Shown';
import states from '@salesforce/label/c.Doclift_Accounts_States';
import switchLinks from '@salesforce/label/c.Doclift_Accounts_Switch';
import withReason from '@salesforce/label/c.Doclift_Row_Reason';
import title from '@salesforce/label/c.Doclift_Accounts_Title';

export const barWords = {
    switched: barSwitched,
    copied: barCopied,
    open: barOpen,
    attention: barAttention,
    outOfScope: barOutOfScope,
    none: barNone
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
    needsOperator,
    noList,
    nothingFound,
    nothingLikeIt,
    open,
    refine,
    search,
    searching,
    showMore,
    shown,
    states,
    switchLinks,
    title,
    withReason
};
