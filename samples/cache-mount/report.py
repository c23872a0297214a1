"""Sums up the cargo of a month, by ship."""

import sys

import pandas as pd

table = pd.read_excel(sys.argv[1])
print(table.groupby("ship")["tons"].sum().sort_values(ascending=False))
