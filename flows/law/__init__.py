"""Law as code, and the dated facts it needs: wages, clocks, offices, holidays.

Everything here is pure: dates come in as arguments (dates in Japan), amounts are yen, times are minutes.
Each fact names its source and how sure it is (`flows.law.facts.Confidence`); a rule marked U is general
knowledge that nobody has checked, and is never to be told as a fact.
"""
