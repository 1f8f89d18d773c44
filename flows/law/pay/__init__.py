"""What is still owed for hours worked, from a log of days or from totals of months, by the Labour Standards Act.

| file      | says                                                                                              |
|-----------|---------------------------------------------------------------------------------------------------|
| days      | a day's work and a log of days, and what can't be one                                              |
| minutes   | which minutes are overtime, rest-day work, late night: 8 hours, 40 hours, 60 hours, nothing twice  |
| months    | the month a day is paid in, its payday, and when its pay lapses                                    |
| base      | the yen of one hour that premiums are counted on, and which allowances are part of it              |
| settle    | one month: what is owed, what was paid, what is missing                                            |
| kinds     | work that these rules can't compute, and why                                                       |
| minimum   | the same pay beside the minimum wage of the place, with that test's own list of allowances         |
| claim     | everything that is known of one worker's pay and hours                                             |
| caveats   | what an amount assumes and leaves out                                                              |
| unpaid    | all of it together: between which amounts, month by month, what was assumed, what is left out      |
| alike     | the same month as often as there were, from the totals that a conversation can ask for            |
| table     | the table of a worker's own log as such days                                                       |
| plain     | what is wrong with the shape of such a file, in plain sentences                                    |
| form      | the same as a JSON file that a person can write, with the place of every mistake                   |
"""
