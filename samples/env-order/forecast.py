"""Prints a wave forecast for the next six hours."""

import os

import numpy as np

hours = np.arange(6)
heights = 1.2 + 0.4 * np.sin(hours / 12.42 * 2 * np.pi)

print("forecast", os.environ["APP_VERSION"])
for hour, height in zip(hours, heights):
    print(f"+{hour} h  {height:.1f} m")
