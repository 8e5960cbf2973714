"""Visits: today's board worst first, verification by hand, corrections and deviations.

To **verify** a visit is to write down what is known of it: what happened, who came and when, and who told
us. Times are typed, never filled in from the plan. What is known has a **grade**, A to D, by how many
voices said it and how soon. A correction is a new entry; the first stays. A **deviation** is anything that
went otherwise than planned, with the safeguarding decision recorded either way.

The **rescue queue** ranks what needs a person now by minutes to harm, and says why in words.
"""
