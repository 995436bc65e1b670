/** A topic surges with at least so many touches in its last block of 7 x 24 hours ... */
export const surgeTouches = 5
/** ... that are at least so many times the mean of the blocks before. */
export const surgeRatio = 2
/** Blocks that the last one is held against. */
export const surgeBlocks = 8
/** Days before the end of the period in which the other signs of intent count. */
export const intentDays = 30
/** Views of prices by one account that count as repeated. */
export const pricingViews = 2
/** Different people of one account, active, that count as several. */
export const activePeople = 3
/** Accounts that the list of accounts to call shows. */
export const accountsShown = 100
/** Rows that a breakdown shows; the others are counted in a note. */
export const valuesShown = 25

/** Names that say what sales did with a lead, as the shipped funnels use them. */
export const acceptedNames = ['sales_accepted']
export const rejectedNames = ['sales_rejected']
/** Names of requests for proposals and of their answers, which share one touch group. */
export const rfpReceived = 'rfp_received'
export const rfpAnswered = 'rfp_answered'
/** Keys of qualification that are looked for in every deal, beside any others that deals name. */
export const qualificationKeys = ['budget', 'authority', 'need', 'timeline']
