# Turns a tide table into an HTML list. Comments of the table are left out.
set -eu

echo "<ul>"
grep -v '^#' "$1" | while IFS=, read -r time height; do
  echo "<li>$time $height m</li>"
done
echo "</ul>"
