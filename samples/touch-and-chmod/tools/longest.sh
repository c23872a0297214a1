#!/bin/sh
# Prints the longest crossing in minutes.
sed -n 's/^minutes = //p' /ferry/config/routes.ini | sort -n | tail -n 1
